using System.Diagnostics;
using Actors.Ledger.PostgreSql;
using Actors.Testing;
using Npgsql;

namespace Actors.Benchmarks.Peers;

/// <summary>
/// Peer (d): the very rows that the product wrote, taken out in PostgreSQL's own binary form and put by COPY into the same tables with
/// the same indexes in a new database, two writers, three COPYs a transaction. Nothing that writes these rows can be faster.
/// </summary>
public static class CopyCeiling
{
    private const int BatchEntries = 2_000;
    private const int Writers = 2;

    private static readonly (string Table, string Columns, string Where)[] Tables =
    [
        ("ledger.report", "key, content_hash, partition, position, receipt", "partition = {0} and position between {1} and {2} order by key"),
        ("ledger.entry", "partition, position, recorded_at, kind, subjects, effects, report", "partition = {0} and position between {1} and {2} order by position"),
        ("ledger.incident_revision", "incident, revision, partition, position, recorded_at, ended_partition, ended_position, sort_day, day_from, day_to, terms, search_text, contribution, reports", "partition = {0} and position between {1} and {2} order by position"),
    ];

    /// <summary>Entries a second.</summary>
    /// <param name="server">Where the new database is made.</param>
    /// <param name="written">The database the product wrote.</param>
    /// <param name="maxEntries">At most so many rows are taken.</param>
    public static async Task<double> MeasureAsync(PostgresServer server, PostgresDatabase written, int maxEntries)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(written);
        var batches = await TakeAsync(written, maxEntries);
        await using var database = await server.CreateDatabaseAsync();
        await PostgreSqlSchema.ApplyAsync(database.DataSource, new PostgreSqlSchemaOptions { PartitionCount = 2 }, CancellationToken.None);
        await database.ExecuteAsync("checkpoint");
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            await using var connection = await database.DataSource.OpenConnectionAsync();
            for (var i = Interlocked.Increment(ref next); i < batches.Count; i = Interlocked.Increment(ref next))
            {
                await using var transaction = await connection.BeginTransactionAsync();
                for (var t = 0; t < Tables.Length; t++)
                {
                    await using var copy = await connection.BeginRawBinaryCopyAsync($"copy {Tables[t].Table} ({Tables[t].Columns}) from stdin (format binary)");
                    await copy.WriteAsync(batches[i].Parts[t]);
                }

                await transaction.CommitAsync();
            }
        })));
        return batches.Sum(batch => batch.Entries) / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<List<(int Entries, byte[][] Parts)>> TakeAsync(PostgresDatabase written, int maxEntries)
    {
        List<(int, byte[][])> batches = [];
        await using var connection = await written.DataSource.OpenConnectionAsync();
        var left = maxEntries;
        foreach (var (partition, head) in await ReadHeadsAsync(connection))
        {
            for (var first = 1L; first <= head && left > 0; first += BatchEntries)
            {
                var last = Math.Min(head, first + Math.Min(left, BatchEntries) - 1);
                var parts = new byte[Tables.Length][];
                for (var t = 0; t < Tables.Length; t++)
                {
                    var where = string.Format(System.Globalization.CultureInfo.InvariantCulture, Tables[t].Where, partition, first, last);
                    await using var copy = await connection.BeginRawBinaryCopyAsync($"copy (select {Tables[t].Columns} from {Tables[t].Table} where {where}) to stdout (format binary)");
                    using var rows = new MemoryStream();
                    await copy.CopyToAsync(rows);
                    parts[t] = rows.ToArray();
                }

                var entries = (int)(last - first + 1);
                batches.Add((entries, parts));
                left -= entries;
            }
        }

        return batches;
    }

    private static async Task<List<(int Partition, long Head)>> ReadHeadsAsync(NpgsqlConnection connection)
    {
        List<(int, long)> heads = [];
        await using var command = new NpgsqlCommand("select partition, position from ledger.head where partition < 1000 and position > 0 order by partition", connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            heads.Add((reader.GetInt32(0), reader.GetInt64(1)));
        }

        return heads;
    }
}
