using System.Collections.Immutable;
using Actors.Domain.Reports;

namespace Actors.Domain.Stix;

/// <summary>A group's part in an incident, with its STIX object.</summary>
/// <param name="Ref">Id from <see cref="StixBundle.Group"/>.</param>
/// <param name="Confidence">0 … 100; null: none.</param>
public sealed record StixParty(string Ref, int? Confidence = null);

/// <summary>One source's word on an incident, or an analyst's decision.</summary>
/// <param name="Report">As recorded: an incident report or an assessment.</param>
/// <param name="SourceRef">Id from <see cref="StixBundle.Source"/>.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Agrees">It says what was chosen; false: it contradicts it; null: it says nothing about what is contested.</param>
/// <param name="Withdrawn">It was retracted: its objects are revoked.</param>
public sealed record StixClaim(Report Report, string SourceRef, DateTimeOffset RecordedAt, bool? Agrees, bool Withdrawn = false)
{
    /// <summary>Canonical JSON of the report exactly as sent, where resolving names changed it; else empty.</summary>
    public string AsSent { get; init; } = "";

    /// <summary>Ids of the incidents it answers, in the order of the report.</summary>
    public ImmutableArray<Guid> InResponseTo { get; init; } = [];
}

/// <summary>An incident to be exported.</summary>
public sealed record StixIncident
{
    public required Guid Id { get; init; }

    /// <summary>Short, for people.</summary>
    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>Recorded first.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Recorded last.</summary>
    public required DateTimeOffset Modified { get; init; }

    /// <summary>Start of its first day; null: undated.</summary>
    public DateTimeOffset? Start { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>Ids of locations.</summary>
    public ImmutableArray<string> Places { get; init; } = [];

    public ImmutableArray<StixParty> Perpetrators { get; init; } = [];

    public ImmutableArray<StixParty> Targets { get; init; } = [];

    /// <summary>Best; null: not stated, and then absent: STIX keeps absent and 0 apart as we do.</summary>
    public long? Killed { get; init; }

    public long? Injured { get; init; }

    /// <summary>Distinct root sources.</summary>
    public int RootSources { get; init; } = 1;

    public ImmutableArray<StixClaim> Claims { get; init; } = [];
}
