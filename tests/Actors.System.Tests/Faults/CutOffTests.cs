using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Actors.System.Tests.Chaos;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Npgsql;
using Xunit.Abstractions;

namespace Actors.System.Tests.Faults;

/// <summary>A server that is cut off from the others and from the database, but not from those who ask it.</summary>
[Collection(FaultCollection.Name)]
[Trait("Category", "OnDemand")]
public sealed class CutOffTests(ITestOutputHelper output)
{
    private const int Subjects = 60;
    private const int ReportsPerSecond = 50;
    private const string Key = "key of desk";
    private const string Torn = """
        {"kind":"incident","id":"torn","source":"iraqi-security-sources","publishedAt":"2023-11-11T08:00:00Z","incident":"torn",
         "occurred":{"from":"2023-11-11"},"place":{"region":"co"},"type":"air-drone-strike","outcome":"unknown"}
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90) * ChaosSettings.Slowness;

    [LongFaultFact]
    public async Task Server_Answers503_AndNothingItDidCountsTwice_WhenItIsCutOff()
    {
        using var folder = new TemporaryFolder();
        await using var network = await NetworkNamespace.MakeAsync();
        await using var server = await PostgresServer.StartOwnAsync();
        var database = await server.CreateDatabaseAsync();
        await using var link = SlowLink.Start(IPAddress.Parse(network.Outside), new NpgsqlConnectionStringBuilder(database.ConnectionString).Port);
        var ports = new[] { FreePort.Take(), FreePort.Take(), FreePort.Take() };
        Dictionary<string, string> near = new() { ["ACTORS_POSTGRES"] = database.ConnectionString };
        Dictionary<string, string> far = new()
        {
            ["ACTORS_POSTGRES"] = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = network.Outside, Port = link.Port }.ConnectionString,
            ["ACTORS_API_KEYS"] = $"desk:admin:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))}",
        };
        await using var first = await HostProcess.StartAsync(folder.Path, near, "--role", "silo", "--silo-port", "0", "--silo-host", network.Outside, "--cluster-port", $"{ports[0]}");
        await using var second = await HostProcess.StartAsync(folder.Path, near, "--role", "silo", "--silo-port", "0", "--silo-host", network.Outside, "--cluster-port", $"{ports[1]}");
        await using var cut = await HostProcess.StartThroughAsync(
            network.Through, folder.Path, far, "--http", $"http://{network.Inside}:0", "--silo-host", network.Inside, "--cluster-port", $"{ports[2]}");
        await using var gateway = await HostProcess.StartAsync(
            folder.Path, environment: null, "--role", "gateway", "--silos", $"{network.Outside}:{ports[0]},{network.Outside}:{ports[1]},{network.Inside}:{ports[2]}");
        cut.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);

        var run = new ClusterLoad((_, _) => Task.FromResult(gateway.Http), new BaseReports(Subjects, new Random(ChaosSettings.Seed)), Subjects);
        await run.EverySubjectAnswersAsync("before the cut", Limit);
        using var stop = new CancellationTokenSource();
        var load = run.KeepSendingAsync(ReportsPerSecond, stop.Token);
        await Eventually.HoldsAsync("the load has begun", () => run.Acknowledged > Subjects + (2 * ReportsPerSecond) || load.IsCompleted, Limit);

        await network.CutAsync();
        var began = Stopwatch.GetTimestamp();
        var tally = new Uri(cut.Http.BaseAddress!, "v1/regions/world/tally").ToString();
        var posted = await network.StatusAsync(new Uri(cut.Http.BaseAddress!, "v1/reports").ToString(), Key, Torn);
        await Eventually.HoldsAsync("the server that is cut off answers 503", async () => await network.StatusAsync(tally, Key) == 503, Limit);
        var until503 = Stopwatch.GetElapsedTime(began);
        await run.EverySubjectAnswersAsync("while one server is cut off", Limit);
        output.WriteLine($"503 after {until503.TotalSeconds:0.0} s; every subject answered elsewhere {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s after the cut; a report posted to it meanwhile got {posted}");

        await network.JoinAsync();
        var joined = Stopwatch.GetTimestamp();
        await run.EverySubjectAnswersAsync("after the cut", Limit);
        output.WriteLine($"every subject answered {Stopwatch.GetElapsedTime(joined).TotalSeconds:0.0} s after its end");
        await Eventually.HoldsAsync("the server that was declared dead ends", () => cut.HasEnded, Limit);
        await stop.CancelAsync();
        await load;
        Assert.Equal(posted == 200 ? "duplicate" : "recorded", (await gateway.Http.RecordOneAsync(Torn)).GetProperty("status").GetString());
        await run.NothingIsLostAsync("after the cut");
        await run.EveryNotificationOnceAsync("after the cut");
        await run.VerifyAsync("after the cut");
        Assert.True(until503 <= TimeSpan.FromSeconds(20) * ChaosSettings.Slowness, $"503 came only after {until503.TotalSeconds:0.0} s.");
        await database.DataSource.DisposeAsync();
    }
}
