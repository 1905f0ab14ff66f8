using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;

namespace Actors.Domain.Threat.Decisions;

/// <summary>Says when the conditions of a policy held last, looking back so far as a rule may be kept.</summary>
internal sealed class ConditionEvaluator(ThreatPolicy policy, SubjectView view, DateTimeOffset at, Detection detection)
{
    private readonly DateOnly today = view.Today(at);

    private string Thing => view.Subject.Kind == SubjectKind.Region ? "incident" : "attack";

    public Truth Evaluate(RuleCondition condition, int minSources, int lookbackDays, bool alone = true)
    {
        switch (condition)
        {
            case CountCondition count:
                return Count(count, minSources, lookbackDays);
            case WeightCondition weight:
                return Weight(weight, minSources, lookbackDays);
            case DetectorCondition detector:
                return Detector(detector.Detector, minSources, lookbackDays);
            case StatementCondition statement:
                return Statements(statement, alone ? minSources : 1);
            case PostureCondition posture:
                return Posture(posture);
            case AllCondition all:
                var parts = all.Conditions.Select(c => Evaluate(c, minSources, lookbackDays, alone: false)).ToArray();
                return All(parts);
            case AnyCondition any:
                return Any([.. any.Conditions.Select(c => Evaluate(c, minSources, lookbackDays, alone: false))]);
            default:
                throw new InvalidOperationException($"No meaning for the condition {condition.GetType().Name}.");
        }
    }

    private static long Value(CountCondition condition, ViewDay day)
    {
        if (condition.Measure != CountMeasure.Incidents)
        {
            return condition.Measure == CountMeasure.Killed ? day.Killed : day.Injured;
        }

        if (condition.Outcomes.IsEmpty)
        {
            return day.Incidents;
        }

        var value = 0;
        foreach (var outcome in condition.Outcomes)
        {
            value += outcome switch
            {
                "hit" => day.Hits,
                "intercepted" => day.Intercepted,
                "failed" => day.Failed,
                _ => day.Incidents - day.Hits - day.Intercepted - day.Failed,
            };
        }

        return value;
    }

    private Truth Count(CountCondition condition, int minSources, int lookbackDays)
    {
        var last = Detection.IndexFrom(view.Days, today.DayNumber + 1) - 1;
        var (now, sources) = Window(condition, last, today);
        var words = Say(condition, now, sources.Count, minSources);
        var oldest = today.DayNumber - lookbackDays - condition.Days;
        for (var end = last; end >= 0 && view.Days[end].Day.DayNumber >= oldest; end--)
        {
            if (Value(condition, view.Days[end]) > 0 && Start(condition, end, minSources) is { } start)
            {
                return new Truth(
                    view.StartOf(view.Days[end].Day), view.StartOf(start.AddDays(condition.Days)), now, condition.AtLeast, words);
            }
        }

        return Truth.Never(now, condition.AtLeast, words);
    }

    private (long Sum, HashSet<string> Sources) Window(CountCondition condition, int last, DateOnly end)
    {
        var sum = 0L;
        var sources = new HashSet<string>(StringComparer.Ordinal);
        for (var i = last; i >= 0 && end.DayNumber - view.Days[i].Day.DayNumber < condition.Days; i--)
        {
            var value = Value(condition, view.Days[i]);
            sum += value;
            AddSources(sources, view.Days[i], value);
        }

        return (sum, sources);
    }

    // The latest first day from which on enough happened, from enough sources, no later than the day of that index.
    private DateOnly? Start(CountCondition condition, int end, int minSources)
    {
        var sum = 0L;
        var sources = minSources > 1 ? new HashSet<string>(StringComparer.Ordinal) : null;
        for (var i = end; i >= 0 && view.Days[end].Day.DayNumber - view.Days[i].Day.DayNumber < condition.Days; i--)
        {
            var value = Value(condition, view.Days[i]);
            sum += value;
            if (sources is not null)
            {
                AddSources(sources, view.Days[i], value);
            }

            if (sum >= condition.AtLeast && (sources is null || sources.Count >= minSources))
            {
                return view.Days[i].Day;
            }
        }

        return null;
    }

    private static void AddSources(HashSet<string> sources, ViewDay day, long value)
    {
        if (value > 0)
        {
            foreach (var source in day.Sources)
            {
                sources.Add(source.Root);
            }
        }
    }

    private string Say(CountCondition condition, long value, int sources, int minSources)
    {
        var what = condition.Measure switch
        {
            CountMeasure.Killed => $"{value} killed",
            CountMeasure.Injured => $"{value} injured",
            _ => Words.Of(value, Thing) + (condition.Outcomes.IsEmpty ? "" : $" ({string.Join(" or ", condition.Outcomes)})"),
        };
        var window = condition.Days == 1 ? "today" : $"in the last {condition.Days} days";
        var from = minSources > 1 ? $" from {Words.Of(sources, "independent source")} (needs {condition.AtLeast} from {minSources})" : $" (needs {condition.AtLeast})";
        return $"{what} {window}{from}";
    }

