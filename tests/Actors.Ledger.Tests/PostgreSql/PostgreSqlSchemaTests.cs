using Actors.Ledger.PostgreSql;
using Actors.Ledger.Scripts;
using Actors.Testing;
using Npgsql;

namespace Actors.Ledger.Tests.PostgreSql;

public sealed class PostgreSqlSchemaTests : IAsyncLifetime
{
    private static readonly IReadOnlyList<SchemaScript> Known = SchemaScript.LoadEmbedded("PostgreSql");

    private PostgresDatabase database = null!;

    public async Task InitializeAsync()
    {
        if (PostgresServer.SkipReason is null)
        {
            database = await PostgresServer.CreateSharedDatabaseAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (PostgresServer.SkipReason is null)
        {
            await database.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task Apply_RunsOnce_WhenSeveralStartTogether()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ApplyAsync()));

        Assert.Equal((long)Known.Count, await database.ScalarAsync<long>("select count(*) from ledger.schema_script"));
        Assert.Equal(4L, await database.ScalarAsync<long>("select count(*) from ledger.head"));
    }

    [PostgresFact]
    public async Task Open_SaysWhatToDo_WhenTheSchemaDoesNotFit()
    {
        await RefusedAsync("ApplyAsync", Known);
        await ApplyAsync();
        await RefusedAsync("changed after it had been applied", [Known[0] with { Sha256 = "0" }, .. Known.Skip(1)]);
        await RefusedAsync("lacks the schema script 0009_new.sql", [.. Known, SchemaScript.Parse("0009_new.sql", "-- compatible: yes\nselect 1")]);
        await RefusedAsync("unknown here and not marked compatible", [.. Known.Take(1), .. Known.Skip(2)]);

        // 0003 is marked compatible: a program from before it goes on working.
        await using var older = await PostgreSqlLedger.OpenAsync(database.DataSource, new(), [.. Known.Take(2)], default);
        Assert.Equal(2, older.PartitionCount);
        var changed = await Assert.ThrowsAsync<LedgerConfigurationException>(() => PostgreSqlSchema.ApplyAsync(database.DataSource, new(), [Known[0] with { Sha256 = "0" }, .. Known.Skip(1)], default));
        Assert.Contains(Known[0].Name, changed.Message, StringComparison.Ordinal);

        async Task RefusedAsync(string words, IReadOnlyList<SchemaScript> scripts)
        {
            var refused = await Assert.ThrowsAsync<LedgerConfigurationException>(() => PostgreSqlLedger.OpenAsync(database.DataSource, new(), scripts, default));
            Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        }
    }

    [PostgresFact]
    public async Task Apply_AppliesOnlyWhatIsMissing_WhenANewScriptComes()
    {
        await ApplyAsync();
        var added = SchemaScript.Parse("0009_new.sql", "-- compatible: yes\ncreate table ledger.added (x integer)");

        await PostgreSqlSchema.ApplyAsync(database.DataSource, new(), [.. Known, added], default);
        await PostgreSqlSchema.ApplyAsync(database.DataSource, new(), [.. Known, added], default);

        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from ledger.added"));
        await using var older = await PostgreSqlLedger.OpenAsync(database.DataSource, new(), default);
    }

    [PostgresFact]
    public async Task Apply_NeedsThePartitionCount_WhenTheDatabaseIsNew()
    {
        var refused = await Assert.ThrowsAsync<LedgerConfigurationException>(() => PostgreSqlSchema.ApplyAsync(database.DataSource, new(), default));
        Assert.Contains("PartitionCount", refused.Message, StringComparison.Ordinal);
        await ApplyAsync();
        var other = await Assert.ThrowsAsync<LedgerConfigurationException>(() => PostgreSqlSchema.ApplyAsync(database.DataSource, new() { PartitionCount = 3 }, default));
        Assert.Contains("made with 2", other.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Open_IsRefused_WhenTheServerDoesNotFlushCommits()
    {
        await ApplyAsync();
        await using var careless = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Options = "-c synchronous_commit=off" }.ToString());

        var refused = await Assert.ThrowsAsync<LedgerConfigurationException>(() => PostgreSqlLedger.OpenAsync(careless, new(), default));

        Assert.Contains("synchronous_commit", refused.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task ApplicationRole_AddsAndReadsEntries_ButNeverChangesThem()
    {
        var role = $"actors_test_{Guid.NewGuid():N}";
        await PostgreSqlSchema.ApplyAsync(database.DataSource, new() { PartitionCount = 2, ApplicationRole = role }, default);
        try
        {
            await database.ExecuteAsync($"alter role {role} login password 'only-for-this-test'");
            await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Password = "only-for-this-test" }.ToString());
            await using (var ledger = await PostgreSqlLedger.OpenAsync(source, new(), default))
            {
                await WorksAsync(ledger);
            }

            string[] forbidden =
            [
                "update ledger.entry set report = ''",
                "delete from ledger.entry",
                "truncate ledger.entry",
                "update ledger.report set receipt = ''",
                "delete from ledger.incident_revision",
                "update ledger.incident_revision set contribution = ''",
                "insert into ledger.schema_script (name, sha256, compatible) values ('x', 'x', true)",
                "update ledger.setting set value = '9'",
                "drop table ledger.entry",
                "select ledger.grant_application_role('x')",
            ];
            foreach (var sql in forbidden)
            {
                await using var command = source.CreateCommand(sql);
                var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
            }
        }
        finally
        {
            await database.ExecuteAsync($"drop owned by {role}");
            await database.ExecuteAsync($"drop role {role}");
        }
    }

    /// <summary>Every kind of write the application makes.</summary>
    private static async Task WorksAsync(PostgreSqlLedger ledger)
    {
        var entry = new NewEntry
        {
            Kind = 1,
            ReportKey = new ReportKey(1),
            Subjects = ["base:x"],
            Effects = default,
            Report = default,
            Awaits = [new ReportKey(9)],
            Fence = new("k", 0, LedgerVector.Zero),
            Revisions = [new() { Incident = Guid.Empty, Revision = 1, DayFrom = null, DayTo = null, Terms = ["t"], SearchText = "", Contribution = default, Reports = [] }],
        };
        var next = entry with
        {
            ReportKey = new ReportKey(2),
            Awaits = [],
            Fulfils = [new(0, 1)],
            Fence = new("k", 1, LedgerVector.Zero),
            Revisions = [entry.Revisions[0] with { Revision = 2 }],
        };
        Assert.IsType<AppendOutcome.Committed>(await ledger.AppendAsync(new() { Partition = 0, ExpectedHead = 0, BatchId = Guid.NewGuid(), Entries = [entry] }, default));
        Assert.IsType<AppendOutcome.Committed>(await ledger.AppendAsync(new() { Partition = 0, ExpectedHead = 1, BatchId = Guid.NewGuid(), Entries = [next] }, default));
        await ledger.WriteCheckpointAsync(new(0, 1, []), default);
        await ledger.WriteCheckpointAsync(new(0, 2, []), default);
        Assert.Equal("0:2", (await ledger.ResolveAsOfAsync(DateTimeOffset.UtcNow, default)).ToString());
        Assert.True((await ledger.CheckHealthAsync(default)).Healthy);
    }

    private Task ApplyAsync() => PostgreSqlSchema.ApplyAsync(database.DataSource, new() { PartitionCount = 2 }, default);
}
