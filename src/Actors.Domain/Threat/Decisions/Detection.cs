using Actors.Domain.Reports;
using Actors.Domain.Threat.Detectors;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;

namespace Actors.Domain.Threat.Decisions;

/// <summary>Runs the detectors of a policy on one subject's daily counts.</summary>
internal sealed class Detection(ThreatPolicy policy, SubjectView view)
{
    /// <summary>A measured mean of fewer days is called what it is.</summary>
    private const int FewDays = 28;
    private const int MaxTotalAgeDays = 60;
    private readonly Dictionary<(string Id, DateOnly Day), DetectorResult> results = [];

    private string Things => view.Subject.Kind == SubjectKind.Region ? "incidents" : "attacks";

    public DetectorResult Judge(string id, DateOnly day) => Judge(policy.Detectors.First(d => d.Id == id), day);

    public DetectorResult Judge(DetectorSettings settings, DateOnly day)
    {
        if (results.TryGetValue((settings.Id, day), out var known))
        {
            return known;
        }

        var result = settings is RecordSettings record ? Record(record, day) : Surge(settings, day, static d => d.DayPrecise);
        if (result.Alarm && settings is not RecordSettings && ExplainedByNewSources(settings, day))
        {
            result = result with
            {
                ExplainedByNewSources = true,
                Text = result.Text + $" Sources first heard in the last {policy.NewSourceDays} days explain it: without them there is no surge.",
            };
        }

        return results[(settings.Id, day)] = result;
    }

    // The same detector on the counts of sources that were heard before the last days only. A day's count of them is at most the sum
    // of theirs, so what this explains is surely explained.
    private bool ExplainedByNewSources(DetectorSettings settings, DateOnly day)
    {
        var border = day.AddDays(-policy.NewSourceDays);
        var stable = new HashSet<string>(StringComparer.Ordinal);
        foreach (var earlier in view.Days)
        {
            if (earlier.Day > border)
            {
                break;
            }

            foreach (var source in earlier.Sources)
            {
                stable.Add(source.Root);
            }
        }

        return stable.Count > 0
            && !Surge(settings, day, d => Math.Min(d.DayPrecise, d.Sources.Where(s => stable.Contains(s.Root)).Sum(s => s.Incidents))).Alarm;
    }

    private DetectorResult Surge(DetectorSettings settings, DateOnly day, Func<ViewDay, int> count) => settings switch
    {
        EarsSettings ears => EarsOn(ears, day, count),
        PoissonSettings poisson => PoissonOn(poisson, day, count),
        CusumSettings cusum => CusumOn(cusum, day, count),
        RatioSettings ratio => RatioOn(ratio, day, count),
        _ => throw new InvalidOperationException($"No detector for {settings.GetType().Name}."),
    };

    private int ObservedDays(DateOnly day) => view.ObservedFrom is { } first && first <= day ? day.DayNumber - first.DayNumber + 1 : 0;

    private double[] Series(DateOnly last, int days, Func<ViewDay, int> count)
    {
        var series = new double[days];
        var first = last.DayNumber - days + 1;
        for (var i = IndexFrom(view.Days, first); i < view.Days.Count && view.Days[i].Day <= last; i++)
        {
            series[view.Days[i].Day.DayNumber - first] = count(view.Days[i]);
        }

        return series;
    }

