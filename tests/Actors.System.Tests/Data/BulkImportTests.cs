using System.Globalization;
using System.Text;
using System.Text.Json;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Data;

/// <summary>What an import of reports about the last days makes subjects say: as much as an array up to its length, else only the level.</summary>
public sealed class BulkImportTests
{
    [Theory]
    [InlineData(1_000, "", true)]
    [InlineData(1_001, "", false)]
    [InlineData(30, "?import=desk", false)]
    public async Task Import_TellsMilestones_WhenItIsNoBulkImport(int count, string query, bool told)
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var summary = await host.Http.ImportAsync(Enumerable.Range(0, count).Select(Report), query);
        Assert.Equal(count, summary.GetProperty("recorded").GetInt32());
        var kinds = await Eventually.BecomesAsync(
            "the base tells its level, and milestones where it is to tell them",
            () => KindsAsync(host.Http),
            said => said.Contains("level-raised") && (!told || said.Contains("milestone")),
            TimeSpan.FromSeconds(60));

        // The tally answers only when everything was folded and considered.
        using var tally = JsonDocument.Parse(await host.Http.GetStringAsync("v1/bases/bulk-outpost/tally?minPositions=0:" + count.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(count, tally.RootElement.GetProperty("incidents").GetInt32());
        Assert.Equal(told, (await KindsAsync(host.Http)).Contains("milestone"));
        Assert.DoesNotContain("import-summary", kinds);
    }

    [Fact]
    public async Task Import_IsRefused_WhenItsNameIsTooLong()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        using var body = new StringContent(Report(0), Encoding.UTF8, "application/x-ndjson");
        using var refused = await host.Http.PostAsync("v1/reports:import?import=" + new string('x', 101), body);
        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Contains("must be 1 to 100 characters", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string Report(int n)
    {
        var now = DateTimeOffset.UtcNow;
        return JsonSerializer.Serialize(new
        {
            kind = "incident",
            id = string.Create(CultureInfo.InvariantCulture, $"bulk:{n}"),
            source = "iraqi-security-sources",
            publishedAt = now.AddMinutes(-1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            incident = string.Create(CultureInfo.InvariantCulture, $"bulk-{n}"),
            occurred = new { from = now.AddDays(-1 - (n % 5)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), precision = "day" },
            place = new { @base = "bulk-outpost" },
            type = "air-drone-strike",
            targets = new[] { new { group = "us-forces" } },
            outcome = "hit",
        });
    }

    private static async Task<HashSet<string>> KindsAsync(HttpClient http)
    {
        using var page = JsonDocument.Parse(await http.GetStringAsync("v1/notifications?subject=base:bulk-outpost&limit=1000"));
        return [.. page.RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("kind").GetString()!)];
    }
}
