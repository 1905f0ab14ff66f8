using Actors.Ledger.PostgreSql;
using Actors.Testing;
using Npgsql;
using static Actors.Ledger.PostgreSql.PostgreSqlParameters;

namespace Actors.Ledger.Tests.PostgreSql;

/// <summary>Every read on a hot path goes the way it is meant to, with statistics and without.</summary>
public sealed class PostgreSqlPlanTests : IAsyncLifetime
{
    private const string FillSql = """
        insert into ledger.entry (partition, position, recorded_at, kind, subjects, effects, report)
        select 0, n, now() + n * interval '1 microsecond', 1, array[n % 1000 + 10, case when n % 2 = 0 then 1 else 2 end], '\x00', '\x00'
        from generate_series(1, 30000) n;
        insert into ledger.incident_revision (incident, revision, partition, position, recorded_at, sort_day, day_from, day_to, terms, search_text, contribution, reports)
        select md5(n::text)::uuid, 1, 0, n, now(), -(n % 5000), date '0001-01-01' + n % 5000, date '0001-01-01' + n % 5000 + case when n % 1000 = 0 then 90 else 0 end,
               array[n % 1000 + 10, case when n % 2 = 0 then 1 else 2 end], '', '\x01', ''
        from generate_series(1, 30000) n;
        insert into ledger.report (key, content_hash, partition, position, receipt)
        select md5(n::text)::uuid, md5(n::text)::uuid, 0, n, '' from generate_series(1, 30000) n;
        insert into ledger.waiting (partition, position, awaited) select 0, n, md5(n::text)::uuid from generate_series(1, 1000) n;
        insert into ledger.term (id, text) select n, 'base:' || n from generate_series(1, 5000) n;
        """;

    private PostgresDatabase database = null!;

