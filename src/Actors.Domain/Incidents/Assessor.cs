using System.Collections.Immutable;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>
/// Assesses one incident from every report that concerns it. Pure: the same reports, in any order and with any repetition, and the same
/// rules give the same answer, in the live grain, in <c>verify</c> and as of any past time.
/// </summary>
public static class Assessor
{
    /// <summary>The full assessment: every field with the claims behind it.</summary>
    /// <param name="incident">The incident's id.</param>
    /// <param name="revision">Its revision, from 1.</param>
    /// <param name="reports">Its incident reports (of any scope, under any reference: who merges or splits decides which), the
    /// assessments that name it, and the retractions that name one of these or one of those retractions. Signals among them are no
    /// part of an incident and change nothing.</param>
    /// <param name="rules">How claims are weighed.</param>
    public static AssessedIncident Assess(Guid incident, int revision, IReadOnlyCollection<RecordedReport> reports, AssessmentRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var sorted = SortedReports.Of(reports);
        var assessed = new AssessedIncident
        {
            Incident = incident,
            Revision = revision,
            RulesVersion = rules.Version,
            LiveReports = Ids(sorted.LiveLastFirst),
            Assessments = Ids(sorted.AssessmentsLastFirst),
            WithdrawnReports = sorted.Withdrawn,
            IneffectiveReports = sorted.Ineffective,
        };
        if (sorted.LiveLastFirst.Count == 0)
        {
            return assessed;
        }

        var choices = new Choices(sorted.Claims(rules), rules);
        return assessed with
        {
            Contribution = ContributionBuilder.Build(incident, revision, choices, sorted.LiveLastFirst),
            Fields = FieldWriter.Fields(choices),
            Occurred = choices.Occurred.IsKnown ? ContributionBuilder.OccurrenceOf(choices.Occurred) : null,
            Place = choices.Place.IsKnown ? PlaceField.Describe(choices.Place) : null,
            Type = choices.Type.IsKnown ? choices.Type.Value : null,
            Weapon = choices.Weapon.IsKnown ? choices.Weapon.Value : null,
            Outcome = choices.Outcome.IsKnown ? choices.Outcome.Value : Outcome.Unknown,
            Perpetrators = choices.Perpetrators,
            Targets = choices.Targets,
            Damage = [.. choices.Damage.SelectMany(damage => damage.Value.Items)],
            InResponseTo = choices.Claims.InResponseTo.IsEmpty ? [] : GroupLists.Union(choices.Claims.InResponseTo),
        };
    }

    /// <summary>
    /// Only what the incident adds to tallies: the same as <see cref="AssessedIncident.Contribution"/> of <see cref="Assess"/>, without
    /// the cost of what is only shown. Null: it counts nowhere.
    /// </summary>
    public static Contribution? Contribute(Guid incident, int revision, IReadOnlyCollection<RecordedReport> reports, AssessmentRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var sorted = SortedReports.Of(reports);
        return sorted.LiveLastFirst.Count == 0
            ? null
            : ContributionBuilder.Build(incident, revision, new Choices(sorted.Claims(rules), rules), sorted.LiveLastFirst);
    }

    private static ImmutableArray<string> Ids(List<RecordedReport> lastFirst)
    {
        var ids = ImmutableArray.CreateBuilder<string>(lastFirst.Count);
        for (var at = lastFirst.Count - 1; at >= 0; at--)
        {
            ids.Add(lastFirst[at].Report.Id);
        }

        return ids.MoveToImmutable();
    }
}