    private Truth Weight(WeightCondition condition, int minSources, int lookbackDays)
    {
        var incidents = view.Recent.Where(i => i.Day <= today && i.Day is not null)
            .Select(i => (Start: view.StartOf(i.Day!.Value), Fresh: policy.Evidence.Fresh(i.Reliability, i.Credibility, i.Outcome), i.Roots))
            .OrderByDescending(i => i.Start).ToArray();
        double Sum(DateTimeOffset time) => incidents.Where(i => i.Start <= time).Sum(i => i.Fresh * policy.Evidence.Decay.At((time - i.Start).TotalDays));
        int Sources(DateTimeOffset time) => incidents.Where(i => i.Start <= time && (time - i.Start).TotalDays < policy.Evidence.Decay.Tau)
            .SelectMany(i => i.Roots).Distinct(StringComparer.Ordinal).Count();
        bool Holds(DateTimeOffset time) => Sum(time) >= condition.AtLeast && Sources(time) >= minSources;

        var now = Sum(at);
        var words = $"recent incidents weigh {Words.Number(now)} (needs {Words.Number(condition.AtLeast)}{(minSources > 1 ? $", from {minSources} sources; there {Words.Are(Sources(at), "source")}" : "")})";
        if (Holds(at))
        {
            return new Truth(incidents[0].Start, End(Holds, at, at.AddDays(policy.Evidence.Decay.Tau + 1)), now, condition.AtLeast, words);
        }

        var later = at;
        foreach (var (start, _, _) in incidents.TakeWhile(i => i.Start >= at.AddDays(-lookbackDays - policy.Evidence.Decay.Tau)))
        {
            if (Holds(start))
            {
                return new Truth(start, End(Holds, start, later), now, condition.AtLeast, words);
            }

            later = start;
        }

        return Truth.Never(now, condition.AtLeast, words);
    }

    // Between two incidents the weight only falls, so the end lies where a bisection finds it: to the second.
    private static DateTimeOffset End(Func<DateTimeOffset, bool> holds, DateTimeOffset from, DateTimeOffset to)
    {
        while ((to - from).TotalSeconds > 1)
        {
            var middle = from + ((to - from) / 2);
            (from, to) = holds(middle) ? (middle, to) : (from, middle);
        }

        return to;
    }

    private Truth Detector(string id, int minSources, int lookbackDays)
    {
        var now = detection.Judge(id, today);
        var threshold = now.Threshold ?? 0;
        var what = Finding(now.Kind);
        var words = now.Silent is not null ? $"{what} cannot be judged yet" : now.ExplainedByNewSources ? $"{what} is explained by new sources" : now.Alarm ? $"{what} is found today" : $"{what} is not found today";
        for (var back = 0; back <= lookbackDays; back++)
        {
            var day = today.AddDays(-back);
            if (Detection.IndexFrom(view.Days, day.DayNumber) is var i && (i == view.Days.Count || view.Days[i].Day != day))
            {
                continue;
            }

            var result = detection.Judge(id, day);
            if (result.Alarm && view.Days[i].Sources.Count >= minSources && !(result.ExplainedByNewSources && policy.NewSources == NewSourceGuard.Suppress))
            {
                return new Truth(view.StartOf(day), view.StartOf(day.AddDays(1)), now.Observed, threshold, words);
            }
        }

        return Truth.Never(now.Observed, threshold, words);
    }

    private static string Finding(string kind) => kind switch
    {
        "poisson" => "a surge of the daily rate",
        "cusum" => "a lasting rise",
        "ratio" => "a rise against the trailing mean",
        "record" => "a day more widespread than any before",
        _ => "a surge by EARS",
    };

    private Truth Statements(StatementCondition condition, int minSources)
    {
        var days = TimeSpan.FromDays(condition.Days);
        var statements = view.Signals
            .Where(s => s.Report is StatementReport said && said.Stance == condition.Stance && Said(s) <= at)
            .OrderByDescending(Said).ToArray();
        var standing = statements.Count(s => Said(s) + days > at);
        var speakers = statements.Where(s => Said(s) + days > at).Select(s => s.Report.RootSource).Distinct(StringComparer.Ordinal).ToArray();
        var words = $"{Words.Of(standing, PolicySlugs.Write(condition.Stance))} in the last {condition.Days} days"
            + (speakers.Length > 0 ? $" by {Words.List([.. speakers.Select(view.SourceName)])}" : "") + $" (needs {condition.AtLeast})";
        var roots = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < statements.Length; i++)
        {
            roots.Add(statements[i].Report.RootSource);
            if (i + 1 >= condition.AtLeast && roots.Count >= minSources)
            {
                return Said(statements[i]) + days > Said(statements[0])
                    ? new Truth(Said(statements[0]), Said(statements[i]) + days, standing, condition.AtLeast, words)
                    : Truth.Never(standing, condition.AtLeast, words);
            }
        }

        return Truth.Never(standing, condition.AtLeast, words);
    }

    private static DateTimeOffset Said(Signal signal) =>
        signal.Report.PublishedAt > signal.RecordedAt ? signal.RecordedAt : signal.Report.PublishedAt;

    private Truth Posture(PostureCondition condition)
    {
        var reports = view.Signals
            .Where(s => s.Report is PostureReport posture && condition.Statuses.Contains(posture.Status) && Said(s) <= at
                && (condition.Measures.IsEmpty || posture.Measures.Any(m => condition.Measures.Contains(m))))
            .ToArray();
        var words = $"{Words.Of(reports.Length, "report")} of protective measures (needs 1)";
        return reports.Length == 0
            ? Truth.Never(0, 1, words)
            : new Truth(reports.Min(Said), DateTimeOffset.MaxValue, reports.Length, 1, words);
    }

    private Truth All(Truth[] parts)
    {
        var begin = parts.Any(p => p.Begin is null) ? null : parts.Max(p => p.Begin);
        var until = parts.Min(p => p.Until);
        var holding = parts.Count(p => p.HoldsAt(at));
        return new Truth(begin < until ? begin : null, until, holding, parts.Length, string.Join("; and ", parts.Select(p => p.Text)));
    }

    private Truth Any(Truth[] parts)
    {
        var best = parts.MaxBy(p => p.Begin is null ? DateTimeOffset.MinValue : p.Until)!;
        return new Truth(best.Begin, best.Until, parts.Count(p => p.HoldsAt(at)), 1, string.Join("; or ", parts.Select(p => p.Text)));
    }
}
