using System.Collections.Immutable;
using Actors.Domain.Matching;

namespace Actors.Grains.Matching;

/// <summary>What was decided lately, so that reports which come at the same instant meet before the ledger shows them. Bounded by time and
/// number. Owned by one grain; not thread-safe.</summary>
internal sealed class DecisionsInFlight(TimeProvider time)
{
    /// <summary>Longer than any commit takes before its sender is told to send again.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(60);

    private const int MaxKept = 20_000;

    private readonly Queue<(string ReportId, MatchCandidate Decided, DateTimeOffset At)> byAge = new();
    private readonly Dictionary<string, MatchAnswer> answers = new(StringComparer.Ordinal);
    private readonly Dictionary<DateOnly, List<MatchCandidate>> byDay = [];
    private readonly HashSet<(Guid Incident, string Scope)> references = [];

    /// <summary>The answer given to this report lately, or null.</summary>
    public MatchAnswer? AnswerOf(string reportId) => answers.GetValueOrDefault(reportId);

    /// <summary>Incidents decided lately that began on a day.</summary>
    public IReadOnlyList<MatchCandidate> On(DateOnly day) => byDay.TryGetValue(day, out var decided) ? decided : [];

    /// <summary>Whether a reference of this scope was decided lately to be this incident, on whatever day it was said to be.</summary>
    public bool HasReference(Guid incident, string scope) => references.Contains((incident, scope));

    /// <summary>Remembers that a report is about an incident.</summary>
    /// <param name="referenceScope">The scope whose new reference it brings, or null.</param>
    public void Remember(string reportId, MatchAnswer answer, Guid incident, MatchFacts facts, string? referenceScope)
    {
        ImmutableHashSet<string> scopes = referenceScope is null ? [] : [referenceScope];
        var decided = new MatchCandidate(incident, [facts], scopes);
        answers[reportId] = answer;
        byAge.Enqueue((reportId, decided, time.GetUtcNow()));
        if (referenceScope is not null)
        {
            references.Add((incident, referenceScope));
        }

        if (!byDay.TryGetValue(facts.From, out var there))
        {
            byDay.Add(facts.From, there = []);
        }

        there.Add(decided);
    }

    /// <summary>Drops what is too old or too much.</summary>
    public void Forget()
    {
        var oldest = time.GetUtcNow() - Kept;
        while (byAge.TryPeek(out var first) && (first.At < oldest || byAge.Count > MaxKept))
        {
            byAge.Dequeue();
            answers.Remove(first.ReportId);
            references.ExceptWith(first.Decided.ReferenceScopes.Select(scope => (first.Decided.Incident, scope)));
            var day = first.Decided.Facts[0].From;
            var there = byDay[day];
            there.Remove(first.Decided);
            if (there.Count == 0)
            {
                byDay.Remove(day);
            }
        }
    }
}