    /// <summary>Index of the first day at or after this one.</summary>
    public static int IndexFrom(IReadOnlyList<ViewDay> days, int dayNumber)
    {
        var (low, high) = (0, days.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = days[middle].Day.DayNumber < dayNumber ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private DetectorResult EarsOn(EarsSettings s, DateOnly day, Func<ViewDay, int> count)
    {
        var kind = "ears-" + PolicySlugs.Write(s.Variant);
        var series = Series(day, Ears.FirstC3 + 1, count);
        var (today, last) = (series[^1], series.Length - 1);
        if (ObservedDays(day) < s.MinObservedDays)
        {
            return Silent(s.Id, kind, day, today, $"EARS needs {s.MinObservedDays} observed days; there {Words.Are(ObservedDays(day), "day")}");
        }

        var bound = s.Variant switch
        {
            EarsVariant.C1 => Ears.C1(series, last, s.Alpha, s.MinSigma),
            EarsVariant.C2 => Ears.C2(series, last, s.Alpha, s.MinSigma),
            EarsVariant.C3 => Ears.C3(series, last, s.Alpha, s.MinSigma),
            _ => WeightedEars.UpperBound(series.AsSpan(last - Ears.BaselineDays, Ears.BaselineDays), s.Alpha, s.MinSigma),
        };
        var alarm = today > bound && today >= s.MinCount;
        return new DetectorResult(s.Id, kind, day, null, alarm, today, null, bound, null, false,
            $"{today} {Things} on {Words.Day(day)} against an upper bound of {Words.Number(bound)} (EARS {PolicySlugs.Write(s.Variant).ToUpperInvariant()}): {(alarm ? "a surge" : "no surge")}.");
    }

    private DetectorResult PoissonOn(PoissonSettings s, DateOnly day, Func<ViewDay, int> count)
    {
        var today = Series(day, 1, count)[0];
        if (Mean(s, day, count) is not { } mean)
        {
            return Silent(s.Id, "poisson", day, today,
                $"there is no mean to compare with: no total over {s.MinBaselineDays} days or more is stated for it, and before it there {Words.Are(Math.Max(0, ObservedDays(day) - 1), "observed day")}");
        }

        var p = PoissonTail.AtLeast((long)today, mean.PerDay);
        var alarm = p < s.Alpha && today >= s.MinCount;
        return new DetectorResult(s.Id, "poisson", day, null, alarm, today, mean.PerDay, s.Alpha, p, false,
            $"{today} {Things} on {Words.Day(day)} against {mean.Text}: the chance of {today} or more is p = {Words.P(p)}, {(p < s.Alpha ? "below" : "not below")} {Words.P(s.Alpha)}: {(alarm ? "a surge" : "no surge")}.");
    }

    private (double PerDay, string Text)? Mean(PoissonSettings s, DateOnly day, Func<ViewDay, int> count)
    {
        if (s.Baseline != PoissonBaseline.Measured && Stated(day, s.MinBaselineDays) is { } total)
        {
            var window = total.AsOf.DayNumber - total.From!.Value.DayNumber + 1;
            var perDay = (double)total.Value.Best / window;
            var bound = total.Value.High is null ? "at least " : "";
            return (perDay, $"{bound}{total.Value.Best} in {window} days stated by {view.SourceName(total.Source)} ({Words.Number(perDay)} a day)");
        }

        var days = Math.Min(s.BaselineDays, ObservedDays(day) - 1);
        if (s.Baseline == PoissonBaseline.Stated || days < s.MinBaselineDays)
        {
            return null;
        }

        // Half an incident stands for a silent baseline: a mean of 0 would make the first one impossible.
        var sum = Series(day.AddDays(-1), days, count).Sum();
        return (Math.Max(sum, 0.5) / days, $"{sum} itemised in the {days} days before ({Words.Number(sum / days)} a day{(days < FewDays ? ", a mean of few days" : "")})");
    }

    private TotalReport? Stated(DateOnly day, int minDays) => view.Totals
        .Select(t => t.Report)
        .Where(t => t.Measure == TotalMeasure.Attacks && t.Value.Best > 0 && Covers(t) && t.From is { } from && from <= day
            && t.AsOf.DayNumber - from.DayNumber + 1 >= minDays && t.AsOf.DayNumber >= day.DayNumber - MaxTotalAgeDays)
        .OrderByDescending(t => t.AsOf).ThenBy(t => t.From).ThenBy(t => t.Id, StringComparer.Ordinal)
        .FirstOrDefault();

    // A group's attacks are those on it, wherever; a place's total must be of that place alone and of no one target.
    private bool Covers(TotalReport total) => view.Subject.Kind == SubjectKind.Group
        ? total.Target == view.Subject.Key
        : total.Target is null && total.Scope is [var only] && only == view.Subject;

    private DetectorResult CusumOn(CusumSettings s, DateOnly day, Func<ViewDay, int> count)
    {
        var observed = ObservedDays(day);
        if (observed < s.MinObservedDays)
        {
            return Silent(s.Id, "cusum", day, Series(day, 1, count)[0], $"CUSUM needs {s.MinObservedDays} observed days; there {Words.Are(observed, "day")}");
        }

        var baseline = Math.Min(s.BaselineDays, observed - s.RunDays);
        var series = Series(day, baseline + s.RunDays, count);
        var run = series.AsSpan(baseline);
        var mean = Math.Max(series.Take(baseline).Average(), s.MinMean);
        var sum = s.TimeVarying ? TimeVarying(s, series, baseline) : Cusum.Run(run, mean, s.K, s.H)[^1];
        var alarm = sum >= s.H && run[^1] > 0;
        return new DetectorResult(s.Id, "cusum", day, null, alarm, sum, mean, s.H, null, false,
            $"Over the last {s.RunDays} days the cumulative sum against {Words.Number(mean)} a day is {Words.Number(sum)}, its limit {Words.Number(s.H)}: {(alarm ? "a rise" : "no lasting rise")}.");
    }

    private static double TimeVarying(CusumSettings s, double[] series, int baseline)
    {
        var references = new double[s.RunDays];
        var limits = new double[s.RunDays];
        for (var i = 0; i < s.RunDays; i++)
        {
            var mean = Math.Max(series.Skip(i).Take(baseline).Average(), s.MinMean);
            references[i] = mean + (s.K * Math.Sqrt(mean));
            limits[i] = s.H * Math.Sqrt(mean);
        }

        return Cusum.RunTimeVarying(series.AsSpan(baseline), references, limits, s.H)[^1];
    }

    private DetectorResult RatioOn(RatioSettings s, DateOnly day, Func<ViewDay, int> count)
    {
        var series = Series(day, s.PeriodDays * (s.Periods + 1), count);
        var current = series.AsSpan(series.Length - s.PeriodDays).ToArray().Sum();
        if (ObservedDays(day) < series.Length)
        {
            return Silent(s.Id, "ratio", day, current, $"the trailing mean needs {series.Length} observed days; there {Words.Are(ObservedDays(day), "day")}");
        }

        var mean = series.Take(series.Length - s.PeriodDays).Sum() / s.Periods;
        var trend = RatioToMean.Judge(current, mean, s.Up, 0, s.LowMean, s.LowCurrent);
        return new DetectorResult(s.Id, "ratio", day, null, trend == Trend.Up, current, mean, mean * s.Up, null, false,
            $"{current} {Things} in the last {s.PeriodDays} days against {Words.Number(mean)} on average in the {s.Periods} periods before: {(trend == Trend.Up ? "a rise" : trend == Trend.Limited ? "too few to speak of a change" : "no rise")}.");
    }

    private DetectorResult Record(RecordSettings s, DateOnly day)
    {
        DetectorResult? best = null;
        foreach (var spread in view.Spreads.Where(x => x.Day == day))
        {
            var result = RecordOf(s, spread);
            best = best is null || (result.Alarm && !best.Alarm) || (result.Alarm == best.Alarm && result.Observed > best.Observed) ? result : best;
        }

        return best ?? new DetectorResult(s.Id, "record", day, null, false, 0, null, s.MinPlaces, null, false, $"No {Things} with a place on {Words.Day(day)}: no record.");
    }

    private DetectorResult RecordOf(RecordSettings s, DaySpread spread)
    {
        var standing = GeographicRecord.Judge(view.Spreads, spread, s);
        var alarm = standing.IsRecord && spread.Places >= s.MinPlaces;
        return new DetectorResult(s.Id, "record", spread.Day, null, alarm, standing.Value, standing.PreviousMaximum, s.MinPlaces, null, false,
            GeographicRecord.Text(view, spread, standing, s));
    }

    private static DetectorResult Silent(string id, string kind, DateOnly day, double observed, string why) =>
        new(id, kind, day, why, false, observed, null, null, null, false, char.ToUpperInvariant(why[0]) + why[1..] + ".");
}