    public async Task InitializeAsync()
    {
        if (PostgresServer.SkipReason is null)
        {
            database = await PostgresServer.CreateSharedDatabaseAsync();
            await PostgreSqlSchema.ApplyAsync(database.DataSource, new() { PartitionCount = 1 }, default);
            await database.ExecuteAsync(FillSql);
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
    public async Task Reads_UseTheIndexMeant_WithStatisticsAndWithout()
    {
        await CheckAllAsync("without statistics");
        await database.ExecuteAsync("analyze");
        await CheckAllAsync("with statistics");
    }

    private async Task CheckAllAsync(string when)
    {
        Guid[] keys = [.. Enumerable.Range(0, 50).Select(_ => Guid.NewGuid())];
        await UsesAsync(PostgreSqlPlans.InIndexOrder, PostgreSqlLedger.TermsAfterSql, [Of(4_900)], "Index Scan using term_pkey");
        foreach (var parts in new[] { EntryParts.None, EntryParts.Effects, EntryParts.All })
        {
            await UsesAsync(PostgreSqlPlans.InIndexOrder, PostgreSqlLedger.EntrySql.Range(parts), [Of(0), Of(10L), Of(5_000L), Of(2_000L)], "Index Scan using entry_key");
            await UsesAsync(PostgreSqlPlans.InIndexOrder, PostgreSqlLedger.EntrySql.FilteredRange(parts), [Of(0), Of(10L), Of(20_000L), Of(2_000L), Of([1, 11])], "Index Scan using entry_key");
            await UsesAsync(PostgreSqlPlans.ByKeys, PostgreSqlLedger.EntrySql.AtPositions(parts), [Of(0), Of([5L, 900L, 20_000L])], "Index Scan using entry_key", "Index Cond: ((partition = $1) AND (\"position\" = u.\"position\"))");
        }

        await UsesAsync(PostgreSqlPlans.ThroughTerms, PostgreSqlLedger.EntrySql.PositionsBySubject, [Of([1, 11]), Of(0), Of(0L), Of(30_000L), Of(2_000L)], "Bitmap Index Scan on entry_by_subject");
        await UsesAsync(PostgreSqlPlans.ByKeys, PostgreSqlLedger.EntrySql.AtAddresses, [Of([0, 0]), Of([5L, 900L])], "Index Scan using entry_key", "(partition = u.partition) AND (\"position\" = u.\"position\")");
        await UsesAsync(PostgreSqlPlans.ByKeys, PostgreSqlLedger.LookUpSql, [Of(keys)], "Index Scan using report_key");
        await UsesAsync(PostgreSqlPlans.ByKeys, PostgreSqlLedger.WaitingForSql, [Of(keys)], "waiting_open");
        await UsesAsync(PostgreSqlPlans.InIndexOrder, PostgreSqlLedger.CurrentRevisionsSql, [Of(keys)], "Index Scan Backward using incident_revision_key");
        await UsesAsync(PostgreSqlPlans.InIndexOrder, PostgreSqlLedger.RevisionsSql, [Of(keys[0])], "Index Scan using incident_revision_key");

        var query = new RevisionQuery { At = LedgerVector.Zero.With(0, 30_000), AllOf = [[11]], Limit = 100, After = new(new DateOnly(5, 1, 1), keys[0]) };
        var (window, longWindow) = RevisionWindow.Of(query with { From = new(3, 1, 1), To = new(9, 1, 1) });
        foreach (var bounded in new[] { true, false })
        {
            await UsesRevisionAsync(PostgreSqlRevisionSql.InOrder(query, RevisionWindow.All, PostgreSqlRevisionSql.Spans.All, bounded), "Index Scan using incident_revision_by_day");
            await UsesRevisionAsync(PostgreSqlRevisionSql.InOrder(query, window, PostgreSqlRevisionSql.Spans.Short, bounded), "Index Scan using incident_revision_by_day");
        }

        await UsesRevisionAsync(PostgreSqlRevisionSql.InOrder(query, longWindow!.Value, PostgreSqlRevisionSql.Spans.Long, bounded: false), "Index Scan using incident_revision_long");
        await UsesRevisionAsync(PostgreSqlRevisionSql.BeyondBound(query, RevisionWindow.All, PostgreSqlRevisionSql.Spans.All), "using incident_revision_by_day");
        await UsesRevisionAsync(PostgreSqlRevisionSql.ByTerms(query, window, PostgreSqlRevisionSql.Spans.Short), "Bitmap Index Scan on incident_revision_by_term");
        await UsesRevisionAsync(PostgreSqlRevisionSql.ByFewTerms(query, window, PostgreSqlRevisionSql.Spans.Short), "Bitmap Index Scan on incident_revision_by_term");

        Task UsesRevisionAsync(PostgreSqlRevisionSql search, string expected) => UsesAsync(search.Plan, search.Sql, search.Parameters, expected);

        async Task UsesAsync(string plan, string sql, NpgsqlParameter[] parameters, params string[] expected)
        {
            // A generic plan (after five executions) is the one that lasts; both kinds must go the same way.
            foreach (var mode in new[] { "force_custom_plan", "force_generic_plan" })
            {
                var text = await ExplainAsync(mode, plan, sql, parameters);
                Assert.False(text.Contains("Seq Scan", StringComparison.Ordinal), $"{when}, {mode}: {sql}\n{text}");
                Assert.All(expected.Take(mode == "force_custom_plan" ? 1 : 2), part => Assert.True(text.Contains(part, StringComparison.Ordinal), $"{when}, {mode}: '{part}' is not in the plan of {sql}\n{text}"));
                Assert.False(plan == PostgreSqlPlans.InIndexOrder && text.Contains("Sort", StringComparison.Ordinal), $"{when}, {mode}: a walk in order needs no sort: {sql}\n{text}");
            }
        }
    }

    private async Task<string> ExplainAsync(string mode, string plan, string sql, NpgsqlParameter[] parameters)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await RunAsync($"set local plan_cache_mode = {mode}");
        await RunAsync(plan);
        var types = string.Join(", ", parameters.Select(p => TypeOf(p.Value!)));
        await RunAsync($"prepare looked_at{(types.Length > 0 ? $"({types})" : "")} as {sql}");
        List<string> lines = [];
        await using (var explain = new NpgsqlCommand($"explain (costs off) execute looked_at({string.Join(", ", parameters.Select(p => Literal(p.Value!)))})", connection))
        await using (var reader = await explain.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                lines.Add(reader.GetString(0));
            }
        }

        await RunAsync("deallocate looked_at");
        return string.Join('\n', lines);

        async Task RunAsync(string statement)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static string TypeOf(object value) => value switch
    {
        int => "integer",
        long => "bigint",
        Guid => "uuid",
        string => "text",
        int[] => "integer[]",
        long[] => "bigint[]",
        Guid[] => "uuid[]",
        _ => throw new NotSupportedException($"No type for {value.GetType()}."),
    };

    private static string Literal(object value) => value switch
    {
        Guid or string => $"'{value}'",
        Array array => "'{" + string.Join(',', array.Cast<object>()) + "}'",
        _ => value.ToString()!,
    };
}
