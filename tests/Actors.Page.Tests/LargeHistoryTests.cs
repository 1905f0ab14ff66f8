using System.Globalization;
using System.Text.RegularExpressions;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.Page.Tests;

/// <summary>What a page costs does not grow with the history of its subject.</summary>
/// <remarks>Told by how many stored incidents are read, which is the same on every machine: the page of the world once read all of them five
/// times, and timed out at 176,579.</remarks>
public sealed partial class LargeHistoryTests
{
    private const int Incidents = 5_000;

    /// <summary>The list of the page, and the newest incident; each page of a list is read with one row beyond it.</summary>
    private const int ReadForAList = 1_000;

    [Fact]
    public async Task SubjectOfALargeHistory_IsAnsweredFromMemory_AndAPastTimeInOnePass()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var summary = await host.Http.ImportAsync(Enumerable.Range(0, Incidents).Select(Line));
        Assert.Equal(Incidents, summary.GetProperty("recorded").GetInt32());
        await Eventually.BecomesAsync(
            "the world counts them all", async () => (await host.Http.AskAsync("v1/regions/world/tally")).GetProperty("incidents").GetInt32(), n => n == Incidents);

        // The host considers levels after an import, and reads for that too: so each figure is asked for until one is of the question alone.
        var page = "";
        await Eventually.BecomesAsync(
            $"the page of a subject reads few of {Incidents} stored incidents",
            async () =>
            {
                (page, var read) = await ReadForAsync(host, "subjects/region:world");
                return read;
            },
            read => read < ReadForAList);
        Assert.Contains("<dd>5,000</dd>", page, StringComparison.Ordinal);

        var moments = new Queue<string>(Moments().Match(page).Groups[1].Value.Split(' ').Skip(1).SkipLast(1));
        var past = "";
        await Eventually.BecomesAsync(
            $"a past time never asked for reads each of {Incidents} stored incidents once",
            () =>
            {
                past = "subjects/region:world?asOf=" + Uri.EscapeDataString(moments.Dequeue());
                return ReadCountAsync(host, past);
            },
            read => read <= Incidents + ReadForAList);
        await Eventually.BecomesAsync("the same past time again reads few stored incidents", () => ReadCountAsync(host, past), read => read < ReadForAList);
    }

    private static async Task<long> ReadCountAsync(HostProcess host, string path) => (await ReadForAsync(host, path)).Read;

    private static string Line(int i) => $$"""
        {"kind":"incident","id":"large:{{i}}","source":"s-{{i % 7}}","publishedAt":"2020-06-01T00:00:00Z","incident":"large-{{i}}","occurred":{"from":"{{new DateOnly(2000, 1, 1).AddDays(i):yyyy-MM-dd}}"},"place":{"region":"{{(i % 2 == 0 ? "iq" : "sy")}}"},"type":"armed-clash","outcome":"hit"}
        """;

    private static async Task<(string Page, long Read)> ReadForAsync(HostProcess host, string path)
    {
        var before = await RevisionsReadAsync(host);
        using var answer = await host.Http.GetAsync(path);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, page);
        return (page, await RevisionsReadAsync(host) - before);
    }

    private static async Task<long> RevisionsReadAsync(HostProcess host) =>
        Counted().Match(await host.Http.GetStringAsync("metrics")) is { Success: true } counted ? long.Parse(counted.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^actors_queries_revisions_total\S* (\d+)", RegexOptions.Multiline)]
    private static partial Regex Counted();

    [GeneratedRegex("data-moments=\"([^\"]*)\"")]
    private static partial Regex Moments();
}
