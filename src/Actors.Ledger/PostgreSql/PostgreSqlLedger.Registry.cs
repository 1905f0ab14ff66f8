using Npgsql;
using static Actors.Ledger.PostgreSql.PostgreSqlParameters;

namespace Actors.Ledger.PostgreSql;

public sealed partial class PostgreSqlLedger
{
    internal const string LookUpSql = """
        select r.key, r.content_hash, r.partition, r.position, r.receipt from unnest($1) as u (key) join ledger.report r on r.key = u.key
        """;

    internal const string WaitingForSql = """
        select w.awaited, w.partition, w.position from unnest($1) as u (key)
        join ledger.waiting w on w.awaited = u.key where w.fulfilled_position is null
        """;

    private const string WaitingSql = "select awaited, partition, position from ledger.waiting where fulfilled_position is null order by awaited";

    private const string FenceSql = "select partition, position, vector from ledger.fence where key = $1";

    private const string FencesSql = "select f.partition, f.position, f.vector, f.key from unnest($1) as u (key) join ledger.fence f on f.key = u.key";

    private const string CheckpointSql = "select position, behind, gathered_from from ledger.checkpoint where partition = $1";

    private const string WriteCheckpointSql = """
        insert into ledger.checkpoint (partition, position, behind, gathered_from) values ($1, $2, $3, $4)
        on conflict (partition) do update set position = excluded.position, behind = excluded.behind, gathered_from = excluded.gathered_from
        where excluded.position >= checkpoint.position
        """;

    private const string ResolveSql = "select text, id from ledger.term where id = any ($1)";

    internal const string TermsAfterSql = "select text, id from ledger.term where id > $1 order by id";

    // Terms in the order of their bytes; the greatest character there is closes the range.
    internal const string TermsFromSql = """
        select text, id from ledger.term
        where text >= $1 collate "C" and text <= ($1 || repeat(chr(1114111), 2)) collate "C" and starts_with(text, $1) order by text
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RegisteredReport>> LookUpReportsAsync(IReadOnlyCollection<ReportKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var wanted = Uuids(keys);
        return await connections.QueryAsync(
            PostgreSqlPlans.ByKeys,
            LookUpSql,
            () => [Of(wanted)],
            r => new RegisteredReport(new(LedgerBytes.ToKey(r.GetGuid(0))), LedgerBytes.ToKey(r.GetGuid(1)), new(r.GetInt32(2), r.GetInt64(3)), r.GetFieldValue<byte[]>(4)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WaitingEntry>> ReadWaitingAsync(IReadOnlyCollection<ReportKey>? keys, CancellationToken cancellationToken)
    {
        var wanted = keys is null ? null : Uuids(keys);
        return await connections.QueryAsync(
            PostgreSqlPlans.ByKeys,
            wanted is null ? WaitingSql : WaitingForSql,
            () => wanted is null ? [] : [Of(wanted)],
            r => new WaitingEntry(new(LedgerBytes.ToKey(r.GetGuid(0))), new(r.GetInt32(1), r.GetInt64(2))),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<FenceState?> ReadFenceAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return (await connections.QueryAsync(plan: null, FenceSql, () => [Of(key)], r => ReadFence(key, r), cancellationToken)).SingleOrDefault();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FenceState>> ReadFencesAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        string[] wanted = [.. keys.Distinct(StringComparer.Ordinal)];
        return await connections.QueryAsync(PostgreSqlPlans.ByKeys, FencesSql, () => [Of(wanted)], r => ReadFence(r.GetString(3), r), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<DeliveryCheckpoint?> ReadCheckpointAsync(int partition, CancellationToken cancellationToken)
    {
        CheckPartition(partition);
        return (await connections.QueryAsync(plan: null, CheckpointSql, () => [Of(partition)], Read, cancellationToken)).SingleOrDefault();

        DeliveryCheckpoint Read(NpgsqlDataReader row) => new(partition, row.GetInt64(0), StringList.Read(row.GetString(1)), row.IsDBNull(2) ? null : row.GetInt64(2));
    }

    /// <inheritdoc/>
    public Task WriteCheckpointAsync(DeliveryCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        CheckPartition(checkpoint.Partition);
        // Writing it twice changes nothing, so it may be repeated like a read.
        return connections.QueryAsync(
            plan: null,
            WriteCheckpointSql,
            () => [Of(checkpoint.Partition), Of(checkpoint.Position), Of(StringList.Write(checkpoint.Behind)), Of(checkpoint.GatheredFrom)],
            _ => 0,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<int>> InternTermsAsync(IReadOnlyList<string> terms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(terms);
        foreach (var term in terms)
        {
            AppendChecks.CheckTerm(term, "The list", Limits);
        }

        await InternAsync(this.terms.Missing(terms), cancellationToken);
        return [.. terms.Select(this.terms.IdOf)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ResolveTermsAsync(IReadOnlyList<int> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        int[] missing = [.. ids.Where(id => !terms.TryGetText(id, out _)).Distinct()];
        if (missing.Length > 0)
        {
            Remember(await connections.QueryAsync(plan: null, ResolveSql, () => [Of(missing)], r => KeyValuePair.Create(r.GetString(0), r.GetInt32(1)), cancellationToken));
        }

        return [.. ids.Select(id => terms.TryGetText(id, out var text) ? text : throw new KeyNotFoundException($"No term has the id {id}."))];
    }

    /// <inheritdoc/>
    public Task<int> RefreshTermsAsync(CancellationToken cancellationToken) => newTerms.ReadAsync(cancellationToken);

    private async Task<int> ReadNewTermsAsync(CancellationToken cancellationToken)
    {
        var known = terms.Complete;
        terms.AddNext(await connections.QueryAsync(PostgreSqlPlans.InIndexOrder, TermsAfterSql, () => [Of(known)], r => KeyValuePair.Create(r.GetString(0), r.GetInt32(1)), cancellationToken));
        return terms.Complete;
    }

    /// <inheritdoc/>
    public Task<int?> FindTermAsync(string term, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(term);
        return terms.FindAsync(term, RefreshTermsAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KeyValuePair<string, int>>> ListTermsAsync(string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var found = await connections.QueryAsync(plan: null, TermsFromSql, () => [Of(prefix)], r => KeyValuePair.Create(r.GetString(0), r.GetInt32(1)), cancellationToken);
        Remember(found);
        return found;
    }

    private static Guid[] Uuids(IReadOnlyCollection<ReportKey> keys) => [.. keys.Distinct().Select(k => LedgerBytes.ToGuid(k.Value))];

    private static FenceState ReadFence(string key, NpgsqlDataReader reader) =>
        LedgerVector.TryParse(reader.GetString(2), out var vector)
            ? new FenceState(key, new(reader.GetInt32(0), reader.GetInt64(1)), vector)
            : throw new LedgerConfigurationException($"The fence '{key}' holds '{reader.GetString(2)}', which is no vector.");
}
