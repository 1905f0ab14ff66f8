using System.Globalization;

namespace Actors.Domain.Threat.Backtesting;

/// <summary>What came of a backtest, for people.</summary>
public static class BacktestText
{
    public static string Of(BacktestOptions options, BacktestResult active, BacktestComparison? comparison)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(active);
        var known = options.KnownUntil is { } until ? $", as known on {Day(options, until)} at {Time(options, until)}" : "";
        var text = $"{options.Name}, {Day(options, options.From)} to {Day(options, options.To.AddSeconds(-1))}{known}. {Words(active)}";
        return comparison is null ? text : $"{text} {Words(comparison.Candidate)} {Difference(comparison)}";
    }

    private static string Words(BacktestResult result)
    {
        var warned = result.LargestDays.Count(d => d.Lead is not null);
        var inVain = (result.Warnings, result.FalseAlarms) switch
        {
            (0, _) or (1, 0) => "",
            (1, _) => " (in vain)",
            (_, 0) => " (never in vain)",
            var (_, vain) => $" ({Count(vain)} of them in vain)",
        };
        return $"{result.Policy} {Often(result.Changes.Length, "changes the level")}, {Often(result.Warnings, "warns")}{inVain} "
            + $"and was at its warning level before {warned} of the {result.LargestDays.Length} largest days.";
    }

    private static string Difference(BacktestComparison comparison) => comparison.Differences.IsEmpty
        ? "The two never differ."
        : $"The two differ for {Length(comparison.TimeDiffering)} in all; on the largest days {comparison.Candidate.Policy} warns "
            + (comparison.LeadGained == TimeSpan.Zero ? "as early as the other."
                : $"{Length(comparison.LeadGained.Duration())} {(comparison.LeadGained > TimeSpan.Zero ? "earlier" : "later")} than the other, added up.");

    private static string Often(int count, string verb) => count switch
    {
        0 => $"never {verb}",
        1 => $"{verb} once",
        _ => $"{verb} {Count(count)} times",
    };

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Length(TimeSpan time) => time.TotalDays >= 2
        ? $"{time.TotalDays.ToString("N0", CultureInfo.InvariantCulture)} days"
        : time.TotalHours < 1 ? "less than an hour"
        : $"{time.TotalHours.ToString("N0", CultureInfo.InvariantCulture)} hours";

    private static string Day(BacktestOptions options, DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, options.Zone).ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Time(BacktestOptions options, DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, options.Zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
