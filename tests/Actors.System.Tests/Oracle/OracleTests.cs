using System.Text.Json;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Xunit.Abstractions;

namespace Actors.System.Tests.Oracle;

/// <summary>24,039 real events through the whole of an embedded host, held against counts that other programs made.</summary>
public sealed class OracleTests(ITestOutputHelper output)
{
    [SharedDataFact(UcdpEvent.File)]
    public async Task Import_GivesTheOraclesCountsAndSums_AndASecondImportChangesNothing()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var lines = UcdpEvent.All.Select(e => e.Report).ToList();

        var first = await host.Http.ImportAsync(lines);
        Assert.Equal((lines.Count, 0, 0, 0), Counts(first));
        output.WriteLine($"{await UcdpOracle.AssertAsync(host.Http, "after the import")} answers are the oracle's.");
        await host.Http.VerifyAsync("after the import");

        var before = await PositionsAsync(host.Http);
        var second = await host.Http.ImportAsync(lines);
        Assert.Equal((0, lines.Count, 0, 0), Counts(second));
        Assert.Equal(before, await PositionsAsync(host.Http));
        await UcdpOracle.AssertAsync(host.Http, "after the second import");

        // The second import left no entry behind: the next report takes the very next position.
        var next = await host.Http.RecordOneAsync("""{"kind":"incident","id":"after","source":"ucdp","publishedAt":"2021-06-01T00:00:00Z","place":{"region":"jo"},"occurred":{"from":"2021-01-01"}}""");
        Assert.Equal(lines.Count + 1, next.GetProperty("positions").GetProperty("0").GetInt64());
    }

    private static (long Recorded, long Duplicates, long Conflicts, long Refused) Counts(JsonElement summary) =>
        (summary.GetProperty("recorded").GetInt64(), summary.GetProperty("duplicates").GetInt64(), summary.GetProperty("conflicts").GetInt64(), summary.GetProperty("refused").GetInt64());

    private static async Task<string> PositionsAsync(HttpClient http) =>
        (await http.AskAsync("v1/regions/world/tally")).GetProperty("positions").GetRawText();
}
