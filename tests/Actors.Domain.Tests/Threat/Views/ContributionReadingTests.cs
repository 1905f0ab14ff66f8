using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Threat.Views;
using Shipped = Actors.Domain.Catalogue.Catalogue;

namespace Actors.Domain.Tests.Threat.Views;

public sealed class ContributionReadingTests
{
    private static readonly Contribution Harir = new()
    {
        Incident = NewsDay.Harir.Id,
        Revision = 2,
        Days = [new(NewsDay.Day, Membership.Low)],
        Precision = DayPrecision.Day,
        Places = [new(SubjectId.Base("al-harir"), null, Membership.Low)],
        Types = [new("air-drone-strike", Membership.Low)],
        Outcomes = [new("hit", Membership.High), new("intercepted", Membership.Best)],
        Groups = [new("us-forces", GroupRole.Target, Membership.Best), new("iran-backed-militias", GroupRole.Perpetrator, Membership.Low)],
        Casualties = [new("us-forces", Figure.Exactly(1), null), new("international-coalition", Figure.AtLeast(2), null)],
        Contested = true,
        Roots = ["iraqi-security-sources", "kurdistan-counter-terrorism-service"],
        Reliability = 'C',
    };

    [Fact]
    public void Base_SeesTheChosenValues_AndWhereItLies()
    {
        var seen = ContributionReading.Read(Harir, SubjectId.Base("al-harir"), Shipped.BuiltIn)!;
        Assert.Equal((NewsDay.Day, "intercepted", "iq-ar", "iq"), (seen.Day!.Value, seen.Outcome, seen.Subdivision, seen.Country));
        Assert.Equal(3, seen.Killed);
        Assert.Null(seen.Injured);
        Assert.Equal((36.53, 44.34), (seen.Lat!.Value, seen.Lon!.Value));
    }

    [Fact]
    public void Group_SeesItsOwnFigures_AndOnlyWhereItWasATarget()
    {
        Assert.Equal(1, ContributionReading.Read(Harir, SubjectId.Group("us-forces"), Shipped.BuiltIn)!.Killed);
        Assert.Null(ContributionReading.Read(Harir, SubjectId.Group("iran-backed-militias"), Shipped.BuiltIn));
    }

    [Fact]
    public void Region_SeesWhatLiesWithin_AndNothingElse()
    {
        Assert.NotNull(ContributionReading.Read(Harir, SubjectId.Region("middle-east"), Shipped.BuiltIn));
        Assert.Null(ContributionReading.Read(Harir, SubjectId.Region("sy"), Shipped.BuiltIn));
    }
}
