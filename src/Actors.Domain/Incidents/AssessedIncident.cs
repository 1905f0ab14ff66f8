using System.Collections.Immutable;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>A report whose claims count no longer.</summary>
/// <param name="Report">Id of the report withdrawn.</param>
/// <param name="By">Id of the retraction that holds.</param>
/// <param name="Source">Who withdraws it.</param>
/// <param name="Reason">As the retraction says it.</param>
public sealed record WithdrawnReport(string Report, string By, string Source, string Reason);

/// <summary>A retraction or assessment without effect, and why; it stays recorded.</summary>
public sealed record IneffectiveReport(string Report, string Reason);

/// <summary>A group of an incident as assessed.</summary>
/// <param name="As">How it is named as perpetrator, by report order; empty for targets.</param>
public sealed record AssessedGroup(string Group, Membership Membership, ImmutableArray<Perpetrator> As);

/// <summary>
/// What is held true about one incident after its reports, with every claim behind it. Without a live incident report (an
/// assessment or retraction that waits, or all reports withdrawn) it has no fields, no contribution, and counts nowhere.
/// </summary>
public sealed record AssessedIncident
{
    public required Guid Incident { get; init; }

    public required int Revision { get; init; }

    /// <summary>Version of the <see cref="AssessmentRules"/> used.</summary>
    public required int RulesVersion { get; init; }

    /// <summary>What it adds to tallies; null: it counts nowhere.</summary>
    public Contribution? Contribution { get; init; }

    /// <summary>Every field somebody stated, in a fixed order.</summary>
    public ImmutableArray<AssessedField> Fields { get; init; } = [];

    public Occurrence? Occurred { get; init; }

    /// <summary>The chosen place, with the label and position of the heaviest claim that has one.</summary>
    public Place? Place { get; init; }

    public string? Type { get; init; }

    public string? Weapon { get; init; }

    public Outcome Outcome { get; init; }

    public ImmutableArray<AssessedGroup> Perpetrators { get; init; } = [];

    public ImmutableArray<AssessedGroup> Targets { get; init; } = [];

    public ImmutableArray<Damage> Damage { get; init; } = [];

    /// <summary>References of incidents this one answers.</summary>
    public ImmutableArray<string> InResponseTo { get; init; } = [];

    /// <summary>Ids of incident reports not withdrawn, in report order.</summary>
    public ImmutableArray<string> LiveReports { get; init; } = [];

    /// <summary>Ids of assessments in force, in report order.</summary>
    public ImmutableArray<string> Assessments { get; init; } = [];

    public ImmutableArray<WithdrawnReport> WithdrawnReports { get; init; } = [];

    /// <summary>Retractions that name nothing known yet, that their sender may not make, or that come before the retraction they
    /// name; assessments by senders who are no analysts.</summary>
    public ImmutableArray<IneffectiveReport> IneffectiveReports { get; init; } = [];
}
