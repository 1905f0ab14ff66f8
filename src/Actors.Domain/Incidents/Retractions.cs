using System.Collections.Immutable;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>
/// Which reports are withdrawn. A retraction by the report's own sender (same scope) or by an analyst withdraws what it names,
/// whichever came first; it holds unless a later retraction that holds names it. What it names may not be known yet: then it waits.
/// </summary>
public sealed class Retractions
{
    private static readonly Dictionary<string, WithdrawnReport> NoneWithdrawn = [];

    private readonly Dictionary<string, WithdrawnReport> withdrawn;

    private Retractions(Dictionary<string, WithdrawnReport> withdrawn, ImmutableArray<IneffectiveReport> ineffective)
    {
        this.withdrawn = withdrawn;
        Ineffective = ineffective;
    }

    /// <summary>Retractions without effect, in report order.</summary>
    public ImmutableArray<IneffectiveReport> Ineffective { get; }

    /// <summary>True when a retraction that holds names this report.</summary>
    public bool Withdraws(string report) => withdrawn.ContainsKey(report);

    /// <summary>The retraction that withdraws this report, or null. Of several that hold, the last.</summary>
    public WithdrawnReport? Of(string report) => withdrawn.GetValueOrDefault(report);

    /// <summary>Resolves the retractions among <paramref name="reports"/>.</summary>
    /// <param name="reports">Any order, any repetition.</param>
    public static Retractions Resolve(IReadOnlyCollection<RecordedReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        return ResolveOrdered(ReportOrder.Sort(reports));
    }

    /// <summary>The same for reports already in report order, without repetitions.</summary>
    internal static Retractions ResolveOrdered(ReadOnlySpan<RecordedReport> ordered)
    {
        var any = false;
        foreach (var report in ordered)
        {
            any |= report.Report is RetractionReport;
        }

        if (!any)
        {
            return new Retractions(NoneWithdrawn, []);
        }

        var places = new Dictionary<string, int>(ordered.Length, StringComparer.Ordinal);
        for (var at = 0; at < ordered.Length; at++)
        {
            places[ordered[at].Report.Id] = at;
        }

        // From the last to the first: whether a retraction holds depends only on later ones.
        var withdrawn = new Dictionary<string, WithdrawnReport>(StringComparer.Ordinal);
        var ineffective = new List<IneffectiveReport>();
        for (var at = ordered.Length - 1; at >= 0; at--)
        {
            var recorded = ordered[at];
            if (recorded.Report is not RetractionReport retraction || withdrawn.ContainsKey(retraction.Id))
            {
                continue;
            }

            if (WhyNot(recorded, retraction, at, ordered, places) is { } reason)
            {
                ineffective.Add(new IneffectiveReport(retraction.Id, reason));
                continue;
            }

            withdrawn.TryAdd(
                retraction.Retracts,
                new WithdrawnReport(retraction.Retracts, retraction.Id, retraction.RootSource, retraction.Reason));
        }

        ineffective.Reverse();
        return new Retractions(withdrawn, [.. ineffective]);
    }

    private static string? WhyNot(
        RecordedReport recorded,
        RetractionReport retraction,
        int at,
        ReadOnlySpan<RecordedReport> ordered,
        Dictionary<string, int> places)
    {
        if (!places.TryGetValue(retraction.Retracts, out var named))
        {
            return $"waits for report {retraction.Retracts}, which is not known here";
        }

        if (named == at)
        {
            return "a retraction cannot withdraw itself";
        }

        if (ordered[named].Report is RetractionReport && named > at)
        {
            return $"retraction {retraction.Retracts} is later than this one; only a later retraction can withdraw a retraction";
        }

        if (!recorded.Analyst && !string.Equals(recorded.Scope, ordered[named].Scope, StringComparison.Ordinal))
        {
            return $"sent by '{recorded.Scope}', which neither sent report {retraction.Retracts} nor decides as an analyst";
        }

        return null;
    }
}
