using System.Globalization;
using Actors.Domain.Matching;
using Actors.Testing;
using Xunit.Abstractions;

namespace Actors.Domain.Tests.Matching;

/// <summary>The measurement of src/Actors.Domain/Matching/DECISION.md; its figures are what this prints.</summary>
public sealed class UcdpMatchingTests(ITestOutputHelper output)
{
    // Weights were fitted on seed 1, the threshold chosen on seeds 2 and 20231109.
    [SharedDataTheory(UcdpEvents.File)]
    [InlineData(271828)]
    [InlineData(314159)]
    [InlineData(161803)]
    public void Matching_IsPreciseAndComplete_OnASeedItWasNotTunedOn(int seed)
    {
        var events = UcdpEvents.Instance;
        Assert.Equal(24_039, events.All.Count);
        Assert.Equal(3_789, events.Twins.Count);

        var curve = MatchCurve.Measure(events, MatchWeights.Default, seed);

        Print("twins", curve);
        var (precision, recall) = curve.RatesAt(MatchWeights.Default.MatchFrom);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"in use, from {MatchWeights.Default.MatchFrom}: precision {precision:0.0000} recall {recall:0.0000}"));
        Assert.True(precision >= 0.98 && recall >= 0.9, $"precision {precision:0.0000}, recall {recall:0.0000}");
    }

    // Harder than what was asked for: a second sender of as many events nobody reported yet, each retold.
    [SharedDataFact(UcdpEvents.File)]
    public void Matching_IsMostlyRight_WhenHalfOfWhatASecondSenderTellsIsUnreported()
    {
        var curve = MatchCurve.Measure(UcdpEvents.Instance, MatchWeights.Default, 271828, everyEventUnreported: true);

        Print("all", curve);
        Assert.True(curve.RatesAt(MatchWeights.Default.MatchFrom).Precision >= 0.93);
    }

    private void Print(string what, MatchCurve curve)
    {
        foreach (var from in new[] { 0.5, 0.6, 0.7, 0.75, 0.8, 0.82, 0.85, 0.9, 0.95 })
        {
            var (precision, recall) = curve.RatesAt(from);
            var (right, wrong) = curve.At(from);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} from {from:0.00}: precision {precision:0.0000} recall {recall:0.0000} ({right} right, {wrong} wrong)"));
        }
    }
}
