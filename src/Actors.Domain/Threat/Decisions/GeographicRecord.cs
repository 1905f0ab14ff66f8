using Actors.Domain.Reports;
using Actors.Domain.Threat.Detectors;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;

namespace Actors.Domain.Threat.Decisions;

/// <summary>Whether a day was the most widespread, and how that is said.</summary>
internal static class GeographicRecord
{
    public static double Value(DaySpread spread, RecordMetric metric) => metric switch
    {
        RecordMetric.Places => spread.Places,
        RecordMetric.Subdivisions => spread.Subdivisions,
        _ => spread.SpreadKm ?? 0,
    };

    public static RecordStanding Judge(IReadOnlyList<DaySpread> spreads, DaySpread day, RecordSettings settings) => RecordDay.Judge(
        spreads.Where(s => s.Country == day.Country).Select(s => new DayValue(s.Day, Value(s, settings.Metric))),
        day.Day, Value(day, settings.Metric), settings.LookbackDays);

    public static string Text(SubjectView view, DaySpread spread, RecordStanding standing, RecordSettings settings)
    {
        var where = $"{Words.Of(spread.Places, "place")} in {Words.Of(spread.Subdivisions, "subdivision")} of {view.RegionName(spread.Country)}";
        var apart = spread.SpreadKm is { } km && spread.Places > 1 ? $", up to {Math.Round(km)} km apart" : "";
        var things = view.Subject.Kind == SubjectKind.Group ? $"attacks on {view.Name}" : $"incidents in {view.Name}";
        if (!standing.IsRecord || spread.Places < settings.MinPlaces)
        {
            var why = spread.Places < settings.MinPlaces
                ? $"a record needs {settings.MinPlaces} places"
                : standing.EqualsRecord
                    ? $"it equals {Words.Day(standing.PreviousMaximumDay!.Value)}"
                    : $"it is the most since {Words.Day(standing.LastAtLeast!.Value)}";
            return $"On {Words.Day(spread.Day)} {things} were at {where}{apart}: no record, {why}.";
        }

        var measure = settings.Metric switch
        {
            RecordMetric.Places => "by number of places",
            RecordMetric.Subdivisions => "by number of subdivisions",
            _ => "by greatest distance",
        };
        var few = standing.EarlierDays < settings.FewDays;
        var scope = few
            ? $"is the most widespread of the {Words.Of(standing.EarlierDays + 1, "itemised day")}"
            : $"is the most widespread day since {Words.Day(FirstDay(view, spread))}";
        var before = standing.PreviousMaximumDay is { } last && standing.PreviousMaximum is { } maximum
            ? $" The most before was {Words.Number(maximum)} on {Words.Day(last)}."
            : "";
        return $"{Words.Day(spread.Day)} {scope} for {things} in {view.RegionName(spread.Country)}, {measure}: {where}{apart}.{before}{(few ? Missing(view, spread.Day) : "")}";
    }

    private static DateOnly FirstDay(SubjectView view, DaySpread spread) => view.Spreads.Where(s => s.Country == spread.Country).Min(s => s.Day);

    private static string Missing(SubjectView view, DateOnly day)
    {
        var total = view.Totals
            .Where(t => t.Report.Measure == TotalMeasure.Attacks && t.Itemised < t.Report.Value.Low && t.Report.AsOf.DayNumber - (t.Report.From ?? day).DayNumber >= 7)
            .OrderByDescending(t => t.Report.AsOf).ThenBy(t => t.Report.Id, StringComparer.Ordinal)
            .FirstOrDefault();
        return total is null
            ? " With so few itemised days, others may have been as widespread."
            : $" Only {total.Itemised} of the {(total.Report.Value.High is null ? "at least " : "")}{total.Report.Value.Best} attacks stated by {view.SourceName(total.Report.Source)} are itemised, so other days may have been as widespread.";
    }
}
