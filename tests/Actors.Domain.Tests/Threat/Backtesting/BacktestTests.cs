using System.Diagnostics;
using Actors.Domain.Tests.Threat.Decisions;
using Actors.Domain.Threat.Backtesting;
using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;
using Xunit.Abstractions;

namespace Actors.Domain.Tests.Threat.Backtesting;

public sealed class BacktestTests(ITestOutputHelper output)
{
    private static readonly SubjectId Asad = SubjectId.Base("ain-al-asad");
    private static readonly DateTimeOffset Start = new(2023, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly BacktestOptions Year = new()
    {
        Name = "Ain al-Asad",
        Zone = NewsDay.Baghdad,
        From = Start,
        To = Start.AddYears(1),
        LargestDays = 1,
    };

    [Fact]
    public void Run_KnowsTimeAtEachLevel_LeadAndFalseAlarms()
    {
        // One attack on 1 March that nothing follows, one on 1 June before the largest day, 3 June.
        var result = Backtest.Run(ThreatPolicyDefaults.Base, Asad, [On(3, 1, 0), On(6, 1, 1), On(6, 3, 2), On(6, 3, 3), On(6, 3, 4)], Year);

        Assert.Equal(Year.To - Year.From, result.TimeAtLevel.Aggregate(TimeSpan.Zero, (sum, t) => sum + t.Time));
        Assert.Equal(["Normal", "Alpha", "Bravo", "Charlie", "Delta"], result.TimeAtLevel.Select(t => t.Level));
        var largest = Assert.Single(result.LargestDays);
        Assert.Equal((new DateOnly(2023, 6, 3), 3, "Bravo"), (largest.Day, largest.Incidents, largest.LevelBefore));
        // Known at noon UTC on 1 June; 3 June begins at 21:00 UTC on the 2nd.
        Assert.Equal(TimeSpan.FromHours(33), largest.Lead);
        Assert.Equal((2, 1), (result.Warnings, result.FalseAlarms));
        Assert.Equal(("Normal", "Bravo"), (result.Changes[0].From, result.Changes[0].To));
        Assert.Equal("attacked", Assert.Single(result.Changes[0].Because));
        Assert.Equal("Normal", result.Changes[^1].To);
    }

    [Fact]
    public void Run_DecidesAsTheLiveGrainWould_AtEveryChange()
    {
        var events = Enumerable.Range(0, 40).Select(i => On(1 + (i / 4), 1 + (i * 7 % 27), i)).OrderBy(e => e.At).ToArray();
        var result = Backtest.Run(ThreatPolicyDefaults.Base, Asad, events, Year);
        foreach (var change in result.Changes)
        {
            var fold = new SubjectFold(Asad, "Ain al-Asad", NewsDay.Baghdad);
            foreach (var known in events.Where(e => e.At <= change.At))
            {
                fold.Apply(known.Before, known.After);
            }

            Assert.Equal(change.To, ThreatDecider.Decide(ThreatPolicyDefaults.Base, fold.View(), change.At, null).To);
        }
    }

    [Fact]
    public void Run_OfWhatWasKnownThen_IsTheBeginningOfTheRunOfAllThatIsKnownNow()
    {
        var events = Enumerable.Range(0, 40).Select(i => On(1 + (i / 4), 1 + (i * 7 % 27), i)).OrderBy(e => e.At).ToArray();
        var now = Backtest.Run(ThreatPolicyDefaults.Base, Asad, events, Year);
        foreach (var then in events.Select(e => e.At.AddHours(1)).Distinct())
        {
            var past = Backtest.Run(ThreatPolicyDefaults.Base, Asad, [.. events.Where(e => e.At <= then)], Year with { To = then, KnownUntil = then });
            Assert.Equal(
                now.Changes.TakeWhile(c => c.At <= then).Select(c => (c.At, c.From, c.To)),
                past.Changes.Select(c => (c.At, c.From, c.To)));
        }
    }

    [Fact]
    public void Text_SaysAsOfWhen_WhenAPastTimeWasAskedFor()
    {
        var then = new DateTimeOffset(2023, 6, 2, 9, 30, 0, TimeSpan.Zero);
        var options = Year with { To = then, KnownUntil = then };
        var run = Backtest.Run(ThreatPolicyDefaults.Base, Asad, [On(6, 1, 1)], options);
        Assert.StartsWith("Ain al-Asad, 1 January 2023 to 2 June 2023, as known on 2 June 2023 at 12:30:00. ", BacktestText.Of(options, run, null), StringComparison.Ordinal);
        Assert.DoesNotContain("as known", BacktestText.Of(Year, run, null), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_NamesTheStretchesInWhichPoliciesDiffer()
    {
        var slower = LevelOverTimeTests.With("/rules/2/keepFor", "\"P5D\"");
        var comparison = Backtest.Compare(ThreatPolicyDefaults.Base, slower, Asad, [On(3, 1, 0)], Year);
        var difference = Assert.Single(comparison.Differences);
        Assert.Equal(("Alpha", "Bravo"), (difference.Active, difference.Candidate));
        Assert.Equal(TimeSpan.FromDays(4), comparison.TimeDiffering);
        Assert.Empty(Backtest.Compare(slower, slower, Asad, [On(3, 1, 0)], Year).Differences);
    }

    [Fact]
    public void Run_TakesSecondsForAYearOfACountry_AndTellsProgress()
    {
        var iraq = SubjectId.Region("iq");
        var events = Enumerable.Range(0, 3000).Select(i =>
        {
            var at = Start.AddMinutes(i * 175L);
            return new BacktestEvent(at, null, NewsDay.On(DateOnly.FromDateTime(at.UtcDateTime), i, "abc"[i % 3].ToString()));
        }).ToArray();
        var progress = new Progress();
        var clock = Stopwatch.StartNew();
        var result = Backtest.Run(ThreatPolicyDefaults.Region, iraq, events, Year with { Name = "Iraq" }, progress);
        output.WriteLine($"{events.Length} events, {result.Evaluations} evaluations: {clock.Elapsed.TotalMilliseconds:0} ms");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"A year of 3,000 events took {clock.Elapsed}.");
        Assert.Equal(7, progress.Reports.Count);
        Assert.Equal(3000, progress.Reports[^1].Done);
    }

    [Fact]
    public void Run_Refuses_EventsOutOfOrder() =>
        Assert.Throws<ArgumentException>(() => Backtest.Run(ThreatPolicyDefaults.Base, Asad, [On(3, 2, 0), On(3, 1, 1)], Year));

    private static BacktestEvent On(int month, int day, int number)
    {
        var date = new DateOnly(2023, month, day);
        return new BacktestEvent(new DateTimeOffset(date, new TimeOnly(12, 0), TimeSpan.Zero), null, NewsDay.On(date, number));
    }

    private sealed class Progress : IProgress<BacktestProgress>
    {
        public List<BacktestProgress> Reports { get; } = [];

        public void Report(BacktestProgress value) => Reports.Add(value);
    }
}
