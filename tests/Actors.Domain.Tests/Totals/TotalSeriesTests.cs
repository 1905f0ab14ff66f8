using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Totals;

namespace Actors.Domain.Tests.Totals;

public sealed class TotalSeriesTests
{
    private static readonly SubjectId[] Both = [SubjectId.Region("iq"), SubjectId.Region("sy")];

    [Fact]
    public void Series_IsShownWholeAndUnmarked_WhenARunningTotalGrows()
    {
        // Figures of data/published-totals.json.
        var series = TotalSeries.Of(
        [
            Total("55", "pentagon", "2023-11-14", Figure.Exactly(55)),
            Total("27", "pentagon", "2023-10-31", Figure.Exactly(27)),
            Total("23", "pentagon", "2023-10-30", Figure.AtLeast(23)),
            Total("38", "pentagon", "2023-11-06", Figure.AtLeast(39)),
        ]);

        Assert.Equal(["23", "27", "38", "55"], series.Select(item => item.Total.Id));
        Assert.All(series, item => Assert.Empty(item.Conflicts));
    }

    [Fact]
    public void Series_MarksBothButKeepsThem_WhenAShorterWindowOfAnotherSourceHoldsMore()
    {
        // 14 November 2023: 55 since 17 October by one, 73 since 18 October by another.
        var series = TotalSeries.Of(
        [
            Total("55", "pentagon", "2023-11-14", Figure.Exactly(55)),
            Total("73", "militia-monitor", "2023-11-14", Figure.Exactly(73), from: "2023-10-18"),
        ]);

        Assert.Equal(2, series.Length);
        var conflict = Assert.Single(series[0].Conflicts);
        Assert.Equal(("73", TotalConflictKind.Contradicts), (conflict.With, conflict.Kind));
        Assert.Equal(
            "militia-monitor states 73 attacks from 2023-10-18 to 2023-11-14, pentagon only 55 from 2023-10-17 to 2023-11-14.",
            conflict.Text);
        Assert.Equal("55", Assert.Single(series[1].Conflicts).With);
    }

    [Fact]
    public void Series_SaysThatItFalls_WhenASourcesLaterRunningTotalIsLower()
    {
        var series = TotalSeries.Of(
        [
            Total("56", "pentagon", "2023-11-14", Figure.Exactly(56)),
            Total("55", "pentagon", "2023-11-20", Figure.Exactly(55)),
        ]);

        Assert.All(series, item => Assert.Equal(TotalConflictKind.Falls, Assert.Single(item.Conflicts).Kind));
    }

    [Fact]
    public void Series_ContradictsItself_WhenOneCountryHoldsMoreThanTheTwo()
    {
        var series = TotalSeries.Of(
        [
            Total("all", "pentagon", "2023-11-14", Figure.Exactly(20)),
            Total("iq", "monitor", "2023-11-14", Figure.Exactly(27), scope: [Both[0]]),
        ]);

        Assert.All(series, item => Assert.Equal(TotalConflictKind.Contradicts, Assert.Single(item.Conflicts).Kind));
    }

    [Theory]
    [InlineData("us-forces", "2023-10-18", DayPrecision.Approximate)] // an approximate start may lie before the other's
    [InlineData("coalition", "2023-10-18", DayPrecision.Day)]
    [InlineData("us-forces", "2023-10-16", DayPrecision.Day)] // a longer window may hold more
    [InlineData("us-forces", null, DayPrecision.Day)]
    public void Series_MarksNothing_WhenWindowOrTargetDoNotCompare(string target, string? from, DayPrecision precision)
    {
        var series = TotalSeries.Of(
        [
            Total("55", "pentagon", "2023-11-14", Figure.Exactly(55)),
            Total("73", "monitor", "2023-11-14", Figure.Exactly(73), from: from, precision: precision, target: target),
        ]);

        Assert.All(series, item => Assert.Empty(item.Conflicts));
    }

    private static Signal Total(
        string id,
        string source,
        string asOf,
        Figure value,
        string? from = "2023-10-17",
        DayPrecision precision = DayPrecision.Day,
        string target = "us-forces",
        SubjectId[]? scope = null)
    {
        var published = new DateTimeOffset(DateOnly.Parse(asOf), new TimeOnly(18, 0), TimeSpan.Zero);
        return new Signal(
            new TotalReport
            {
                Id = id,
                Source = source,
                PublishedAt = published,
                Scope = [.. scope ?? Both],
                Target = target,
                Measure = TotalMeasure.Attacks,
                Value = value,
                From = from is null ? null : DateOnly.Parse(from),
                FromPrecision = precision,
                AsOf = DateOnly.Parse(asOf),
            },
            published,
            []);
    }
}
