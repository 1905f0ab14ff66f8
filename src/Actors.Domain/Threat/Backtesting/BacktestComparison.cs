using System.Collections.Immutable;

namespace Actors.Domain.Threat.Backtesting;

/// <summary>A stretch of time in which two policies differ.</summary>
public sealed record LevelDifference(DateTimeOffset From, DateTimeOffset To, string Active, string Candidate);

/// <summary>Two policies over the same history.</summary>
/// <param name="Differences">In order of time.</param>
/// <param name="TimeDiffering">Sum of them.</param>
/// <param name="LeadGained">Sum over the largest days of the candidate's lead less the active one's; none counts as zero.</param>
public sealed record BacktestComparison(
    BacktestResult Active, BacktestResult Candidate, ImmutableArray<LevelDifference> Differences, TimeSpan TimeDiffering, TimeSpan LeadGained)
{
    /// <summary>Holds two results over the same history against each other.</summary>
    public static BacktestComparison Of(BacktestResult active, BacktestResult candidate, BacktestOptions options)
    {
        ArgumentNullException.ThrowIfNull(active);
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(options);
        var differences = ImmutableArray.CreateBuilder<LevelDifference>();
        ImmutableArray<DateTimeOffset> moments =
        [
            .. active.Changes.Concat(candidate.Changes).Select(c => c.At).Where(at => at > options.From).Append(options.From).Distinct().Order(),
            options.To,
        ];
        for (var i = 0; i + 1 < moments.Length; i++)
        {
            var (one, other) = (LevelAt(active, moments[i]), LevelAt(candidate, moments[i]));
            if (one != other && moments[i + 1] > moments[i])
            {
                if (differences.Count > 0 && differences[^1] is { } last && last.To == moments[i] && last.Active == one && last.Candidate == other)
                {
                    differences[^1] = last with { To = moments[i + 1] };
                }
                else
                {
                    differences.Add(new LevelDifference(moments[i], moments[i + 1], one, other));
                }
            }
        }

        return new BacktestComparison(
            active, candidate, differences.ToImmutable(),
            differences.Aggregate(TimeSpan.Zero, (sum, d) => sum + (d.To - d.From)),
            candidate.LargestDays.Zip(active.LargestDays).Aggregate(TimeSpan.Zero, (sum, d) => sum + (d.First.Lead ?? TimeSpan.Zero) - (d.Second.Lead ?? TimeSpan.Zero)));
    }

    private static string LevelAt(BacktestResult result, DateTimeOffset at)
    {
        var level = result.TimeAtLevel[0].Level;
        foreach (var change in result.Changes.TakeWhile(c => c.At <= at))
        {
            level = change.To;
        }

        return level;
    }
}
