using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Actors.System.Tests.Chaos;
using Actors.System.Tests.Processes;
using Actors.System.Tests.Sample;
using Actors.Testing;
using Xunit.Abstractions;

namespace Actors.System.Tests.Compose;

/// <summary>
/// docker-compose.yml is run, not only written: refused with default secrets, started in order, each container held to what the file promises of it,
/// the first news day by the published port, a silo container killed, one crashed and one stopped, all taken down and brought up again.
/// </summary>
[Collection(FaultCollection.Name)]
[Trait("Category", "Compose")]
public sealed class ComposeTests(ITestOutputHelper output)
{
    private static readonly string[] Running = ["balancer", "gateway-1", "gateway-2", "postgres", "prometheus", "silo-1", "silo-2", "silo-3"];
    private static readonly string[] Ended = ["migrate", "secrets"];
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    /// <summary>Far more than a quiet machine needs: here everything shares it, and a silo that has just begun is still compiling itself.</summary>
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(90);
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private int reports;

    [ComposeFact]
    public async Task Stack_AnswersEveryExpectedQuestion_WhateverHappensToItsContainers()
    {
        await using var stack = await ComposeStack.PrepareAsync();
        Say("engine ready");
        await stack.BuildAsync();
        Say("image built");
        var refusal = await stack.FailsWithoutSecretsAsync("run --rm secrets", "ACTORS_ENVIRONMENT=production");
        Assert.Contains("ACTORS_POSTGRES_PASSWORD holds the default", refusal, StringComparison.Ordinal);
        Assert.Contains("GRAFANA_PASSWORD holds the default", refusal, StringComparison.Ordinal);

        await stack.UpAsync();
        Say("every service healthy");
        await HoldContainersToTheirPromisesAsync(stack);
        var lines = await File.ReadAllLinesAsync(SharedData.PathOf("scenarios/iraq-2023-11-09.ndjson"));
        Assert.All(await stack.Http.RecordAsync(lines), r => Assert.Equal("recorded", r.GetProperty("status").GetString()));
        await ExpectedAnswers.AssertAsync(stack.Http);
        await stack.Http.VerifyAsync("before the kill");
        await HoldPrometheusToItsTargetsAsync(stack);
        Say("first news day answered");

        await KillAsync(stack, lines);
        await CrashAsync(stack);
        await StopAsync(stack);
        await stack.Http.VerifyAsync("after a kill, a crash and a stop");

        await TakeDownAndBringUpAsync(stack, lines);
        var logs = await stack.ComposeAsync("logs --no-log-prefix silo-1 silo-2 silo-3 gateway-1 gateway-2 | grep -E 'OutOfMemory|StackOverflow|Unhandled|Read-only file system|Permission denied' || true");
        Assert.Equal("", logs);
        await stack.ComposeAsync("--profile observability down --volumes");
        foreach (var kind in new[] { "container", "volume", "network" })
        {
            Assert.Equal("", await stack.RemainsAsync(kind));
        }

        Say("taken down, nothing left");
    }

