using System.Collections.Immutable;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>The reports of one incident by what they do: live, deciding, withdrawn, without effect.</summary>
internal sealed class SortedReports
{
    private SortedReports(ReadOnlySpan<RecordedReport> ordered)
    {
        var retractions = Retractions.ResolveOrdered(ordered);
        var withdrawn = ImmutableArray.CreateBuilder<WithdrawnReport>();
        var ineffective = ImmutableArray.CreateBuilder<IneffectiveReport>();
        ineffective.AddRange(retractions.Ineffective);
        for (var at = ordered.Length - 1; at >= 0; at--)
        {
            var recorded = ordered[at];
            if (retractions.Of(recorded.Report.Id) is { } by)
            {
                withdrawn.Add(by);
                continue;
            }

            switch (recorded.Report)
            {
                case IncidentReport:
                    LiveLastFirst.Add(recorded);
                    break;
                case AssessmentReport when recorded.Analyst:
                    AssessmentsLastFirst.Add(recorded);
                    break;
                case AssessmentReport:
                    ineffective.Add(new IneffectiveReport(
                        recorded.Report.Id,
                        $"sent by '{recorded.Scope}', which does not decide as an analyst"));
                    break;
                default:
                    // Retractions are resolved above; signals are never part of an incident.
                    break;
            }
        }

        withdrawn.Reverse();
        Withdrawn = withdrawn.ToImmutable();
        Ineffective = ineffective.ToImmutable();
    }

    public List<RecordedReport> LiveLastFirst { get; } = [];

    /// <summary>Assessments in force.</summary>
    public List<RecordedReport> AssessmentsLastFirst { get; } = [];

    public ImmutableArray<WithdrawnReport> Withdrawn { get; }

    public ImmutableArray<IneffectiveReport> Ineffective { get; }

    public static SortedReports Of(IReadOnlyCollection<RecordedReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        return new SortedReports(ReportOrder.Sort(reports));
    }

    public IncidentClaims Claims(AssessmentRules rules)
    {
        var claims = new IncidentClaims(rules);
        foreach (var assessment in AssessmentsLastFirst)
        {
            claims.Decide(assessment, (AssessmentReport)assessment.Report);
        }

        foreach (var live in LiveLastFirst)
        {
            claims.State(live, (IncidentReport)live.Report);
        }

        return claims;
    }
}
