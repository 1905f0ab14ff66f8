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
                case RetractionReport:
                    break;
                default:
                    throw new ArgumentException(
                        $"report {recorded.Report.Id} is a {recorded.Report.GetType().Name}; an incident is assessed from incident, assessment and retraction reports",
                        nameof(ordered));
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

    public static SortedReports Of(IReadOnlyCollection<RecordedReport> reports, AssessmentRules rules)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentNullException.ThrowIfNull(rules);
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
