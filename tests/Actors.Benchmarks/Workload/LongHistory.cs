using System.Globalization;
using Actors.Testing;

namespace Actors.Benchmarks.Workload;

/// <summary>
/// Makes many incidents of few: the revisions that the product wrote, again and again under other ids and ninety days older each time, at the positions
/// they have. What reads the list or the past finds them; tallies, which fold entries, do not know of them.
/// </summary>
public static class LongHistory
{
    private const string Indexes =
        "select indexname, indexdef from pg_indexes where schemaname = 'ledger' and tablename = 'incident_revision' and indexname <> 'incident_revision_key' order by indexname";

    /// <summary>Returns how many incidents there are afterwards.</summary>
    /// <param name="database">Of a product that is at rest.</param>
    /// <param name="incidents">How many there are now.</param>
    /// <param name="wanted">How many there shall be, at least.</param>
    public static async Task<long> GrowAsync(PostgresDatabase database, int incidents, long wanted)
    {
        ArgumentNullException.ThrowIfNull(database);
        var copies = (wanted - 1) / incidents;
        await using var connection = await database.DataSource.OpenConnectionAsync();
        List<(string Name, string Definition)> indexes = [];
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = Indexes;
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                indexes.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        // Indexes made afterwards take minutes less than indexes kept up.
        await RunAsync("set maintenance_work_mem = '1GB'");
        await RunAsync("set synchronous_commit = off");
        foreach (var (name, _) in indexes)
        {
            await RunAsync($"drop index ledger.{name}");
        }

        await RunAsync("create temporary table original as select * from ledger.incident_revision");
        await RunAsync(string.Create(CultureInfo.InvariantCulture, $"""
            insert into ledger.incident_revision
            select md5(o.incident::text || copy)::uuid, o.revision, o.partition, o.position, o.recorded_at, o.ended_partition, o.ended_position,
                o.sort_day + 90 * copy, o.day_from - 90 * copy, o.day_to - 90 * copy, o.terms, o.search_text, o.contribution, o.reports
            from generate_series(1, {copies}) copy, original o
            """));
        foreach (var (_, definition) in indexes)
        {
            await RunAsync(definition);
        }

        await RunAsync("vacuum analyze ledger.incident_revision");
        return incidents * (copies + 1);

        async Task RunAsync(string sql)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync();
        }
    }
}
