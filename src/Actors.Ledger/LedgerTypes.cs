using System.Collections.Immutable;

namespace Actors.Ledger;

/// <summary>Well-known partition numbers beside the data partitions.</summary>
public static class LedgerPartitions
{
    /// <summary>Catalogue and policy changes.</summary>
    public const int Control = 1000;

    /// <summary>Notifications.</summary>
    public const int Notifications = 1001;
}

/// <summary>First 16 bytes of the SHA-256 of a report id in UTF-8.</summary>
/// <param name="Value">The bytes, big-endian.</param>
public readonly record struct ReportKey(UInt128 Value);

/// <summary>Where an entry stands.</summary>
public readonly record struct EntryAddress(int Partition, long Position);

/// <summary>Last position and recording time of one partition.</summary>
public readonly record struct PartitionHead(int Partition, long Position, DateTimeOffset RecordedAt);

/// <summary>Which blobs of an entry a read brings along.</summary>
[Flags]
public enum EntryParts
{
    /// <summary>Addresses, kinds and terms only.</summary>
    None = 0,

    /// <summary>The effects blob, which subjects fold.</summary>
    Effects = 1,

    /// <summary>The report blob.</summary>
    Report = 2,

    /// <summary>Everything.</summary>
    All = Effects | Report,
}

/// <summary>One durable entry.</summary>
public sealed record LedgerEntry
{
    /// <summary>Partition and position.</summary>
    public required EntryAddress Address { get; init; }

    /// <summary>When it was recorded, by the database's clock, strictly increasing within a partition (µs).</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>What it is; the meaning belongs to the caller (0 … 255).</summary>
    public required byte Kind { get; init; }

    /// <summary>Ids of the terms of the subjects it concerns (leaf facts, as named).</summary>
    public required ImmutableArray<int> Subjects { get; init; }

    /// <summary>The effects blob, or empty when not asked for.</summary>
    public ReadOnlyMemory<byte> Effects { get; init; }

    /// <summary>The report blob, or empty when not asked for.</summary>
    public ReadOnlyMemory<byte> Report { get; init; }
}

/// <summary>A run of entries that states the interval it covers: every entry asked for with After &lt; position ≤ To is in it.</summary>
public sealed record LedgerPage(int Partition, long After, long To, IReadOnlyList<LedgerEntry> Entries);

/// <summary>One append: the whole batch or nothing.</summary>
public sealed record AppendRequest
{
    /// <summary>Which partition.</summary>
    public required int Partition { get; init; }

    /// <summary>The head the writer believes in. If the head moved, another writer is at work and nothing is written.</summary>
    public required long ExpectedHead { get; init; }

    /// <summary>Names the batch, so that a commit whose answer was lost can be recognised.</summary>
    public required Guid BatchId { get; init; }

    /// <summary>The entries, in order; the first gets position ExpectedHead + 1.</summary>
    public required IReadOnlyList<NewEntry> Entries { get; init; }
}

/// <summary>One entry to append.</summary>
public sealed record NewEntry
{
    /// <summary>See <see cref="LedgerEntry.Kind"/>.</summary>
    public required byte Kind { get; init; }

    /// <summary>Registers this key in the same transaction, if not null; a key that is already registered refuses the batch.</summary>
    public ReportKey? ReportKey { get; init; }

    /// <summary>16 bytes that tell "the same report again" from "another report under the same id".</summary>
    public UInt128 ContentHash { get; init; }

    /// <summary>Small blob kept with the registry row and given back by <see cref="ILedger.LookUpReportsAsync"/>.</summary>
    public ReadOnlyMemory<byte> Receipt { get; init; }

    /// <summary>Terms of the subjects concerned (leaf facts); interned by the engine; distinct.</summary>
    public required IReadOnlyList<string> Subjects { get; init; }

    /// <summary>The effects blob.</summary>
    public required ReadOnlyMemory<byte> Effects { get; init; }

    /// <summary>The report blob.</summary>
    public required ReadOnlyMemory<byte> Report { get; init; }

    /// <summary>New revisions of incidents; each ends the current revision of its incident at this entry.</summary>
    public IReadOnlyList<NewRevision> Revisions { get; init; } = [];

    /// <summary>Report keys not yet known that this entry waits for.</summary>
    public IReadOnlyList<ReportKey> Awaits { get; init; } = [];

    /// <summary>Waiting entries that this entry takes up; they no longer wait afterwards.</summary>
    public IReadOnlyList<EntryAddress> Fulfils { get; init; } = [];

    /// <summary>A condition checked and moved in the same transaction; a failed one refuses the batch.</summary>
    public Fence? Fence { get; init; }
}

/// <summary>
/// "Write only if the last value under <paramref name="Key"/> was written at <paramref name="ExpectedPosition"/> (0: never) with a
/// vector nowhere ahead of <paramref name="Vector"/>." On success the fence moves to this entry and this vector.
/// </summary>
public sealed record Fence(string Key, long ExpectedPosition, LedgerVector Vector);

/// <summary>What stands under a fence.</summary>
public sealed record FenceState(string Key, EntryAddress Address, LedgerVector Vector);

/// <summary>A new revision of an incident.</summary>
public sealed record NewRevision
{
    /// <summary>The incident.</summary>
    public required Guid Incident { get; init; }

    /// <summary>1, 2, 3 …</summary>
    public required int Revision { get; init; }

    /// <summary>Earliest day the incident may count on; null while undated.</summary>
    public required DateOnly? DayFrom { get; init; }

