using Actors.Domain;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Grains.Partitions;

/// <summary>The terms a stored revision can be found by: a superset of what counts, refined by the fold.</summary>
public static class RevisionTerms
{
    public const string Contested = "contested";

    /// <summary>Terms of scopes that have a reference for an incident begin so; this alone: some report came without a reference.</summary>
    public const string ScopePrefix = "scope:";

    public static string OfScope(string scope) => ScopePrefix + scope;

    /// <summary>Whose references an incident has, so that matching leaves out those a sender has told apart itself.</summary>
    public static IEnumerable<string> OfScopes(IEnumerable<RecordedReport> reports) =>
        reports.Where(r => r.Report is IncidentReport)
            .Select(r => ((IncidentReport)r.Report).Incident is null ? ScopePrefix : OfScope(r.Scope))
            .Distinct(StringComparer.Ordinal);

    /// <summary>Names, in what is said of a pair, an incident that is not the same event as the other of the pair.</summary>
    public static string OfApart(Guid incident) => "apart:" + incident.ToString("D");

    public static string OfType(string slug) => "type:" + slug;

    public static string OfOutcome(string slug) => "outcome:" + slug;

    public static string OfPerpetrator(string group) => "perpetrator:" + group;

    public static string OfTarget(string group) => "target:" + group;

    /// <summary>The leaf facts of the subjects a contribution concerns: places (and what contains unknown ones) and groups.</summary>
    public static void AddSubjects(ISet<string> terms, Contribution? contribution)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (contribution is null)
        {
            return;
        }

        foreach (var place in contribution.Places)
        {
            terms.Add(place.Leaf.ToString());
            if (place.Within is { } within)
            {
                terms.Add(within.ToString());
            }
        }

        foreach (var group in contribution.Groups)
        {
            terms.Add(SubjectId.Group(group.Group).ToString());
        }
    }

    /// <summary>Term of all signals of a kind that hold: statement, posture, presence or total.</summary>
    public static string OfSignal(string kind) => "signal:" + kind;

    /// <summary>The word for a signal's kind.</summary>
    public static string KindOf(Signal signal) => signal?.Report switch
    {
        StatementReport => "statement",
        PostureReport => "posture",
        PresenceReport => "presence",
        TotalReport => "total",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), "No signal."),
    };

    /// <summary>Terms by which the signals that hold in a thread are found.</summary>
    public static IEnumerable<string> OfSignals(IEnumerable<Signal> signals) =>
        signals.SelectMany(s => s.Subjects.Select(subject => subject.ToString()).Append(OfSignal(KindOf(s)))).Distinct(StringComparer.Ordinal);

    /// <summary>All terms of a contribution.</summary>
    public static IReadOnlyList<string> Of(Contribution? contribution)
    {
        if (contribution is null)
        {
            return [];
        }

        var terms = new HashSet<string>(StringComparer.Ordinal);
        AddSubjects(terms, contribution);
        foreach (var group in contribution.Groups)
        {
            terms.Add(group.Role == GroupRole.Target ? OfTarget(group.Group) : OfPerpetrator(group.Group));
        }

        foreach (var type in contribution.Types)
        {
            terms.Add(OfType(type.Value));
        }

        foreach (var outcome in contribution.Outcomes)
        {
            terms.Add(OfOutcome(outcome.Value));
        }

        if (contribution.Contested)
        {
            terms.Add(Contested);
        }

        return [.. terms];
    }
}
