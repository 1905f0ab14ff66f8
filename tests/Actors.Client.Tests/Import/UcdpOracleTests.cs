using Actors.Domain.Catalogue;
using Actors.Import.Ucdp;
using Actors.Testing;

namespace Actors.Import.Tests;

/// <summary>Whole published files: what tallies say of them equals what was counted independently.</summary>
public sealed class UcdpOracleTests
{
    [SharedDataFact("data/ucdp/iraq-syria.csv.gz")]
    public void Ucdp_TalliesEqualTheOracle_ForIraqAndSyria() => AssertOracle("data/ucdp/iraq-syria.csv.gz", 24_039);

    [SharedDataFact("data/ucdp/sample-1000.csv")]
    public void Ucdp_TalliesEqualTheOracle_ForTheSampleOfAllColumns() => AssertOracle("data/ucdp/sample-1000.csv", 1_000);

    [SharedDataFact("data/ucdp/global-14-columns.csv.gz")]
    public void Ucdp_TalliesEqualTheOracle_ForTheWorld() => AssertOracle("data/ucdp/global-14-columns.csv.gz", 176_579);

    private static void AssertOracle(string file, int events)
    {
        var path = SharedData.PathOf(file);
        var source = new UcdpSource(UcdpRelease.Of("21.1"), new RegionNames(Catalogue.BuiltIn), file);
        var contributions = OracleTally.Fold(source, path);
        Assert.Equal(events, contributions.Count);
        Assert.Empty(source.UnknownCountries);
        OracleTally.AssertEqual(contributions, path.Replace(".csv.gz", ".oracle.json", StringComparison.Ordinal).Replace(".csv", ".oracle.json", StringComparison.Ordinal));
    }
}
