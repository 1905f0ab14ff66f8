using System.Collections.Immutable;
using Actors.Domain.Incidents;
using Actors.Ledger;

namespace Actors.Grains.Partitions;

/// <summary>
/// Everything that was reported about one incident (or one signal and its retractions), as it stands at its current revision.
/// Immutable: a batch in progress builds new ones, which replace the old only after the commit.
/// </summary>
public sealed record IncidentThread
{
    /// <summary>The incident's id, or the id of a signal's thread.</summary>
    public required Guid Id { get; init; }

    /// <summary>0 before the first revision.</summary>
    public required int Revision { get; init; }

    /// <summary>The entry that made the current revision.</summary>
    public EntryAddress? Address { get; init; }

    /// <summary>The reports, in the order they were recorded.</summary>
    public ImmutableArray<AddressedReport> Reports { get; init; } = [];

    /// <summary>What it adds to tallies now; null: nothing.</summary>
    public Contribution? Contribution { get; init; }

    /// <summary>The incident it was merged into, or null.</summary>
    public Guid? ClosedInto { get; init; }

    /// <summary>A thread nobody has reported yet.</summary>
    public static IncidentThread Unreported(Guid id) => new() { Id = id, Revision = 0 };
}

/// <summary>A report and where it stands.</summary>
public sealed record AddressedReport(EntryAddress Address, RecordedReport Report);
