using System.Globalization;
using Actors.Ledger.Sqlite;
using Actors.Testing;
using Microsoft.Data.Sqlite;

namespace Actors.Ledger.Tests.Sqlite;

/// <summary>Every read on a hot path goes the way it is meant to.</summary>
public sealed class SqlitePlanTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private SqliteConnection connection = null!;

    public async Task InitializeAsync()
    {
        var path = folder.File("ledger.db");
        await (await SqliteLedger.OpenAsync(path, new(), default)).DisposeAsync();
        connection = new SqliteConnection($"Data Source={path};Pooling=false");
        await connection.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await connection.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public void Reads_UseTheIndexMeant()
    {
        Uses("SEARCH entry USING PRIMARY KEY (partition=? AND position>? AND position<?)", SqliteLedger.RangeSql);
        Uses("SEARCH entry_subject USING PRIMARY KEY (term=? AND partition=? AND position>? AND position<?)", SqliteLedger.BySubjectSql);
        Uses("SEARCH r USING PRIMARY KEY (incident=?)", SqliteLedger.CurrentRevisionSql);
        Uses("SEARCH r USING PRIMARY KEY (incident=?)", SqliteLedger.RevisionsSql);
        Uses("waiting_open", SqliteLedger.WaitingForSql);
        Uses("text>?", SqliteLedger.TermsFromSql);
        Uses("SEARCH term USING INTEGER PRIMARY KEY (rowid>?)", SqliteLedger.TermsAfterSql);
        Uses("SEARCH e USING PRIMARY KEY (partition=? AND position=?)", SqliteLedger.AsOfSql);

        var query = new RevisionQuery { At = LedgerVector.Zero.With(0, 9).With(1, 3), AllOf = [[1, 2], [3]], From = new(2023, 1, 1), To = new(2023, 2, 1), Text = "x", Limit = 100 };
        foreach (var page in new[] { query, query with { After = new(new(2023, 1, 9), Guid.NewGuid()) } })
        {
            var (window, longWindow) = RevisionWindow.Of(page);
            Uses("SEARCH t USING PRIMARY KEY (term=? AND sort_day>? AND sort_day<?)", SqliteRevisionSql.Build(page, window, shortSpansOnly: true, drivingTerm: 1, int.MaxValue).Sql);
            Uses("SEARCH r USING PRIMARY KEY (incident=? AND revision=?)", SqliteRevisionSql.Build(page, window, shortSpansOnly: true, drivingTerm: 1, int.MaxValue).Sql);
            Uses("SEARCH r USING INDEX incident_revision_by_day", SqliteRevisionSql.Build(page, window, shortSpansOnly: true, drivingTerm: null, int.MaxValue).Sql);
            Uses("SEARCH r USING INDEX incident_revision_long", SqliteRevisionSql.BuildLong(page, longWindow!.Value, int.MaxValue).Sql);
        }
    }

    /// <summary>Of two lower bounds SQLite takes the first written: every page then walks from the first row, and a fold of all pages costs the
    /// square of their number.</summary>
    [Fact]
    public void Pages_BeginAtTheDayOfTheirCursor()
    {
        var day = new DateOnly(2023, 1, 9);
        var page = new RevisionQuery { At = LedgerVector.Zero.With(0, 9), AllOf = [], Limit = 100, After = new(day, Guid.NewGuid()) };
        var (window, _) = RevisionWindow.Of(page);
        var (sql, values) = SqliteRevisionSql.Build(page, window, shortSpansOnly: false, drivingTerm: null, int.MaxValue);
        Assert.Contains("r.sort_day between $1 and $2", sql, StringComparison.Ordinal);
        Assert.Equal(-day.DayNumber, values[0]);
    }

    private void Uses(string expected, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "explain query plan " + sql;
        for (var i = 1; i < 40 && sql.Contains("$" + i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal); i++)
        {
            command.Parameters.AddWithValue("$" + i.ToString(CultureInfo.InvariantCulture), 1);
        }

        List<string> lines = [];
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            lines.Add(reader.GetString(3));
        }

        var plan = string.Join('\n', lines);
        Assert.True(plan.Contains(expected, StringComparison.Ordinal), $"'{expected}' is not in the plan of {sql}\n{plan}");
        Assert.False(plan.Contains("TEMP B-TREE", StringComparison.Ordinal), $"A page is put in order by sorting: {sql}\n{plan}");
        Assert.False(lines.Any(l => l.StartsWith("SCAN", StringComparison.Ordinal) && l is not ("SCAN head" or "SCAN search")), $"A table is read from end to end: {sql}\n{plan}");
    }
}
