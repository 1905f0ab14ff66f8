using System.Diagnostics;
using Actors.Benchmarks.Workload;
using Actors.Testing;
using Npgsql;

namespace Actors.Benchmarks.Peers;

/// <summary>Peer (a): PostgreSQL alone, with a statement-level trigger that keeps the tallies of seven subjects in five dimensions.</summary>
/// <remarks>One writer: two would wait for each other's row of the world.</remarks>
public static class TriggerPeer
{
    private const string InsertSql = """
        insert into peer_report (id, reference, sequence, day, subjects, type, outcome, killed, injured, payload)
        select u.id, u.reference, u.sequence, u.day, ($11)[u.low : u.low + 6], u.type, u.outcome, u.killed, u.injured, u.payload
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as u (id, reference, sequence, day, low, type, outcome, killed, injured, payload)
        on conflict (id) do nothing
        """;

    /// <summary>Makes its tables in an empty database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="cube">Whether each combination of dimensions has a row, or each value of each dimension.</param>
    public static async Task PrepareAsync(PostgresDatabase database, bool cube)
    {
        ArgumentNullException.ThrowIfNull(database);
        await database.ExecuteAsync(await ReadScriptAsync("trigger.sql"));
        if (cube)
        {
            await database.ExecuteAsync(await ReadScriptAsync("trigger-cube.sql"));
        }
    }

    /// <summary>Inserts the reports in batches; reports a second, tallies included.</summary>
    public static async Task<double> MeasureAsync(PostgresDatabase database, SyntheticReport[] reports, int batch, int firstSequence = 0)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(reports);
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var insert = new NpgsqlCommand(InsertSql, connection);
        for (var i = 0; i < 11; i++)
        {
            insert.Parameters.Add(new NpgsqlParameter());
        }

        var started = Stopwatch.GetTimestamp();
        for (var first = 0; first < reports.Length; first += batch)
        {
            var part = reports.AsSpan(first, Math.Min(batch, reports.Length - first)).ToArray();
            object[] columns =
            [
                part.Select(r => r.Id).ToArray(),
                part.Select(r => r.Reference).ToArray(),
                part.Select((_, i) => (long)(firstSequence + first + i)).ToArray(),
                part.Select(r => r.Day).ToArray(),
                part.Select((_, i) => (7 * i) + 1).ToArray(),
                part.Select(r => r.Type).ToArray(),
                part.Select(r => r.Outcome).ToArray(),
                part.Select(r => r.Killed).ToArray(),
                part.Select(r => r.Injured).ToArray(),
                part.Select(r => r.Canonical).ToArray(),
                part.SelectMany(r => r.Subjects).ToArray(),
            ];
            for (var i = 0; i < columns.Length; i++)
            {
                insert.Parameters[i].Value = columns[i];
            }

            await insert.ExecuteNonQueryAsync();
        }

        return reports.Length / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<string> ReadScriptAsync(string name)
    {
        await using var script = typeof(TriggerPeer).Assembly.GetManifestResourceStream("Peers/" + name)
            ?? throw new InvalidOperationException($"The script {name} is not in the program.");
        using var reader = new StreamReader(script);
        return await reader.ReadToEndAsync();
    }
}
