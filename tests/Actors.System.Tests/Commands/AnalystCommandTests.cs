using System.Text.Json;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Commands;

/// <summary>What an analyst and whoever runs the server do by command line: decide about incidents, webhooks, policies, the audit record.</summary>
public sealed class AnalystCommandTests
{
    [Fact]
    public async Task Suggestions_AreListedRejectedAndAccepted_AndReportsTakenOutAgain()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var first = (await host.Http.RecordOneAsync(Attack("first", ",\"incident\":\"asad\"", injured: 2))).GetProperty("incident").GetString()!;
        var other = (await host.Http.RecordOneAsync(Attack("doubtful", "", injured: 9))).GetProperty("incident").GetString()!;

        var listed = await RunAsync(host, "suggestions", "list", first);
        Assert.Equal(0, listed.Code);
        Assert.Contains(other, listed.Output, StringComparison.Ordinal);
        Assert.Equal(other, (await RunAsync(host, "suggestions", "list", first, "--json")).Json.GetProperty("items")[0].GetProperty("incident").GetString());

        Assert.Equal(2, (await RunAsync(host, "suggestions", "reject", first, other)).Code);
        Assert.Equal(0, (await RunAsync(host, "suggestions", "reject", first, other, "--reason", "a second wave")).Code);
        Assert.DoesNotContain(other, (await RunAsync(host, "suggestions", "list", first)).Output, StringComparison.Ordinal);
        Assert.Contains("a second wave", (await RunAsync(host, "suggestions", "rejected", other)).Output, StringComparison.Ordinal);

        var accepted = await RunAsync(host, "suggestions", "accept", first, other, "--reason", "the same after all");
        Assert.StartsWith($"{first}, recorded at ", accepted.Output, StringComparison.Ordinal);
        Assert.Equal(first, (await RunAsync(host, "incident", other, "--json")).Json.GetProperty("id").GetString());
        var apart = await RunAsync(host, "split", first, "doubtful", "--reason", "no", "--json");
        Assert.Equal(other, apart.Json.GetProperty("incident").GetString());
        Assert.Equal(0, (await RunAsync(host, "merge", first, other, "--reason", "yes")).Code);
        var wrong = await RunAsync(host, "split", first, "nobody", "--reason", "no");
        Assert.Equal((2, ""), (wrong.Code, wrong.Output));
        Assert.Contains("Report 'nobody' is not part of this incident", wrong.Error, StringComparison.Ordinal);
        await host.Http.VerifyAsync("after decisions by command line");
    }

    [Fact]
    public async Task Webhooks_AreMadePausedResumedAndEnded()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path, environment: null, "--webhook-networks", "127.0.0.0/8");
        using var receiver = WebhookReceiver.Start();
        File.WriteAllText(folder.File("secret"), "a secret of the desk, long enough\n");
        var made = (await RunAsync(host, "webhooks", "create", receiver.Url, "--subject", "base:al-harir", "--ancestors", "--secret-file", folder.File("secret"), "--json")).Json;
        Assert.Equal("a secret of the desk, long enough", made.GetProperty("secret").GetString());
        var id = made.GetProperty("id").GetString()!;
        Assert.Contains("secret: ", (await RunAsync(host, "webhooks", "create", receiver.Url)).Output, StringComparison.Ordinal);
        Assert.Equal("lunch", (await RunAsync(host, "webhooks", "pause", id, "--reason", "lunch", "--json")).Json.GetProperty("reason").GetString());
        Assert.Contains("paused", (await RunAsync(host, "webhooks", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("active", (await RunAsync(host, "webhooks", "resume", id)).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(host, "webhooks", "deliveries", id)).Code);
        Assert.Equal(JsonValueKind.Array, (await RunAsync(host, "webhooks", "dead-letters", id, "--json")).Json.GetProperty("items").ValueKind);
        Assert.Equal("0 will be tried once more\n", (await RunAsync(host, "webhooks", "redeliver", id)).Output.ReplaceLineEndings("\n"));
        Assert.Equal(0, (await RunAsync(host, "webhooks", "delete", id)).Code);
        Assert.Equal(2, (await RunAsync(host, "webhooks", "pause", id)).Code);

        var audit = await RunAsync(host, "audit");
        Assert.Contains("/v1/webhooks", audit.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("a secret of the desk", (await RunAsync(host, "audit", "--json")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync(host, "audit", "--limit", "1", "--json")).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Policies_AreShownAndSet_AndSubjectsListed()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        await host.Http.RecordOneAsync(Attack("first", "", injured: 2));
        Assert.Contains("base-default", (await RunAsync(host, "policies", "list")).Output, StringComparison.Ordinal);
        var policy = (await RunAsync(host, "policies", "show", "base-default")).Json;
        var version = policy.GetProperty("version").GetInt32();
        var unsound = await RunAsync(host, "{}", "policies", "set", "base-default", "-");
        Assert.Equal((2, ""), (unsound.Code, unsound.Output));
        var next = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(policy)!;
        next["version"] = JsonSerializer.SerializeToElement(version + 1);
        Assert.StartsWith($"base-default@{version + 1}: ", (await RunAsync(host, JsonSerializer.Serialize(next), "policies", "set", "base-default", "-")).Output, StringComparison.Ordinal);

        Assert.Contains("base:ain-al-asad", (await RunAsync(host, "subjects", "bases", "--words", "asad")).Output, StringComparison.Ordinal);
        Assert.Equal("base:ain-al-asad", (await RunAsync(host, "subject", "base:ain-al-asad", "--json")).Json.GetProperty("subject").GetString());
        var shown = (await RunAsync(host, "subject", "base:ain-al-asad")).Output;
        Assert.Contains("1 in all", shown, StringComparison.Ordinal);
        Assert.Contains("region:iq-an", shown, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(host, "threat", "base:ain-al-asad", "--history")).Code);
    }

    private static string Attack(string id, string reference, int injured) => $$"""
        {"kind":"incident","id":"{{id}}","source":"s-{{id}}","publishedAt":"2024-01-02T00:00:00Z"{{reference}},"occurred":{"from":"2024-01-01"},"place":{"base":"ain-al-asad"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"casualties":[{"injured":{{injured}}}]}
        """;

    private static Task<CommandResult> RunAsync(HostProcess host, params string[] arguments) => arguments[0].StartsWith('{')
        ? ActorsCommand.RunAsync(host.Http.BaseAddress!.ToString(), arguments[0], arguments[1..])
        : ActorsCommand.RunAsync(host.Http.BaseAddress!.ToString(), input: null, arguments);
}