    /// <summary>Non-root, read-only, limited, without rights, healthy: asked of the engine, and tried where it can be tried.</summary>
    private static async Task HoldContainersToTheirPromisesAsync(ComposeStack stack)
    {
        var containers = await stack.InspectAsync();
        Assert.Equal([.. Running.Concat(Ended).Order()], containers.Keys.Order());
        Assert.All(Ended, service => Assert.Equal(("exited", 0), (State(service, "Status"), containers[service].GetProperty("State").GetProperty("ExitCode").GetInt32())));
        foreach (var service in Running)
        {
            var limits = containers[service].GetProperty("HostConfig");
            Assert.True(State(service, "Status") == "running" && containers[service].GetProperty("State").GetProperty("Health").GetProperty("Status").GetString() == "healthy", service);
            Assert.True(limits.GetProperty("ReadonlyRootfs").GetBoolean(), $"{service} may write its image.");
            Assert.True(limits.GetProperty("Memory").GetInt64() > 0 && limits.GetProperty("NanoCpus").GetInt64() > 0 && limits.GetProperty("PidsLimit").GetInt64() > 0, $"{service} lacks a limit.");
            Assert.Equal("ALL", limits.GetProperty("CapDrop")[0].GetString());
            Assert.Contains("no-new-privileges:true", limits.GetProperty("SecurityOpt").EnumerateArray().Select(o => o.GetString()));
            var users = await ComposeStack.UsersAsync(containers[service].GetProperty("Id").GetString()!);
            Assert.True(users.Count > 0 && !users.Contains("0"), $"{service} has processes of the users {string.Join(", ", users)}.");
        }

        Assert.All(Running.Where(s => s != "balancer"), s => Assert.DoesNotContain("HostPort", containers[s].GetProperty("NetworkSettings").GetProperty("Ports").GetRawText(), StringComparison.Ordinal));
        Assert.Contains("refused", await stack.ExecAsync("silo-1", "bash -c 'echo x >/app/x || echo refused'"), StringComparison.Ordinal);
        Assert.Contains("unreachable", await stack.ExecAsync("gateway-1", "bash -c 'exec 3<>/dev/tcp/postgres/5432 || echo unreachable'"), StringComparison.Ordinal);

        string? State(string service, string name) => containers[service].GetProperty("State").GetProperty(name).GetString();
    }

    private static async Task HoldPrometheusToItsTargetsAsync(ComposeStack stack)
    {
        await Eventually.BecomesAsync(
            "Prometheus reads every silo and gateway",
            async () => string.Join(' ', JsonElement.Parse(await stack.ExecAsync("prometheus", "wget -q -O - http://127.0.0.1:9090/api/v1/targets")).GetProperty("data").GetProperty("activeTargets").EnumerateArray().Select(t => t.GetProperty("health").GetString())),
            health => health == "up up up up up",
            RecoveryLimit);
        var rules = await Eventually.BecomesAsync(
            "Prometheus evaluates every alarm",
            async () => JsonElement.Parse(await stack.ExecAsync("prometheus", "wget -q -O - http://127.0.0.1:9090/api/v1/rules")).GetProperty("data").GetProperty("groups")[0].GetProperty("rules").EnumerateArray().ToList(),
            all => all.All(r => r.GetProperty("health").GetString() == "ok"),
            RecoveryLimit);
        Assert.True(rules.Count >= 5);
    }

    private async Task KillAsync(ComposeStack stack, string[] lines)
    {
        await stack.ComposeAsync("kill silo-1");
        var killed = Stopwatch.GetTimestamp();
        await RecordLateAsync(stack.Http);
        await ExpectedAnswers.AssertAsync(stack.Http);
        Say($"every answer right again {Seconds(killed)} s after silo-1 was killed");
        Assert.All(await stack.Http.RecordAsync(lines), r => Assert.Equal("duplicate", r.GetProperty("status").GetString()));
        await stack.UpAsync("silo-1");
    }

    /// <summary>The program dies, the container is started again by the engine alone.</summary>
    private async Task CrashAsync(ComposeStack stack)
    {
        await stack.ExecAsync("silo-3", "bash -c 'kill -9 -1'");
        var crashed = Stopwatch.GetTimestamp();
        await RecordLateAsync(stack.Http);
        var recorded = Seconds(crashed);
        await Eventually.HoldsAsync(
            "silo-3 was started again and is healthy",
            async () => (await stack.InspectAsync())["silo-3"] is var silo && silo.GetProperty("RestartCount").GetInt32() == 1 && silo.GetProperty("State").GetProperty("Health").GetProperty("Status").GetString() == "healthy",
            TimeSpan.FromSeconds(60));
        Say($"silo-3 crashed: a report recorded {recorded} s after, silo healthy again {Seconds(crashed)} s after");
        await ExpectedAnswers.AssertAsync(stack.Http);
    }

