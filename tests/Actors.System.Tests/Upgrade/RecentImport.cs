using System.Globalization;
using System.Text.Json;
using Actors.Domain.Incidents;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Upgrade;

/// <summary>A named import of reports about the last days at a base of its own: the stored form that the release before cannot read.</summary>
internal sealed class RecentImport(string name)
{
    private const int Count = 15;

    private string Base => $"outpost-{name}";

    /// <summary>Posts it; every report is recorded.</summary>
    public async Task PostAsync(HttpClient http)
    {
        var summary = await http.ImportAsync(Enumerable.Range(0, Count).Select(Report), "?import=" + name);
        Assert.True(summary.GetProperty("recorded").GetInt32() == Count, $"import {name}: {summary}");
        await Eventually.BecomesAsync(
            $"base:{Base} counts what import {name} brought",
            async () => (await http.AskAsync($"v1/bases/{Base}/tally")).GetProperty("incidents").GetInt32(),
            count => count == Count,
            TimeSpan.FromSeconds(30));
    }

    /// <summary>How many of its entries name it in their stored effects, which those of the four data partitions have.</summary>
    public async Task<int> NamedAsync(PostgresDatabase database)
    {
        await using var command = database.DataSource.CreateCommand("select effects from ledger.entry where partition < 4 and length(effects) > 0");
        await using var rows = await command.ExecuteReaderAsync();
        var named = 0;
        while (await rows.ReadAsync())
        {
            named += EffectsCodec.Decode(rows.GetFieldValue<byte[]>(0)).Import == name ? 1 : 0;
        }

        return named;
    }

    private string Report(int number)
    {
        var now = TimeProvider.System.GetUtcNow();
        return JsonSerializer.Serialize(new
        {
            kind = "incident",
            id = string.Create(CultureInfo.InvariantCulture, $"{name}:{number}"),
            source = "iraqi-security-sources",
            publishedAt = now.AddMinutes(-1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            incident = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}"),
            occurred = new { from = now.AddDays(-1 - (number % 5)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), precision = "day" },
            place = new { @base = Base },
            type = "air-drone-strike",
            outcome = "hit",
        });
    }
}
