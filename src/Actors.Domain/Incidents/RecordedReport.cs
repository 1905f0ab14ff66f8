using System.Collections.Immutable;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>A report as the ledger keeps it: names resolved to keys, with the facts of the catalogue it was read with, so that the
/// incident can be assessed again at any later time and give the same answer.</summary>
public sealed record RecordedReport
{
    /// <summary>The report with names resolved to keys (provisional keys where the catalogue knew none).</summary>
    public required Report Report { get; init; }

    /// <summary>Whose references these are: the sender's scope (API key, importer, or <c>local</c>).</summary>
    public required string Scope { get; init; }

    /// <summary>When it was recorded (the ledger entry's time; not part of the stored payload).</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>When it was received, just before it was recorded; stored with it, so that an assessment made before the commit and one
    /// made years later order reports alike. A publishedAt after it counts as it.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Reliability of the source when recorded, A … F.</summary>
    public char Reliability { get; init; } = 'F';

    /// <summary>True when the sender may decide as an analyst.</summary>
    public bool Analyst { get; init; }

    /// <summary>For a place: the leaf and all that contains it, innermost first (<c>base:al-harir</c>, <c>region:iq-ar</c>, <c>region:iq</c>,
    /// <c>region:middle-east</c>, <c>region:world</c>). Empty where the report has no place.</summary>
    public ImmutableArray<SubjectId> PlaceLineage { get; init; } = [];

    /// <summary>True when the catalogue knew the leaf of the place.</summary>
    public bool PlaceKnown { get; init; }

    /// <summary>The zone of its days: as stated, else the place's, else UTC.</summary>
    public string Zone { get; init; } = "UTC";

    /// <summary>The report exactly as sent (canonical JSON), where resolving names changed it; else empty.</summary>
    public string AsSent { get; init; } = "";

    /// <summary>When it was first recorded, where it came from another system's export; else null.</summary>
    public DateTimeOffset? FirstRecordedAt { get; init; }

    /// <summary>The time that orders reports: publishedAt, at most ReceivedAt; ties by id (ordinal).</summary>
    public DateTimeOffset EffectiveAt => Report.PublishedAt > ReceivedAt ? ReceivedAt : Report.PublishedAt;

    /// <summary>By content: the lineage compares by its items.</summary>
    public bool Equals(RecordedReport? other) =>
        other is not null && Report.Equals(other.Report) && Scope == other.Scope && RecordedAt == other.RecordedAt && ReceivedAt == other.ReceivedAt
        && Reliability == other.Reliability && Analyst == other.Analyst && PlaceLineage.AsSpan().SequenceEqual(other.PlaceLineage.AsSpan())
        && PlaceKnown == other.PlaceKnown && Zone == other.Zone && AsSent == other.AsSent && FirstRecordedAt == other.FirstRecordedAt;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Report, Scope, RecordedAt);
}
