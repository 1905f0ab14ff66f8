using System.Collections.Immutable;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>The live claims and the analyst's decisions on every field of one incident.</summary>
internal sealed class IncidentClaims(AssessmentRules rules)
{
    public ClaimTable<OccurrenceSpan> Occurred { get; } = new();

    public ClaimTable<SubjectId> Place { get; } = new();

    public ClaimTable<string> Type { get; } = new();

    public ClaimTable<string> Weapon { get; } = new();

    public ClaimTable<Outcome> Outcome { get; } = new();

    public ClaimTable<ImmutableArray<Perpetrator>> Perpetrators { get; } = new();

    public ClaimTable<ImmutableArray<string>> Targets { get; } = new();

    public ClaimTable<ImmutableArray<string>> InResponseTo { get; } = new();

    /// <summary>By object.</summary>
    public Keyed<DamageClaim> Damage { get; } = new();

    /// <summary>By party; the empty key: all parties together.</summary>
    public Keyed<Figure> Killed { get; } = new();

    public Keyed<Figure> Injured { get; } = new();

    /// <summary>Takes the claims of a live report. Reports come from the last to the first.</summary>
    public void State(RecordedReport from, IncidentReport report)
    {
        var weight = rules.WeightOf(from.Reliability, report.Credibility);
        Take(from, report, weight, decision: false);
    }

    /// <summary>Takes an analyst's decisions. Assessments come from the last to the first.</summary>
    public void Decide(RecordedReport from, AssessmentReport assessment) => Take(from, assessment.Set, default, decision: true);

    /// <summary>Greatest reliability of a source with a live claim.</summary>
    public char Reliability { get; private set; } = 'F';

    /// <summary>Best credibility of a report with a live claim.</summary>
    public int Credibility { get; private set; } = 6;

    private void Put<T>(ClaimTable<T> table, RecordedReport from, T value, ClaimWeight weight, bool decision)
    {
        if (decision)
        {
            table.Decide(from, value);
        }
        else if (table.State(from, value, weight))
        {
            Reliability = (char)Math.Min(Reliability, from.Reliability);
            Credibility = Math.Min(Credibility, from.Report.Credibility ?? 6);
        }
    }

    private void Take(RecordedReport from, IncidentReport report, ClaimWeight weight, bool decision)
    {
        if (report.Occurred is { } occurred)
        {
            Put(Occurred, from, new OccurrenceSpan(occurred), weight, decision);
        }

        if (report.Place is { } place)
        {
            Put(Place, from, PlaceField.LeafOf(from, place), weight, decision);
        }

        // "unknown" is no claim, unless an analyst decides that it is not known.
        if (report.Type is { } type && (decision || type != UnknownSlug))
        {
            Put(Type, from, type, weight, decision);
        }

        if (report.Weapon is { } weapon && (decision || weapon != UnknownSlug))
        {
            Put(Weapon, from, weapon, weight, decision);
        }

        if (report.Outcome is { } outcome && (decision || outcome != Reports.Outcome.Unknown))
        {
            Put(Outcome, from, outcome, weight, decision);
        }

        if (!report.Perpetrators.IsDefaultOrEmpty)
        {
            Put(Perpetrators, from, report.Perpetrators, weight, decision);
        }

        if (!report.Targets.IsDefaultOrEmpty)
        {
            Put(Targets, from, report.Targets, weight, decision);
        }

        if (!report.InResponseTo.IsDefaultOrEmpty)
        {
            Put(InResponseTo, from, report.InResponseTo, weight, decision);
        }

        foreach (var damage in report.Damage)
        {
            Put(Damage.Of(damage.Object), from, DamageClaim.Of(damage.Object, report.Damage), weight, decision);
        }

        foreach (var casualties in report.Casualties)
        {
            if (casualties.Killed is { } killed)
            {
                Put(Killed.Of(casualties.Party ?? ""), from, killed, weight, decision);
            }

            if (casualties.Injured is { } injured)
            {
                Put(Injured.Of(casualties.Party ?? ""), from, injured, weight, decision);
            }
        }
    }

    /// <summary>The slug of what nobody knows.</summary>
    public const string UnknownSlug = "unknown";

    /// <summary>Tables by key; few keys, kept sorted (ordinal).</summary>
    internal sealed class Keyed<T>
    {
        private SortedList<string, ClaimTable<T>>? tables;

        public IList<string> Keys => tables?.Keys ?? [];

        public ClaimTable<T> Of(string key)
        {
            tables ??= new SortedList<string, ClaimTable<T>>(1, StringComparer.Ordinal);
            if (!tables.TryGetValue(key, out var table))
            {
                table = new ClaimTable<T>();
                tables.Add(key, table);
            }

            return table;
        }
    }
}
