using System.Globalization;
using Actors.Domain.Matching;
using Actors.Testing;
using Xunit.Abstractions;

namespace Actors.Domain.Tests.Matching;

/// <summary>The measurement of src/Actors.Domain/Matching/DECISION.md; its figures are what this prints.</summary>
public sealed class UcdpMatchingTests(ITestOutputHelper output)
{
    // Weights were fitted on seed 1, the threshold chosen on seeds 2 and 20231109.
    private const int UnseenSeed = 271828;

    [SharedDataFact(UcdpEvents.File)]
    public void Matching_IsPreciseAndComplete_OnASeedItWasNotTunedOn()
    {
        var events = UcdpEvents.Instance;
        Assert.Equal(24_039, events.All.Count);
        Assert.Equal(3_789, events.Twins.Count);

        var curve = MatchCurve.Measure(events, MatchWeights.Default, UnseenSeed);

        Print("twins", curve);
        Print("all", MatchCurve.Measure(events, MatchWeights.Default, UnseenSeed, everyEventUnreported: true));
        var (precision, recall) = curve.RatesAt(MatchWeights.Default.MatchFrom);
        Assert.True(precision >= 0.98 && recall >= 0.9, $"precision {precision:0.0000}, recall {recall:0.0000}");
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
