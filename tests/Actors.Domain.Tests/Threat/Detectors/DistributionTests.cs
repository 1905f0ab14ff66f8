using Actors.Domain.Threat.Detectors;

namespace Actors.Domain.Tests.Threat.Detectors;

public sealed class DistributionTests
{
    [Theory]
    [InlineData(0.999, 3.090232306167813)]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.5, 0)]
    [InlineData(0.001, -3.090232306167813)]
    [InlineData(1e-10, -6.361340902404056)]
    public void NormalQuantile_GivesTabulatedValue(double p, double z) =>
        Assert.Equal(z, NormalDistribution.Quantile(p), 10);

    [Theory]
    [InlineData(1.96, 0.9750021048517795)]
    [InlineData(-3, 0.0013498980316300933)]
    public void NormalCdf_GivesTabulatedValue(double z, double p) => Assert.Equal(p, NormalDistribution.Cdf(z), 13);

    [Theory]
    [InlineData(0.95, 5, 2.015048373333024)]
    [InlineData(0.975, 6, 2.446911851144969)]
    [InlineData(0.999, 6, 5.207626238725)]
    [InlineData(0.75, 1, 1.0)]
    [InlineData(0.05, 5, -2.015048373333024)]
    public void StudentQuantile_GivesTabulatedValue(double p, double degrees, double t) =>
        Assert.Equal(t, StudentT.Quantile(p, degrees), 8);

    [Theory]
    [InlineData(3, 1.0, 0.080301)]
    [InlineData(3, 40.0 / 23, 0.25314)]
    [InlineData(5, 40.0 / 23, 0.032169)]
    [InlineData(0, 7.0, 1.0)]
    public void PoissonTail_GivesReferenceValue(long count, double mean, double p) =>
        Assert.Equal(p, PoissonTail.AtLeast(count, mean), 5);

    [Fact]
    public void PoissonTail_EqualsTheSumOfItsTerms_WhenMeanIsLarge()
    {
        const double Mean = 120;
        var below = 0.0;
        var term = Math.Exp(-Mean);
        for (var k = 0; k < 150; k++)
        {
            below += term;
            term *= Mean / (k + 1);
        }

        Assert.Equal(1 - below, PoissonTail.AtLeast(150, Mean), 12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Quantile_Refuses_WhenProbabilityIsNotInside(double p)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalDistribution.Quantile(p));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.Quantile(p, 5));
    }
}
