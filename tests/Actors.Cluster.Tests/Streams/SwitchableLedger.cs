using Actors.Ledger;

namespace Actors.Cluster.Tests.Streams;

/// <summary>A ledger that can be made unreachable for the silos, and that counts their reads.</summary>
internal sealed class SwitchableLedger(ILedger inner) : ILedger
{
    private volatile bool reachable = true;
    private volatile bool takesCheckpoints = true;
    private int reads;

    /// <summary>False: every call fails as it does while the database is away.</summary>
    public bool Reachable
    {
        get => reachable;
        set => reachable = value;
    }

    /// <summary>False: checkpoints cannot be written. A silo killed inside the test's process still deactivates its grains and so would
    /// write last checkpoints that a dead process does not write.</summary>
    public bool TakesCheckpoints
    {
        get => takesCheckpoints;
        set => takesCheckpoints = value;
    }

    /// <summary>Reads of entries so far.</summary>
    public int Reads => Volatile.Read(ref reads);

    public int PartitionCount => inner.PartitionCount;

    public LedgerLimits Limits => inner.Limits;

    public Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken) => Through(() => inner.AppendAsync(request, cancellationToken));

    public Task<PartitionHead> ReadHeadAsync(int partition, CancellationToken cancellationToken) => Through(() => inner.ReadHeadAsync(partition, cancellationToken));

    public Task<LedgerVector> ReadHeadsAsync(CancellationToken cancellationToken) => Through(() => inner.ReadHeadsAsync(cancellationToken));

    public Task<LedgerVector> ResolveAsOfAsync(DateTimeOffset instant, CancellationToken cancellationToken) => Through(() => inner.ResolveAsOfAsync(instant, cancellationToken));

    public Task<LedgerPage> ReadAsync(int partition, long after, long upTo, int limit, EntryParts parts, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref reads);
        return Through(() => inner.ReadAsync(partition, after, upTo, limit, parts, cancellationToken));
    }

    public Task<LedgerPage> ReadForTermsAsync(int partition, IReadOnlyCollection<int> terms, long after, long upTo, int limit, EntryParts parts, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref reads);
        return Through(() => inner.ReadForTermsAsync(partition, terms, after, upTo, limit, parts, cancellationToken));
    }

    public Task<IReadOnlyList<LedgerEntry>> ReadEntriesAsync(IReadOnlyCollection<EntryAddress> addresses, CancellationToken cancellationToken) => Through(() => inner.ReadEntriesAsync(addresses, cancellationToken));

    public Task<IReadOnlyList<RegisteredReport>> LookUpReportsAsync(IReadOnlyCollection<ReportKey> keys, CancellationToken cancellationToken) => Through(() => inner.LookUpReportsAsync(keys, cancellationToken));

    public Task<IReadOnlyList<StoredRevision>> ReadCurrentRevisionsAsync(IReadOnlyCollection<Guid> incidents, CancellationToken cancellationToken) => Through(() => inner.ReadCurrentRevisionsAsync(incidents, cancellationToken));

    public Task<IReadOnlyList<StoredRevision>> ReadRevisionsAsync(Guid incident, CancellationToken cancellationToken) => Through(() => inner.ReadRevisionsAsync(incident, cancellationToken));

    public Task<IReadOnlyList<StoredRevision>> QueryRevisionsAsync(RevisionQuery query, CancellationToken cancellationToken) => Through(() => inner.QueryRevisionsAsync(query, cancellationToken));

    public Task<IReadOnlyList<WaitingEntry>> ReadWaitingAsync(IReadOnlyCollection<ReportKey>? keys, CancellationToken cancellationToken) => Through(() => inner.ReadWaitingAsync(keys, cancellationToken));

    public Task<FenceState?> ReadFenceAsync(string key, CancellationToken cancellationToken) => Through(() => inner.ReadFenceAsync(key, cancellationToken));

    public Task<IReadOnlyList<FenceState>> ReadFencesAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        Through(() => inner.ReadFencesAsync(keys, cancellationToken));

    public Task<IReadOnlyList<int>> InternTermsAsync(IReadOnlyList<string> terms, CancellationToken cancellationToken) => Through(() => inner.InternTermsAsync(terms, cancellationToken));

    public Task<IReadOnlyList<string>> ResolveTermsAsync(IReadOnlyList<int> ids, CancellationToken cancellationToken) => Through(() => inner.ResolveTermsAsync(ids, cancellationToken));

    public Task<int> RefreshTermsAsync(CancellationToken cancellationToken) => Through(() => inner.RefreshTermsAsync(cancellationToken));

    public Task<int?> FindTermAsync(string term, CancellationToken cancellationToken) => Through(() => inner.FindTermAsync(term, cancellationToken));

    public Task<IReadOnlyList<KeyValuePair<string, int>>> ListTermsAsync(string prefix, CancellationToken cancellationToken) => Through(() => inner.ListTermsAsync(prefix, cancellationToken));

    public Task<DeliveryCheckpoint?> ReadCheckpointAsync(int partition, CancellationToken cancellationToken) => Through(() => inner.ReadCheckpointAsync(partition, cancellationToken));

    public async Task WriteCheckpointAsync(DeliveryCheckpoint checkpoint, CancellationToken cancellationToken) =>
        await Through(async () =>
        {
            if (!takesCheckpoints)
            {
                throw new LedgerUnavailableException("The test lets no checkpoint be written.");
            }

            await inner.WriteCheckpointAsync(checkpoint, cancellationToken);
            return true;
        });

    public async Task WaitForAppendAsync(int partition, long position, TimeSpan timeout, CancellationToken cancellationToken) =>
        await Through(async () =>
        {
            await inner.WaitForAppendAsync(partition, position, timeout, cancellationToken);
            return true;
        });

    public Task<LedgerHealth> CheckHealthAsync(CancellationToken cancellationToken) => Through(() => inner.CheckHealthAsync(cancellationToken));

    // The engine belongs to whoever opened it; several clusters may share it.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> Through<T>(Func<Task<T>> call) =>
        reachable ? call() : Task.FromException<T>(new LedgerUnavailableException("The test has taken the database away."));
}
