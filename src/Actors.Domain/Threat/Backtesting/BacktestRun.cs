using System.Collections.Immutable;
using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;

namespace Actors.Domain.Threat.Backtesting;

/// <summary>The state of one run.</summary>
internal sealed class BacktestRun
{
    private readonly ThreatPolicy policy;
    private readonly BacktestOptions options;
    private readonly SubjectFold fold;
    private readonly TimeSpan[] timeAt;
    private readonly List<LevelChange> changes = [];
    private readonly bool waits;
    private Decision? decision;
    private DateTimeOffset? next;
    private DateTimeOffset reached;
    private string level;
    private long evaluations;

    public BacktestRun(ThreatPolicy policy, SubjectId subject, BacktestOptions options)
    {
        (this.policy, this.options) = (policy, options);
        fold = new SubjectFold(subject, options.Name, options.Zone);
        timeAt = new TimeSpan[policy.Scale.Levels.Length];
        level = policy.Scale.NameOf(0);
        reached = options.From;
        // Only rules that wait need the decision before; for the others the level alone is enough.
        waits = policy.Rules.Any(r => r.For > TimeSpan.Zero);
    }

    public void Apply(BacktestEvent happened, bool decide)
    {
        fold.Apply(happened.Before, happened.After);
        if (decide)
        {
            Decide(happened.At);
        }
    }

    /// <summary>Lets time pass: the level changes by itself at the computed moments.</summary>
    public void PassTo(DateTimeOffset at)
    {
        while (next is { } moment && moment < at)
        {
            Spend(moment);
            Decide(moment);
        }

        Spend(at);
    }

    public BacktestResult Finish(long events)
    {
        var largest = LargestDays();
        var (warnings, falseAlarms) = Warnings(largest);
        return new BacktestResult(
            policy.Reference, policy.Hash, events, evaluations, [.. changes],
            [.. timeAt.Select((time, rank) => (policy.Scale.NameOf(rank), time))], largest, warnings, falseAlarms);
    }

    private void Decide(DateTimeOffset at)
    {
        evaluations++;
        var view = fold.View();
        string to;
        if (waits)
        {
            decision = ThreatDecider.Decide(policy, view, at, decision);
            (to, next) = (decision.To, decision.NextChangeAt);
        }
        else
        {
            (to, next) = ThreatDecider.Level(policy, view, at, null);
        }

        if (to != level)
        {
            var because = waits ? decision! : ThreatDecider.Decide(policy, view, at, null);
            changes.Add(new LevelChange(at, level, to, [.. because.FiredRules.Where(r => r.Asks == to).Select(r => r.Rule)]));
            level = to;
        }
    }

    private void Spend(DateTimeOffset until)
    {
        if (until > reached)
        {
            timeAt[policy.Scale.RankOf(level)] += until - reached;
            reached = until;
        }
    }

    private ImmutableArray<LargestDay> LargestDays()
    {
        var view = fold.View();
        var (first, last) = (view.Today(options.From), view.Today(options.To));
        return
        [
            .. view.Days.Where(d => d.Day > first && d.Day <= last)
                .OrderByDescending(d => d.Incidents).ThenBy(d => d.Day).Take(options.LargestDays).OrderBy(d => d.Day)
                .Select(d =>
                {
                    var begins = view.StartOf(d.Day);
                    var before = changes.LastOrDefault(c => c.At < begins)?.To ?? policy.Scale.NameOf(0);
                    var warned = Spells().FirstOrDefault(s => s.From < begins && begins <= s.To);
                    return new LargestDay(d.Day, d.Incidents, before, warned == default ? null : begins - warned.From);
                }),
        ];
    }

    private (int Warnings, int FalseAlarms) Warnings(ImmutableArray<LargestDay> largest)
    {
        var spells = Spells().Where(s => s.From >= options.From).ToArray();
        var view = fold.View();
        var within = TimeSpan.FromDays(options.WarningDays);
        // The day on which a warning began counts too: the warning came while it was still going on.
        return (spells.Length, spells.Count(s => s.From + within <= options.To
            && !largest.Any(d => view.StartOf(d.Day.AddDays(1)) > s.From && view.StartOf(d.Day) <= s.From + within)));
    }

    // The stretches of time at or above the warning level.
    private IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Spells()
    {
        var top = policy.Scale.Levels.Length - 1;
        var warning = options.WarningLevel is { } name ? policy.Scale.RankOf(name) : Math.Max(1, top - 2);
        if (warning < 0)
        {
            throw new ArgumentException($"The scale {policy.Scale.Name} of {policy.Reference} has no level {options.WarningLevel}.", nameof(options));
        }

        DateTimeOffset? since = null;
        foreach (var change in changes)
        {
            if (policy.Scale.RankOf(change.To) >= warning)
            {
                since ??= change.At;
            }
            else if (since is { } from)
            {
                yield return (from, change.At);
                since = null;
            }
        }

        if (since is { } open)
        {
            yield return (open, options.To);
        }
    }
}
