namespace Actors.Ledger.Sqlite;

public sealed partial class SqliteLedger
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<RegisteredReport>> LookUpReportsAsync(IReadOnlyCollection<ReportKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return ReadAsync<IReadOnlyList<RegisteredReport>>(
            (session, token) =>
            {
                List<RegisteredReport> found = [];
                foreach (var key in keys.Distinct())
                {
                    token.ThrowIfCancellationRequested();
                    using var reader = session.Query("select content_hash, partition, position, receipt from report where key = $1", LedgerBytes.OfKey(key.Value));
                    if (reader.Read())
                    {
                        found.Add(new(
                            key,
                            LedgerBytes.ToKey(reader.GetFieldValue<byte[]>(0)),
                            new(reader.GetInt32(1), reader.GetInt64(2)),
                            reader.GetFieldValue<byte[]>(3)));
                    }
                }

                return found;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<WaitingEntry>> ReadWaitingAsync(IReadOnlyCollection<ReportKey>? keys, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<WaitingEntry>>(
            (session, token) =>
            {
                List<WaitingEntry> found = [];
                if (keys is null)
                {
                    Collect(session, found, "select awaited, partition, position from waiting indexed by waiting_open where fulfilled_position is null order by awaited, partition, position");
                    return found;
                }

                foreach (var key in keys.Distinct())
                {
                    token.ThrowIfCancellationRequested();
                    Collect(session, found, WaitingForSql, LedgerBytes.OfKey(key.Value));
                }

                return found;
            },
            cancellationToken);

    internal const string WaitingForSql =
        "select awaited, partition, position from waiting where awaited = $1 and fulfilled_position is null order by partition, position";

    /// <inheritdoc/>
    public Task<FenceState?> ReadFenceAsync(string key, CancellationToken cancellationToken) =>
        ReadAsync((session, _) => ReadFence(session, key), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<FenceState>> ReadFencesAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<FenceState>>(
            (session, token) =>
            {
                List<FenceState> found = [];
                foreach (var key in keys.Distinct(StringComparer.Ordinal))
                {
                    token.ThrowIfCancellationRequested();
                    if (ReadFence(session, key) is { } fence)
                    {
                        found.Add(fence);
                    }
                }

                return found;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveryCheckpoint?> ReadCheckpointAsync(int partition, CancellationToken cancellationToken)
    {
        CheckPartition(partition);
        return ReadAsync(
            (session, _) =>
            {
                using var reader = session.Query("select position, behind, gathered_from from checkpoint where partition = $1", partition);
                return reader.Read() ? new DeliveryCheckpoint(partition, reader.GetInt64(0), StringList.Read(reader.GetString(1)), reader.IsDBNull(2) ? null : reader.GetInt64(2)) : null;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ResolveTermsAsync(IReadOnlyList<int> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Any(id => !terms.TryGetText(id, out _)))
        {
            Remember(await ReadAsync(
                (session, _) =>
                {
                    List<KeyValuePair<string, int>> found = [];
                    foreach (var id in ids.Distinct())
                    {
                        if (session.Scalar("select text from term where id = $1", id) is string text)
                        {
                            found.Add(new(text, id));
                        }
                    }

                    return found;
                },
                cancellationToken));
        }

        return [.. ids.Select(id => terms.TryGetText(id, out var text) ? text : throw new KeyNotFoundException($"No term has the id {id}."))];
    }

    /// <inheritdoc/>
    public async Task<int> RefreshTermsAsync(CancellationToken cancellationToken)
    {
        var known = terms.Complete;
        terms.AddNext(await ReadAsync(
            (session, _) =>
            {
                List<KeyValuePair<string, int>> next = [];
                using var reader = session.Query(TermsAfterSql, known);
                while (reader.Read())
                {
                    next.Add(new(reader.GetString(0), reader.GetInt32(1)));
                }

                return next;
            },
            cancellationToken));
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
        var found = await ReadAsync(
            (session, _) =>
            {
                List<KeyValuePair<string, int>> terms = [];
                using var reader = session.Query(TermsFromSql, prefix);
                while (reader.Read() && reader.GetString(0) is var text && text.StartsWith(prefix, StringComparison.Ordinal))
                {
                    terms.Add(new(text, reader.GetInt32(1)));
                }

                return terms;
            },
            cancellationToken);
        Remember(found);
        return found;
    }

    internal const string TermsAfterSql = "select text, id from term where id > $1 order by id";

    // Terms in the order of their bytes from the prefix on; the caller stops at the first that lacks it.
    internal const string TermsFromSql = "select text, id from term where text >= $1 order by text";

    internal static FenceState? ReadFence(SqliteSession session, string key)
    {
        using var reader = session.Query("select partition, position, vector from fence where key = $1", key);
        if (!reader.Read())
        {
            return null;
        }

        return LedgerVector.TryParse(reader.GetString(2), out var vector)
            ? new FenceState(key, new(reader.GetInt32(0), reader.GetInt64(1)), vector)
            : throw new LedgerConfigurationException($"The fence '{key}' holds '{reader.GetString(2)}', which is no vector.");
    }
}
