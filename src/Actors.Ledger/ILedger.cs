namespace Actors.Ledger;

/// <summary>
/// The append-only record of everything that was reported: P data partitions, one control partition (catalogue and
/// policy changes) and one notification partition. Positions within a partition are 1, 2, 3 … without holes and become
/// visible in that order. Everything else in Actors is a fold over it and can be thrown away.
/// </summary>
/// <remarks>Safe for concurrent use. Two engines implement it, PostgreSQL and SQLite; one conformance suite holds both.</remarks>
public interface ILedger : IAsyncDisposable
{
    /// <summary>Number of data partitions, fixed when the database is made. They are numbered 0 … P − 1.</summary>
    int PartitionCount { get; }

    /// <summary>The limits every append is held to. Exceeding one throws <see cref="LedgerLimitException"/> before anything is written.</summary>
    LedgerLimits Limits { get; }

    /// <summary>
    /// Appends a batch to one partition in one transaction, or nothing of it. Returns what happened; a lost connection
    /// during commit is resolved under the head row's lock, so the answer is never "maybe".
    /// </summary>
    /// <exception cref="LedgerLimitException">A limit is exceeded; the message names the entry, the limit and the value.</exception>
    /// <exception cref="LedgerUnavailableException">The database cannot be reached; nothing is known to be written
    /// (if the outcome could not be resolved in time <see cref="LedgerUnavailableException.OutcomeUnknown"/> is true:
    /// the caller drops its memory and re-reads).</exception>
    Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken);

    /// <summary>The last position of one partition; 0 when it is empty.</summary>
    Task<PartitionHead> ReadHeadAsync(int partition, CancellationToken cancellationToken);

    /// <summary>The last positions of all partitions (data, control, notification), read in one snapshot.</summary>
    Task<LedgerVector> ReadHeadsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The vector of positions recorded at or before <paramref name="instant"/>, taken with all head rows held for share
    /// so that no append below the instant can still be on its way: asking again gives the same vector.
    /// </summary>
    Task<LedgerVector> ResolveAsOfAsync(DateTimeOffset instant, CancellationToken cancellationToken);

    /// <summary>Entries of one partition with <paramref name="after"/> &lt; position ≤ <paramref name="upTo"/>, in order, at most
    /// <paramref name="limit"/> entries and 8 MiB. The page's <see cref="LedgerPage.To"/> is the last position covered.</summary>
    Task<LedgerPage> ReadAsync(int partition, long after, long upTo, int limit, EntryParts parts, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="ReadAsync"/>, but only entries that name at least one of <paramref name="terms"/>; the page covers
    /// up to <see cref="LedgerPage.To"/> all the same. The engine chooses the plan: a primary-key range with a filter when
    /// the interval is at most 20,000 positions, else the subject index.
    /// </summary>
    Task<LedgerPage> ReadForTermsAsync(int partition, IReadOnlyCollection<int> terms, long after, long upTo, int limit, EntryParts parts, CancellationToken cancellationToken);

    /// <summary>Single entries by their address, in any order; absent addresses are left out.</summary>
    Task<IReadOnlyList<LedgerEntry>> ReadEntriesAsync(IReadOnlyCollection<EntryAddress> addresses, CancellationToken cancellationToken);

    /// <summary>What the report registry knows of these keys; keys it does not know are left out.</summary>
    Task<IReadOnlyList<RegisteredReport>> LookUpReportsAsync(IReadOnlyCollection<ReportKey> keys, CancellationToken cancellationToken);

    /// <summary>The current revision of each of these incidents; unknown incidents are left out.</summary>
    Task<IReadOnlyList<StoredRevision>> ReadCurrentRevisionsAsync(IReadOnlyCollection<Guid> incidents, CancellationToken cancellationToken);

    /// <summary>All revisions of one incident, oldest first.</summary>
    Task<IReadOnlyList<StoredRevision>> ReadRevisionsAsync(Guid incident, CancellationToken cancellationToken);

    /// <summary>One page of the incident revisions that were current at a vector and match a filter (see <see cref="RevisionQuery"/>).</summary>
    Task<IReadOnlyList<StoredRevision>> QueryRevisionsAsync(RevisionQuery query, CancellationToken cancellationToken);

    /// <summary>Entries that said they wait for one of these report keys (see <see cref="NewEntry.Awaits"/>) and were not yet
    /// named in a <see cref="NewEntry.Fulfils"/>. With null: all that still wait.</summary>
    Task<IReadOnlyList<WaitingEntry>> ReadWaitingAsync(IReadOnlyCollection<ReportKey>? keys, CancellationToken cancellationToken);

    /// <summary>The last value written under a fence by an append (see <see cref="Fence"/>), or null.</summary>
    Task<FenceState?> ReadFenceAsync(string key, CancellationToken cancellationToken);

    /// <summary>As <see cref="ReadFenceAsync"/> for many keys at once, in no order; keys nothing was written under are left out.</summary>
    Task<IReadOnlyList<FenceState>> ReadFencesAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken);

    /// <summary>The ids of terms, made when absent. A term is a short string such as <c>base:al-harir</c> or <c>type:abduction</c>;
    /// ids count from 1 without a gap, become visible in their order, and never change.</summary>
    Task<IReadOnlyList<int>> InternTermsAsync(IReadOnlyList<string> terms, CancellationToken cancellationToken);

    /// <summary>The strings of term ids, in the order asked. Throws <see cref="KeyNotFoundException"/> for an id never handed out.</summary>
    Task<IReadOnlyList<string>> ResolveTermsAsync(IReadOnlyList<int> ids, CancellationToken cancellationToken);

    /// <summary>Learns every term that anybody had interned when it was called, and returns the greatest id. Only what is new to this process is
    /// read, so that <see cref="ResolveTermsAsync"/> answers for 1 … that id from memory.</summary>
    Task<int> RefreshTermsAsync(CancellationToken cancellationToken);

    /// <summary>The id of a term, or null when nobody had interned it when this was called. A term known to this process costs no read.</summary>
    Task<int?> FindTermAsync(string term, CancellationToken cancellationToken);

    /// <summary>Terms that start with <paramref name="prefix"/> with their ids, for example every <c>base:</c> ever named.</summary>
    Task<IReadOnlyList<KeyValuePair<string, int>>> ListTermsAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The delivery checkpoint of one partition, or null before the first.</summary>
    Task<DeliveryCheckpoint?> ReadCheckpointAsync(int partition, CancellationToken cancellationToken);

    /// <summary>Stores a delivery checkpoint. Never moves it backwards: a lower position is ignored, the behind list replaced only with the position.</summary>
    Task WriteCheckpointAsync(DeliveryCheckpoint checkpoint, CancellationToken cancellationToken);

    /// <summary>
    /// Completes when the partition's head may have passed <paramref name="position"/>, or after <paramref name="timeout"/>:
    /// a hint (LISTEN/NOTIFY, or in-process), never the truth; callers read afterwards either way.
    /// </summary>
    Task WaitForAppendAsync(int partition, long position, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Answers whether the database can be written to now; the message says why not.</summary>
    Task<LedgerHealth> CheckHealthAsync(CancellationToken cancellationToken);
}