    /// <summary>Latest day the incident may count on; null while undated.</summary>
    public required DateOnly? DayTo { get; init; }

    /// <summary>Terms a filter can ask for (places, groups by role, type, outcome, …): a superset of what counts.</summary>
    public required IReadOnlyList<string> Terms { get; init; }

    /// <summary>Words a text search looks at; may be empty.</summary>
    public required string SearchText { get; init; }

    /// <summary>What the incident adds to tallies; opaque here. Empty: it adds nothing (closed, or no live report).</summary>
    public required ReadOnlyMemory<byte> Contribution { get; init; }

    /// <summary>The entries whose reports make up the incident, this one included.</summary>
    public required IReadOnlyList<EntryAddress> Reports { get; init; }
}

/// <summary>A revision as stored.</summary>
public sealed record StoredRevision
{
    public required Guid Incident { get; init; }
    public required int Revision { get; init; }

    /// <summary>The entry that made it.</summary>
    public required EntryAddress Address { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The entry that ended it, or null while it is current. After a merge it may stand in another partition.</summary>
    public required EntryAddress? EndedBy { get; init; }

    public required DateOnly? DayFrom { get; init; }
    public required DateOnly? DayTo { get; init; }
    public required ReadOnlyMemory<byte> Contribution { get; init; }
    public required IReadOnlyList<EntryAddress> Reports { get; init; }
}

/// <summary>
/// Selects revisions that were current at a vector: made at or before it and not ended at or before it. Order is
/// (DayFrom descending, undated last, then Incident ascending), so that a cursor is the last (DayFrom, Incident) seen.
/// </summary>
public sealed record RevisionQuery
{
    /// <summary>The vector. Partitions it does not name count as 0.</summary>
    public required LedgerVector At { get; init; }

    /// <summary>Keeps revisions whose [DayFrom, DayTo] meets [From, To]; undated ones only when both are null.</summary>
    public DateOnly? From { get; init; }

    /// <summary>See <see cref="From"/>.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Keeps revisions that have at least one term of each group (AND of ORs). Empty: all.</summary>
    public IReadOnlyList<IReadOnlyList<int>> AllOf { get; init; } = [];

    /// <summary>Keeps revisions whose search text contains this, case-insensitively.</summary>
    public string? Text { get; init; }

    /// <summary>Leaves out revisions with an empty contribution. Default true.</summary>
    public bool CountingOnly { get; init; } = true;

    /// <summary>The last revision of the page before, or null for the first page.</summary>
    public RevisionCursor? After { get; init; }

    /// <summary>At most this many, 1 … 10,000.</summary>
    public required int Limit { get; init; }
}

/// <summary>Where a page of <see cref="RevisionQuery"/> ended.</summary>
public sealed record RevisionCursor(DateOnly? DayFrom, Guid Incident);

/// <summary>A registry row.</summary>
public sealed record RegisteredReport(ReportKey Key, UInt128 ContentHash, EntryAddress Address, ReadOnlyMemory<byte> Receipt);

/// <summary>An entry that waits for a report.</summary>
public sealed record WaitingEntry(ReportKey Awaited, EntryAddress Address);

/// <summary>How far delivery got: everything up to Position was handed over, except to the subjects in Behind.</summary>
/// <param name="Behind">Subject keys (for example <c>region:iq</c>) that were given up and are owed a catch-up.</param>
/// <param name="GatheredFrom">First position that a subject was handed and may not have said yet what it brings; null: each has said all.</param>
public sealed record DeliveryCheckpoint(int Partition, long Position, IReadOnlyList<string> Behind, long? GatheredFrom = null);

/// <summary>Whether the database answers.</summary>
public sealed record LedgerHealth(bool Healthy, string Message);

/// <summary>What an append came to.</summary>
public abstract record AppendOutcome
{
    private AppendOutcome()
    {
    }

    /// <summary>Durable. Entry i stands at FirstPosition + i; RecordedAt[i] is its time.</summary>
    public sealed record Committed(long FirstPosition, IReadOnlyList<DateTimeOffset> RecordedAt) : AppendOutcome;

    /// <summary>Another writer appended; nothing was written.</summary>
    public sealed record HeadMoved(long ActualHead) : AppendOutcome;

    /// <summary>Some report keys are registered already (by another partition, or before); nothing was written.</summary>
    public sealed record AlreadyRegistered(IReadOnlyList<ReportKey> Keys) : AppendOutcome;

    /// <summary>A fence did not hold; nothing was written.</summary>
    public sealed record Fenced(string Key, FenceState? Actual) : AppendOutcome;

    /// <summary>A revision was based on one that is no longer current, or an entry to fulfil no longer waits; nothing was written.</summary>
    public sealed record Stale(Guid Incident) : AppendOutcome;
}

/// <summary>The limits of one append.</summary>
public sealed record LedgerLimits
{
    /// <summary>Entries a batch. Default 10,000.</summary>
    public int MaxEntries { get; init; } = 10_000;

    /// <summary>Bytes of blobs a batch. Default 16 MiB.</summary>
    public int MaxBatchBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes of blobs an entry. Default 4 MiB.</summary>
    public int MaxEntryBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Subjects an entry names. Default 1,000.</summary>
    public int MaxSubjects { get; init; } = 1_000;

    /// <summary>UTF-8 bytes of one term. Default 400.</summary>
    public int MaxTermBytes { get; init; } = 400;
}
