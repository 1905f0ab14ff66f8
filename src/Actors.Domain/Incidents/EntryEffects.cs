using System.Collections.Immutable;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>What a ledger entry is (<c>LedgerEntry.Kind</c>).</summary>
public enum EntryKind : byte
{
    /// <summary>A report was recorded.</summary>
    Report = 1,

    /// <summary>A report recorded earlier is applied to an incident (a retraction that had waited). The revision it is based on may stand in
    /// another partition: whoever folds it first catches up with all partitions.</summary>
    Attach = 2,

    /// <summary>As <see cref="Report"/>, but based on a revision that stands in another partition (after a merge or split): whoever folds
    /// it first catches up with all partitions.</summary>
    ReportAfterMove = 3,

    /// <summary>A merge: the survivor takes the reports of the absorbed incident; both contributions change here, in one entry. Whoever
    /// folds it first catches up with all partitions.</summary>
    Merge = 4,

    /// <summary>Reports leave an incident for another; both contributions change here, in one entry. Whoever folds it first catches up
    /// with all partitions.</summary>
    Split = 5,

    /// <summary>An analyst says that two incidents are not one event: the pair is suggested no longer. Changes no tally.</summary>
    Apart = 6,

    /// <summary>Catalogue change (control partition).</summary>
    Catalogue = 10,

    /// <summary>Threat policy change (control partition).</summary>
    Policy = 11,

    /// <summary>Somebody is about to change something (control partition).</summary>
    Audit = 12,

    /// <summary>What became of it (control partition).</summary>
    AuditConclusion = 13,

    /// <summary>A notification (notification partition).</summary>
    Notification = 20,
}

/// <summary>What follows from the kind of an entry.</summary>
public static class EntryKinds
{
    /// <summary>Whether what the entry replaces may stand in another partition, so that a vector with it and without that is no state.</summary>
    public static bool MayRestOnOtherPartitions(byte kind) =>
        (EntryKind)kind is EntryKind.Attach or EntryKind.ReportAfterMove or EntryKind.Merge or EntryKind.Split;
}

/// <summary>One incident's contribution before and after an entry; null: none.</summary>
public sealed record IncidentChange(Guid Incident, Contribution? Before, Contribution? After);

/// <summary>What an entry does to subjects: the blob they fold.</summary>
public sealed record EntryEffects
{
    public static EntryEffects None { get; } = new();

    /// <summary>Usually one, two for a merge or a split.</summary>
    public ImmutableArray<IncidentChange> Changes { get; init; } = [];

    /// <summary>A signal that begins to hold, if any.</summary>
    public Signal? Raised { get; init; }

    /// <summary>Ids of the reports whose signals hold no longer (retracted), or hold again when also in <see cref="Restored"/>.</summary>
    public ImmutableArray<string> Withdrawn { get; init; } = [];

    /// <summary>Signals that hold again because their retraction was retracted.</summary>
    public ImmutableArray<Signal> Restored { get; init; } = [];

    /// <summary>W3C <c>traceparent</c> of the request that caused the entry, where it was traced: subjects go on with that trace.</summary>
    public string? Trace { get; init; }

    /// <summary>The bulk import the entry belongs to: subjects tell what it did by a summary. Null: none.</summary>
    public string? Import { get; init; }
}

/// <summary>A statement, posture, presence or total as subjects keep it: never a revision of an incident.</summary>
/// <param name="Report">The report, with names resolved.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Subjects">The subjects concerned (leaf facts).</param>
public sealed record Signal(Report Report, DateTimeOffset RecordedAt, ImmutableArray<SubjectId> Subjects)
{
    /// <summary>The time that orders signals: publishedAt, at most <see cref="RecordedAt"/>.</summary>
    public DateTimeOffset EffectiveAt => Report.PublishedAt > RecordedAt ? RecordedAt : Report.PublishedAt;

    /// <summary>True when this signal is the later of two, ties by id (ordinal).</summary>
    public bool IsLaterThan(Signal other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var byTime = EffectiveAt.UtcTicks.CompareTo(other.EffectiveAt.UtcTicks);
        return byTime != 0 ? byTime > 0 : string.CompareOrdinal(Report.Id, other.Report.Id) > 0;
    }
}
