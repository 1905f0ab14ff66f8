using Actors.Domain.Threat.Detectors;

namespace Actors.Domain.Tests.Threat.Detectors;

public sealed class OtherDetectorTests
{
    private static readonly DateOnly Day = new(2023, 11, 9);

    [Theory]
    [InlineData(47, 0.55, 3.302, 14.976, 32.523)]
    [InlineData(300, 0.7, 10.216, 69.977, 187.763)]
    [InlineData(460, 0.3, 108.065, 246.508, 376.304)]
    [InlineData(470, 0.35, 86.732, 226.995, 371.828)]
    public void Decay_IsInvertible_AtTheReferencePoints(double tau, double pound, double to80, double to50, double to20)
    {
        // OpenCTI writes δ = 3 × pound.
        var decay = new PolynomialDecay(tau, 3 * pound);
        Assert.Equal(to80, decay.AgeAt(0.8), 3);
        Assert.Equal(to50, decay.AgeAt(0.5), 3);
        Assert.Equal(to20, decay.AgeAt(0.2), 3);
        Assert.Equal(0.5, decay.At(decay.AgeAt(0.5)), 12);
    }

    [Theory]
    [InlineData(47, 0.55, 60.856)]
    [InlineData(300, 0.7, 80.203)]
    [InlineData(460, 0.3, 98.579)]
    [InlineData(470, 0.35, 97.444)]
    public void Decay_GivesReferenceScore_AfterTenDays(double tau, double pound, double score) =>
        Assert.Equal(score, 100 * new PolynomialDecay(tau, 3 * pound).At(10), 3);

    [Fact]
    public void Decay_GivesReferenceScore_OfThePhishingModel()
    {
        var decay = new PolynomialDecay(3, 2.3);
        Assert.Equal(30.381, 80 * decay.At(1), 3);
        Assert.Equal(1.0178, decay.AgeAt(30.0 / 80), 4);
    }

    [Fact]
    public void Decay_IsWholeBeforeAndNothingAfterItsLife()
    {
        var decay = new PolynomialDecay(30, 1);
        Assert.Equal(1, decay.At(-1));
        Assert.Equal(0, decay.At(31));
    }

    [Theory]
    [InlineData(5, 2, Trend.Limited)]
    [InlineData(6, 2, Trend.Up)]
    [InlineData(12.5, 10, Trend.Up)]
    [InlineData(12, 10, Trend.Steady)]
    [InlineData(7.5, 10, Trend.Down)]
    public void Ratio_FallsIntoItsBand(double current, double mean, Trend expected) =>
        Assert.Equal(expected, RatioToMean.Judge(current, mean));

    [Fact]
    public void Record_IsTheMostOfAll_WhenNoEarlierDayHasAsMuch()
    {
        var standing = RecordDay.Judge([new(Day.AddDays(-9), 2), new(Day.AddDays(-2), 2), new(Day.AddDays(3), 50)], Day, 3);
        Assert.True(standing.IsRecord);
        Assert.False(standing.EqualsRecord);
        Assert.Equal((2, 2.0, Day.AddDays(-2)), (standing.EarlierDays, standing.PreviousMaximum, standing.PreviousMaximumDay));
    }

    [Fact]
    public void Record_NamesTheLastDayWithAsMuch_WhenItIsNone()
    {
        var standing = RecordDay.Judge([new(Day.AddDays(-40), 3), new(Day.AddDays(-20), 3), new(Day.AddDays(-2), 2)], Day, 3);
        Assert.False(standing.IsRecord);
        Assert.True(standing.EqualsRecord);
        Assert.Equal(Day.AddDays(-20), standing.LastAtLeast);
    }

    [Fact]
    public void Record_LooksNoFurtherBackThanTold()
    {
        var standing = RecordDay.Judge([new(Day.AddDays(-400), 9), new(Day.AddDays(-2), 2)], Day, 3, lookbackDays: 366);
        Assert.True(standing.IsRecord);
        Assert.Equal(1, standing.EarlierDays);
    }

    [Fact]
    public void Spread_IsTheGreatestDistance_OfTheThreePlaces()
    {
        (double Lat, double Lon) mosul = (36.34, 43.13), harir = (36.53, 44.34), asad = (33.79, 42.44);
        Assert.Equal(110.3, Spread.Km(mosul.Lat, mosul.Lon, harir.Lat, harir.Lon), 1);
        Assert.Equal(290.4, Spread.Km(mosul.Lat, mosul.Lon, asad.Lat, asad.Lon), 1);
        Assert.Equal(350.2, Spread.GreatestKm([mosul, harir, asad]), 1);
    }
}
