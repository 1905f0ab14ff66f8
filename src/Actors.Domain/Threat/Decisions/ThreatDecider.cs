using System.Collections.Immutable;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;

namespace Actors.Domain.Threat.Decisions;

/// <summary>The level alone: what a decision would say, without the explanation.</summary>
/// <param name="NextChangeAt">When it changes by itself; null: never.</param>
public sealed record LevelAt(string Level, DateTimeOffset? NextChangeAt);

/// <summary>Decides the threat level of a subject: pure, the same for the live grain, verification, as-of and backtest.</summary>
public static class ThreatDecider
{
    private const int MaxWeighing = 10;

    /// <summary>Decides and explains.</summary>
    /// <param name="policy">For the view's kind of subject.</param>
    /// <param name="view">The state, read during the call only.</param>
    /// <param name="at">Policy clock.</param>
    /// <param name="previous">The last durable decision, or null. The level depends on it only through rules with a <c>for</c>.</param>
    /// <exception cref="ArgumentException">The policy is for another kind of subject.</exception>
    public static Decision Decide(ThreatPolicy policy, SubjectView view, DateTimeOffset at, Decision? previous)
    {
        var level = Evaluate(policy, view, at, previous);
        var outcomes = level.Rules.Select(level.Outcome).ToArray();
        var to = policy.Scale.NameOf(level.Rank);
        var from = previous is not null && policy.Scale.RankOf(previous.To) >= 0 ? previous.To : policy.Scale.NameOf(0);
        var weighing = Weigh(policy, view, at);
        var today = view.Today(at);
        ImmutableArray<DetectorResult> detectors = [.. policy.Detectors.Select(d => level.Detection.Judge(d, today))];
        var decision = new Decision
        {
            Subject = view.Subject,
            At = at.ToUniversalTime(),
            From = from,
            To = to,
            Since = previous is not null && previous.To == to ? previous.Since : at.ToUniversalTime(),
            Scale = policy.Scale.Name,
            Notice = policy.Scale.Notice,
            FiredRules = [.. outcomes.Where(o => o.Asks is not null)],
            NotFired = [.. outcomes.Where(o => o.Asks is null)],
            Weighing = weighing,
            Detectors = detectors,
            NextChangeAt = level.NextChangeAt?.ToUniversalTime(),
            NextLevel = level.NextChangeAt is null ? null : policy.Scale.NameOf(level.NextRank),
            Counterfactual = Without(policy, view, at, previous, weighing),
            Floor = Floor(policy, view, level),
            Override = level.Override is { } byHand
                ? new OverrideInForce(byHand.Author, byHand.Reason, byHand.Until, policy.Scale.NameOf(level.Computed)) : null,
            PolicyKey = policy.Id,
            PolicyVersion = policy.Version,
            PolicyHash = policy.Hash,
            ExplainedByNewSources = detectors.Any(d => d.ExplainedByNewSources),
            Text = "",
        };
        return decision with { Text = DecisionText.Write(policy, view, decision) };
    }

    /// <summary>The level and when it changes, for a fraction of the cost of <see cref="Decide"/>.</summary>
    /// <inheritdoc cref="Decide"/>
    public static LevelAt Level(ThreatPolicy policy, SubjectView view, DateTimeOffset at, Decision? previous)
    {
        var level = Evaluate(policy, view, at, previous);
        return new LevelAt(policy.Scale.NameOf(level.Rank), level.NextChangeAt?.ToUniversalTime());
    }

    private static LevelEvaluation Evaluate(ThreatPolicy policy, SubjectView view, DateTimeOffset at, Decision? previous)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(view);
        return policy.Subject == view.Subject.Kind
            ? new LevelEvaluation(policy, view, at, previous)
            : throw new ArgumentException($"The policy {policy.Reference} is for a {PolicySlugs.Write(policy.Subject)}, not for {view.Subject}.", nameof(policy));
    }

    private static ImmutableArray<WeighingIncident> Weigh(ThreatPolicy policy, SubjectView view, DateTimeOffset at)
    {
        var today = view.Today(at);
        return
        [
            .. view.Recent.Where(i => i.Day is { } day && day <= today)
                .Select(i => new WeighingIncident(
                    i.Id, i.Day, i.Place,
                    policy.Evidence.Fresh(i.Reliability, i.Credibility, i.Outcome) * policy.Evidence.Decay.At((at - view.StartOf(i.Day!.Value)).TotalDays),
                    [.. i.Roots]))
                .Where(i => i.Weight > 0)
                .OrderByDescending(i => i.Weight).ThenByDescending(i => i.Day).ThenBy(i => i.Incident)
                .Take(MaxWeighing),
        ];
    }

    private static Counterfactual? Without(
        ThreatPolicy policy, SubjectView view, DateTimeOffset at, Decision? previous, ImmutableArray<WeighingIncident> weighing)
    {
        if (weighing.IsEmpty)
        {
            return null;
        }

        // The grades kept of an incident are those of its best claim; which of its sources made that claim is not kept, so the first
        // of them, in order, stands for it.
        var strongest = view.Recent.First(i => i.Id == weighing[0].Incident);
        var level = Evaluate(policy, view.Without(strongest, strongest.Roots[0]), at, previous);
        return new Counterfactual(strongest.Id, strongest.Roots[0], policy.Scale.NameOf(level.Rank));
    }

    private static LevelFloor? Floor(ThreatPolicy policy, SubjectView view, LevelEvaluation level) =>
        policy.Floor == FloorMode.Ignore || view.Parent is not { } parent ? null : new LevelFloor(
            parent.Parent, parent.Level,
            policy.Floor == FloorMode.Apply && parent.Scale == policy.Scale.Name && policy.Scale.RankOf(parent.Level) > level.Asked);
}
