using static Actors.Ledger.PostgreSql.PostgreSqlParameters;

namespace Actors.Ledger.PostgreSql;

public sealed partial class PostgreSqlLedger
{
    private const string HeadSql = "select position, recorded_at from ledger.head where partition = $1";

    private const string HeadsSql = "select partition, position from ledger.head";

    private const string HoldHeadsSql = "select partition from ledger.head order by partition for share";

    private const string AheadSql = "select clock_timestamp()";

    private const string AsOfSql = "select at_partition, at_position from ledger.vector_as_of($1)";

    /// <inheritdoc/>
    public async Task<PartitionHead> ReadHeadAsync(int partition, CancellationToken cancellationToken)
    {
        CheckPartition(partition);
        return (await connections.QueryAsync(plan: null, HeadSql, () => [Of(partition)], r => new PartitionHead(partition, r.GetInt64(0), ReadTime(r, 1)), cancellationToken)).Single();
    }

    /// <inheritdoc/>
    public Task<LedgerVector> ReadHeadsAsync(CancellationToken cancellationToken) => heads.ReadAsync(cancellationToken);

    private async Task<LedgerVector> ReadHeadsNowAsync(CancellationToken cancellationToken) =>
        LedgerVector.Of(await connections.QueryAsync(plan: null, HeadsSql, () => [], r => KeyValuePair.Create(r.GetInt32(0), r.GetInt64(1)), cancellationToken));

    /// <inheritdoc/>
    public async Task<LedgerVector> ResolveAsOfAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (vector, clock) = await connections.ReadAsync(connection => ReadVectorAsync(connection, instant, cancellationToken), cancellationToken);
            if (instant <= clock)
            {
                return vector;
            }

            await FutureInstant.WaitAsync(instant, instant - clock, options.TimeProvider, cancellationToken);
        }
    }

    private async Task<(LedgerVector Vector, DateTimeOffset Clock)> ReadVectorAsync(Npgsql.NpgsqlConnection connection, DateTimeOffset instant, CancellationToken cancellationToken)
    {
        // Three statements of one transaction: each sees what was committed when it began, so the search sees every append
        // that the locks waited for; while the locks are held no other can take a time at or below the instant.
        await using var batch = connections.Batch(connection);
        batch.Add(HoldHeadsSql).Add(AheadSql).Add(AsOfSql, Of(instant));
        await using var reader = await batch.ReadAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var clock = ReadTime(reader, 0);
        await reader.NextResultAsync(cancellationToken);
        List<KeyValuePair<int, long>> positions = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            positions.Add(new(reader.GetInt32(0), reader.GetInt64(1)));
        }

        return (LedgerVector.Of(positions), clock);
    }
}