    /// <summary>A stopping silo hands over what it has; reports go on meanwhile.</summary>
    private async Task StopAsync(ComposeStack stack)
    {
        var began = Stopwatch.GetTimestamp();
        var stop = stack.ComposeAsync("stop silo-2");
        var longest = TimeSpan.Zero;
        while (!stop.IsCompleted)
        {
            var asked = Stopwatch.GetTimestamp();
            await RecordLateAsync(stack.Http);
            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, Stopwatch.GetElapsedTime(asked).Ticks));
        }

        await stop;
        var took = Seconds(began);
        Assert.Equal(0, (await stack.InspectAsync())["silo-2"].GetProperty("State").GetProperty("ExitCode").GetInt32());
        await ExpectedAnswers.AssertAsync(stack.Http);
        var country = await Eventually.BecomesAsync("every late report counts once", async () => (await stack.Http.AskAsync("v1/regions/co/tally")).GetProperty("incidents").GetInt32(), count => count == reports, RecoveryLimit);
        Say(string.Create(CultureInfo.InvariantCulture, $"silo-2 stopped in {took} s, with exit code 0; no report waited longer than {longest.TotalSeconds:0.0} s meanwhile; {country} late reports count"));
        await stack.UpAsync("silo-2");
    }

    /// <summary>What was recorded is in the named volume; this time with the collector, to which traces and metrics go.</summary>
    private async Task TakeDownAndBringUpAsync(ComposeStack stack, string[] lines)
    {
        await stack.ComposeAsync("down");
        Assert.Equal("", await stack.RemainsAsync("container"));
        Say("taken down");
        await stack.UpAsync(string.Join(' ', Running) + " collector", "ACTORS_OTLP=http://collector:4317");
        Say("brought up again");
        await ExpectedAnswers.AssertAsync(stack.Http);
        Assert.All(await stack.Http.RecordAsync(lines), r => Assert.Equal("duplicate", r.GetProperty("status").GetString()));
        await RecordLateAsync(stack.Http);
        await stack.Http.VerifyAsync("after all was taken down and brought up");

        // A silo that stops sends on what it has; else metrics come once a minute.
        await stack.ComposeAsync("stop silo-1 gateway-1");
        await Eventually.BecomesAsync(
            "the collector gets traces and metrics",
            () => stack.ComposeAsync("logs --no-log-prefix collector"),
            said => said.Contains("\"traces\"", StringComparison.Ordinal) && said.Contains("\"metrics\"", StringComparison.Ordinal),
            RecoveryLimit);
        Say("same answers as before, traces and metrics at the collector");
    }

    /// <summary>Records one report more, where none of the expected answers looks; sent until it is recorded.</summary>
    private async Task RecordLateAsync(HttpClient http)
    {
        var number = ++reports;
        var late = $$"""
            {"kind":"incident","id":"late-{{number}}","source":"iraqi-security-sources","publishedAt":"2023-11-11T08:00:00Z","incident":"late-{{number}}",
             "occurred":{"from":"2023-11-11"},"place":{"region":"co"},"type":"air-drone-strike","outcome":"unknown"}
            """;
        await Eventually.BecomesAsync($"report late-{number} is recorded", () => TryRecordAsync(http, late), answer => answer.Contains("\"receipts\"", StringComparison.Ordinal), RecoveryLimit);
    }

    private static async Task<string> TryRecordAsync(HttpClient http, string report)
    {
        using var limit = new CancellationTokenSource(AnswerLimit);
        try
        {
            using var response = await http.PostAsync("v1/reports", HostApi.JsonBody(report), limit.Token);
            return await response.Content.ReadAsStringAsync(limit.Token);
        }
        catch (Exception failure) when (Outage.IsSeenAs(failure))
        {
            return failure.Message;
        }
    }

    private void Say(string what) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds,6:0.0} s: {what}"));

    private static string Seconds(long since) => Stopwatch.GetElapsedTime(since).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
