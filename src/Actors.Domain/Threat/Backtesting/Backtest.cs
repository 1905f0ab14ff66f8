using System.Collections.Immutable;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;

namespace Actors.Domain.Threat.Backtesting;

/// <summary>One thing that became known: an incident as it was before and as it is after; null: it was, or is, none of the subject's.</summary>
/// <param name="At">When it became known (recorded), or for daily aggregates the end of the day.</param>
public sealed record BacktestEvent(DateTimeOffset At, ViewIncident? Before, ViewIncident? After);

/// <summary>What to run and how to judge it.</summary>
public sealed record BacktestOptions
{
    /// <summary>Name of the subject, as shown.</summary>
    public required string Name { get; init; }

    /// <summary>Its days are days in this zone.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>Decisions before it are not judged; the history before it is known all the same.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The last moment judged.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>How many of the largest days a policy should have warned of, ≥ 1.</summary>
    public int LargestDays { get; init; } = 5;

    /// <summary>From this level on the subject is warned; null: the second level below the highest (Bravo, on the FPCON-like scale).</summary>
    public string? WarningLevel { get; init; }

    /// <summary>A warning that none of the largest days follows within so many days of its beginning is a false alarm; ≥ 1.</summary>
    public int WarningDays { get; init; } = 14;

    /// <summary>The past moment, by the policy clock, up to which the history was known; null: all that is known now.</summary>
    public DateTimeOffset? KnownUntil { get; init; }
}

/// <summary>A level that held from a moment on.</summary>
/// <param name="Because">Rules that asked for it; empty where it fell to the baseline.</param>
public sealed record LevelChange(DateTimeOffset At, string From, string To, ImmutableArray<string> Because);

/// <summary>One of the largest days, and how long before it the subject was warned.</summary>
/// <param name="Lead">From the beginning of the warning in force when the day began to that moment; null: there was none.</param>
public sealed record LargestDay(DateOnly Day, int Incidents, string LevelBefore, TimeSpan? Lead);

/// <summary>What a policy would have said.</summary>
/// <param name="Policy">Reference and hash.</param>
/// <param name="Evaluations">Times the level was computed.</param>
/// <param name="TimeAtLevel">For every level of the scale, lowest first.</param>
/// <param name="Warnings">Times the level rose to the warning level or above it.</param>
/// <param name="FalseAlarms">Warnings that no largest day followed in time, those still open at the end left out.</param>
public sealed record BacktestResult(
    string Policy, string PolicyHash, long Events, long Evaluations, ImmutableArray<LevelChange> Changes,
    ImmutableArray<(string Level, TimeSpan Time)> TimeAtLevel, ImmutableArray<LargestDay> LargestDays, int Warnings, int FalseAlarms);

/// <summary>How far a run is.</summary>
/// <param name="At">Time in history.</param>
/// <param name="Done">Events done.</param>
/// <param name="All">Events in all.</param>
public sealed record BacktestProgress(DateTimeOffset At, long Done, long All);

/// <summary>Runs a policy over history as it became known, with the functions that decide live. Pure.</summary>
public static class Backtest
{
    private const int ProgressEvery = 500;

    /// <summary>Runs one policy.</summary>
    /// <param name="policy">For the subject's kind.</param>
    /// <param name="subject">Whose level.</param>
    /// <param name="events">Ascending by time; those at one instant are taken together.</param>
    /// <param name="options">What to judge.</param>
    /// <param name="progress">Told every 500 events and at the end; may be null.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="ArgumentException">The events are not in order, or the period is empty.</exception>
    public static BacktestResult Run(
        ThreatPolicy policy, SubjectId subject, IReadOnlyList<BacktestEvent> events, BacktestOptions options,
        IProgress<BacktestProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(options);
        if (options.To <= options.From)
        {
            throw new ArgumentException($"The period must end after it begins: {options.From:O} … {options.To:O}.", nameof(options));
        }

        var run = new BacktestRun(policy, subject, options);
        for (var i = 0; i < events.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var now = events[i];
            if (i > 0 && now.At < events[i - 1].At)
            {
                throw new ArgumentException($"Events must be in order of time: number {i} at {now.At:O} comes after {events[i - 1].At:O}.", nameof(events));
            }

            if (now.At > options.To)
            {
                break;
            }

            run.PassTo(now.At);
            run.Apply(now, decide: i + 1 == events.Count || events[i + 1].At != now.At);
            if (i % ProgressEvery == 0)
            {
                progress?.Report(new BacktestProgress(now.At, i + 1, events.Count));
            }
        }

        run.PassTo(options.To);
        progress?.Report(new BacktestProgress(options.To, events.Count, events.Count));
        return run.Finish(events.Count);
    }

    /// <summary>Runs two policies over the same history and says where they differ.</summary>
    /// <inheritdoc cref="Run"/>
    public static BacktestComparison Compare(
        ThreatPolicy active, ThreatPolicy candidate, SubjectId subject, IReadOnlyList<BacktestEvent> events, BacktestOptions options,
        IProgress<BacktestProgress>? progress = null, CancellationToken cancellation = default) =>
        BacktestComparison.Of(
            Run(active, subject, events, options, progress, cancellation), Run(candidate, subject, events, options, progress, cancellation), options);
}
