namespace Actors.Ledger.Sqlite;

public sealed partial class SqliteLedger
{
    // Positions are dense and times rise with them, so a search by halves needs no index on the time.
    internal const string AsOfSql = """
        with recursive search (partition, low, high) as (
            select partition, 0, position from head
            union all
            select partition,
                   case when (select e.recorded_at from entry e where e.partition = search.partition and e.position = (low + high + 1) / 2) <= $1
                        then (low + high + 1) / 2 else low end,
                   case when (select e.recorded_at from entry e where e.partition = search.partition and e.position = (low + high + 1) / 2) <= $1
                        then high else (low + high + 1) / 2 - 1 end
            from search where low < high
        )
        select partition, low from search where low = high
        """;

    /// <inheritdoc/>
    public Task<PartitionHead> ReadHeadAsync(int partition, CancellationToken cancellationToken)
    {
        CheckPartition(partition);
        return ReadAsync(
            (session, _) =>
            {
                using var reader = session.Query("select position, recorded_at from head where partition = $1", partition);
                reader.Read();
                return new PartitionHead(partition, reader.GetInt64(0), SqliteTime.ToInstant(reader.GetInt64(1)));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<LedgerVector> ReadHeadsAsync(CancellationToken cancellationToken) =>
        ReadAsync((session, _) => ReadVector(session, "select partition, position from head"), cancellationToken);

    /// <inheritdoc/>
    public async Task<LedgerVector> ResolveAsOfAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Through the writer, under its lock: no append below the instant can still be on its way.
            var (vector, ahead) = await writer.WriteAsync(new SqliteWrite<(LedgerVector?, TimeSpan)>(
                session =>
                {
                    var ahead = instant - options.TimeProvider.GetUtcNow();
                    return ahead > TimeSpan.Zero ? (null, ahead) : (ReadVector(session, AsOfSql, SqliteTime.ToMicroseconds(instant)), default);
                },
                cancellationToken));
            if (vector is not null)
            {
                return vector;
            }

            await FutureInstant.WaitAsync(instant, ahead, options.TimeProvider, cancellationToken);
        }
    }

    private static LedgerVector ReadVector(SqliteSession session, string sql, params ReadOnlySpan<object?> values)
    {
        List<KeyValuePair<int, long>> positions = [];
        using var reader = session.Query(sql, values);
        while (reader.Read())
        {
            positions.Add(new(reader.GetInt32(0), reader.GetInt64(1)));
        }

        return LedgerVector.Of(positions);
    }
}
