using System.Collections.Immutable;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;

namespace Actors.Domain.Threat.Decisions;

/// <summary>
/// The level at a time, and when it will change by itself. Every rule holds in a known stretch of time on the facts as they are now, is
/// kept for a while, and then asks for one level less with each step; so the level of any later moment is known, and evidence that is
/// withdrawn leaves no trace in it.
/// </summary>
internal sealed class LevelEvaluation
{
    private readonly ThreatPolicy policy;
    private readonly DateTimeOffset at;
    private readonly int floor;
    private readonly LevelOverride? byHand;

    public LevelEvaluation(ThreatPolicy policy, SubjectView view, DateTimeOffset at, Decision? previous)
    {
        (this.policy, this.at) = (policy, at);
        Detection = new Detection(policy, view);
        var conditions = new ConditionEvaluator(policy, view, at, Detection);
        Rules = [.. policy.Rules.Select(rule => Stand(rule, conditions, previous))];
        byHand = policy.Overrides.FirstOrDefault(o => o.Subject == view.Subject && o.Until > at);
        floor = policy.Floor == FloorMode.Apply && view.Parent is { } parent && parent.Scale == policy.Scale.Name
            ? Math.Max(0, policy.Scale.RankOf(parent.Level)) : 0;
        Computed = RankAt(at, withOverride: false);
        Rank = RankAt(at);
        FindNext(view);
    }

    public Detection Detection { get; }

    public ImmutableArray<Standing> Rules { get; }

    /// <summary>The rank that holds.</summary>
    public int Rank { get; }

    /// <summary>The rank without an override.</summary>
    public int Computed { get; }

    /// <summary>The rank rules ask for, without floor and override.</summary>
    public int Asked => AskedAt(at);

    public LevelOverride? Override => byHand;

    public DateTimeOffset? NextChangeAt { get; private set; }

    public int NextRank { get; private set; }

    /// <summary>One rule with the stretch of time in which it asks.</summary>
    public sealed record Standing(ThreatRule Rule, int Rank, Truth Truth, DateTimeOffset? TrueSince, DateTimeOffset? FiresAt, DateTimeOffset KeptUntil)
    {
        public int AsksAt(DateTimeOffset time, TimeSpan step)
        {
            if (FiresAt is not { } fires || time < fires)
            {
                return 0;
            }

            return time < KeptUntil ? Rank : Math.Max(0, Rank - 1 - (int)Math.Min(Rank, (time - KeptUntil).Ticks / step.Ticks));
        }
    }

    public RuleOutcome Outcome(Standing standing)
    {
        var asks = standing.AsksAt(at, policy.StepDown);
        var state = standing.Truth.HoldsAt(at)
            ? standing.FiresAt <= at ? RuleState.Fired : RuleState.Pending
            : asks == 0 ? RuleState.NotFired : at < standing.KeptUntil ? RuleState.Kept : RuleState.SteppingDown;
        return new RuleOutcome(
            standing.Rule.Id, standing.Rule.Why, standing.Rule.Level, state, asks > 0 ? policy.Scale.NameOf(asks) : null,
            standing.Truth.Observed, standing.Truth.Threshold, standing.Truth.Text, standing.TrueSince,
            standing.Truth.Begin is null || standing.Truth.Until == DateTimeOffset.MaxValue ? null : standing.Truth.Until);
    }

    private Standing Stand(ThreatRule rule, ConditionEvaluator conditions, Decision? previous)
    {
        var rank = policy.Scale.RankOf(rule.Level);
        var lookback = (int)Math.Ceiling((rule.KeepFor + (policy.StepDown * rank)).TotalDays) + 1;
        var truth = conditions.Evaluate(rule.When, rule.MinIndependentSources, lookback);
        if (truth.Begin is not { } begin)
        {
            return new Standing(rule, rank, truth, null, null, DateTimeOffset.MinValue);
        }

        var kept = truth.Until == DateTimeOffset.MaxValue || DateTimeOffset.MaxValue - truth.Until < rule.KeepFor ? DateTimeOffset.MaxValue : truth.Until + rule.KeepFor;
        if (rule.For == TimeSpan.Zero)
        {
            return new Standing(rule, rank, truth, truth.HoldsAt(at) ? begin : null, begin, kept);
        }

        // Waiting is counted from when the condition was first seen to hold: only the decision before knows that.
        var seen = previous?.PolicyHash == policy.Hash ? Seen(previous, rule.Id) : null;
        var since = seen ?? (truth.HoldsAt(at) ? at : null);
        return new Standing(rule, rank, truth, since, since is { } first && first + rule.For < truth.Until ? first + rule.For : null, kept);
    }

    private static DateTimeOffset? Seen(Decision previous, string rule) =>
        previous.FiredRules.Concat(previous.NotFired).FirstOrDefault(r => r.Rule == rule)?.TrueSince;

    private int RankAt(DateTimeOffset time, bool withOverride = true) =>
        withOverride && byHand is not null && byHand.Until > time
            ? policy.Scale.RankOf(byHand.Level)
            : Math.Max(floor, AskedAt(time));

    private int AskedAt(DateTimeOffset time)
    {
        var (first, second) = (0, 0);
        foreach (var rule in Rules)
        {
            var asks = rule.AsksAt(time, policy.StepDown);
            (first, second) = asks > first ? (asks, first) : (first, Math.Max(second, asks));
        }

        return policy.Combine == Combination.TwoAgree ? second : first;
    }

    private void FindNext(SubjectView view)
    {
        var moments = new SortedSet<DateTimeOffset>();
        foreach (var rule in Rules)
        {
            if (rule.FiresAt is { } fires)
            {
                moments.Add(fires);
                for (var step = 0; step <= rule.Rank && rule.KeptUntil < DateTimeOffset.MaxValue - (policy.StepDown * (rule.Rank + 1)); step++)
                {
                    moments.Add(rule.KeptUntil + (policy.StepDown * step));
                }
            }
        }

        if (byHand is not null)
        {
            moments.Add(byHand.Until);
        }

        foreach (var moment in moments.Where(m => m > at && m < DateTimeOffset.MaxValue))
        {
            if (RankAt(moment) is var rank && rank != Rank)
            {
                (NextChangeAt, NextRank) = (moment, rank);
                break;
            }
        }

        // Something dated later than today may raise the level when its day begins: look again then.
        var ahead = Detection.IndexFrom(view.Days, view.Today(at).DayNumber + 1);
        if (ahead < view.Days.Count && view.StartOf(view.Days[ahead].Day) is var begins && (NextChangeAt is null || begins < NextChangeAt))
        {
            (NextChangeAt, NextRank) = (begins, Rank);
        }
    }
}
