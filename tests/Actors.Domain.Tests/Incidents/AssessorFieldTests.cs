using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Domain.Tests.Incidents;

public sealed class AssessorFieldTests
{
    private static readonly string[] Harir = ["base:al-harir", "region:iq-ar", "region:iq", "region:world"];
    private static readonly string[] Arbil = ["region:iq-ar", "region:iq", "region:world"];
    private static readonly string[] Anbar = ["region:iq-an", "region:iq", "region:world"];

    [Fact]
    public void Source_ReplacesItsClaimFieldByField_WhenItReportsAgain()
    {
        var assessed = Reported.Assess(
            Reported.Incident("2", "one", 2, outcome: Outcome.Failed),
            Reported.Incident("1", "one", 1, outcome: Outcome.Hit, type: "grenade"));

        Assert.Equal((Outcome.Failed, "grenade"), (assessed.Outcome, assessed.Type));
        Assert.False(assessed.Contribution!.Contested);
        Assert.Equal(FieldState.SingleSource, assessed.Field("outcome").State);
    }

    [Fact]
    public void Source_StandsWithItsLastClaimOnly_WhenManySourcesReportTwice()
    {
        var reports = Enumerable.Range(0, 24)
            .Select(at => Reported.Incident($"r{at:00}", $"source-{at % 12}", at, outcome: at < 12 ? Outcome.Hit : Outcome.Failed))
            .ToArray();

        var outcome = Reported.Assess(reports).Field("outcome");

        Assert.Equal((FieldState.Agreed, "failed", 12), (outcome.State, outcome.Value, outcome.For.Length));
        Assert.Empty(outcome.Against);
    }

    [Fact]
    public void Source_KeepsItsClaim_WhenItLaterCallsTheValueUnknown()
    {
        var assessed = Reported.Assess(
            Reported.Incident("1", "one", 1, outcome: Outcome.Hit, casualties: [Reported.Killed("us-forces", Figure.Exactly(1))]),
            Reported.Incident("2", "one", 2, outcome: Outcome.Unknown, casualties: [new Casualties("us-forces", null, null)]));

        Assert.Equal(Outcome.Hit, assessed.Outcome);
        Assert.Equal(Figure.Exactly(1), assessed.Field("killed", "us-forces").Figure);
    }

    [Fact]
    public void Figure_IsAbsentAndNotZero_WhenNobodyStatesIt()
    {
        var assessed = Reported.Assess(Reported.Incident("1", "one", casualties: [new Casualties("us-forces", null, null)]));

        Assert.Empty(assessed.Contribution!.Casualties);
        Assert.DoesNotContain(assessed.Fields, field => field.Name == "killed");
    }

    [Fact]
    public void Figure_SpansTheClaimsAndHasNoUpperBound_WhenOneSaysAtLeast()
    {
        var killed = Reported.Assess(
            Killed("1", "one", 1, 'A', Figure.Exactly(3)),
            Killed("2", "two", 2, 'C', Figure.AtLeast(5)),
            Killed("3", "three", 3, 'D', Figure.AtMost(9))).Field("killed");

        Assert.Equal(new Figure(0, 3, null), killed.Figure);
        Assert.Equal((FieldState.Contested, "at least 0, best 3"), (killed.State, killed.Value));
        Assert.Equal(["3", "1"], killed.For.Select(claim => claim.Report));
        Assert.Equal(["2"], killed.Against.Select(claim => claim.Report));
    }

    [Fact]
    public void Figure_IsAgreed_WhenTheRangesMeet()
    {
        var killed = Reported.Assess(
            Killed("1", "one", 1, 'A', Figure.Exactly(3)),
            Killed("2", "two", 2, 'C', Figure.AtLeast(2))).Field("killed");

        Assert.Equal((FieldState.Agreed, new Figure(2, 3, null)), (killed.State, killed.Figure));
        Assert.Empty(killed.Against);
    }

    [Fact]
    public void Figure_LeastIsZeroButBestAndMostStay_WhenTheClaimIsCaveated()
    {
        var assessed = Reported.Assess(
            Reported.Incident("1", "one", 1, caveat: "not-independently-confirmed", casualties: [Reported.Killed(null, Figure.Exactly(9))]),
            Killed("2", "two", 2, 'D', Figure.Exactly(7)));

        Assert.Equal(new Figure(0, 9, 9), assessed.Field("killed").Figure);
        Assert.Equal(FieldState.Contested, assessed.Field("killed").State);
    }

    [Fact]
    public void Lists_AreUnitedAndUncontested_WhenSourcesNameDifferentGroups()
    {
        var contribution = Reported.Assess(
            Reported.Incident("1", "one", 1, perpetrators: ["kataib-hezbollah"], targets: ["us-forces"]),
            Reported.Incident("2", "two", 2, perpetrators: ["iran-backed-militias"], targets: ["international-coalition"])).Contribution!;

        Assert.Equal(
            [
                new("iran-backed-militias", GroupRole.Perpetrator, Membership.Low),
                new("kataib-hezbollah", GroupRole.Perpetrator, Membership.Low),
                new("international-coalition", GroupRole.Target, Membership.Low),
                new("us-forces", GroupRole.Target, Membership.Low),
            ],
            contribution.Groups.ToArray());
        Assert.False(contribution.Contested);
    }

    [Fact]
    public void Lists_LoseAGroup_WhenTheSameSourceNamesOthersLater()
    {
        var contribution = Reported.Assess(
            Reported.Incident("1", "one", 1, targets: ["us-forces"]),
            Reported.Incident("2", "one", 2, targets: ["international-coalition"])).Contribution!;

        Assert.Equal([new("international-coalition", GroupRole.Target, Membership.Low)], contribution.Groups.ToArray());
    }

    [Fact]
    public void Perpetrator_KeepsEveryRole_WhenSourcesGiveDifferentGrounds()
    {
        var claimed = Reported.Incident("2", "two", 2);
        var assessed = Reported.Assess(
            Reported.Incident("1", "one", 1, perpetrators: ["kataib-hezbollah"]),
            claimed with { Report = (IncidentReport)claimed.Report with { Perpetrators = [new("kataib-hezbollah", PerpetratorRole.Claimed, null)] } });

        Assert.Equal(
            [PerpetratorRole.Suspected, PerpetratorRole.Claimed],
            Assert.Single(assessed.Perpetrators).As.Select(perpetrator => perpetrator.Role));
    }

    [Fact]
    public void Place_TheMoreSpecificIsChosen_WhenItLiesWithinTheOther()
    {
        var assessed = Reported.Assess(
            Reported.Incident("1", "one", 1, 'A', 1, at: Arbil),
            Reported.Incident("2", "two", 2, 'D', at: Harir));

        Assert.Equal((FieldState.Agreed, "base:al-harir"), (assessed.Field("place").State, assessed.Field("place").Value));
        Assert.Equal([new(SubjectId.Base("al-harir"), null, Membership.Low)], assessed.Contribution!.Places.ToArray());
    }

    [Fact]
    public void Place_WeighsWithTheRegionsThatContainIt_WhenBasesDiffer()
    {
        var assessed = Reported.Assess(
            Reported.Incident("1", "one", 1, 'C', at: Harir),
            Reported.Incident("2", "two", 2, 'D', at: Arbil),
            Reported.Incident("3", "three", 3, 'B', at: Anbar));

        Assert.Equal("base:al-harir", assessed.Field("place").Value);
        Assert.Equal(
            [
                new(SubjectId.Base("al-harir"), null, Membership.Best),
                new(SubjectId.Region("iq-an"), null, Membership.High),
            ],
            assessed.Contribution!.Places.ToArray());
        Assert.True(assessed.Contribution.Contested);
    }

    [Fact]
    public void Place_LiesWithinTheRegionReported_WhenTheCatalogueDoesNotKnowTheBase()
    {
        var contribution = Reported.Assess(
            Reported.Incident("1", "one", 1, at: ["base:outpost-nine", "region:iq-an", "region:iq", "region:world"], placeKnown: false)).Contribution!;

        Assert.Equal([new(SubjectId.Base("outpost-nine"), SubjectId.Region("iq-an"), Membership.Low)], contribution.Places.ToArray());
    }

    [Fact]
    public void Place_NeedsNoWithin_WhenALaterReportWasReadWithACatalogueThatKnowsIt()
    {
        var contribution = Reported.Assess(
            Reported.Incident("1", "one", 1, 'A', at: ["base:outpost-nine", "region:world"], placeKnown: false),
            Reported.Incident("2", "two", 2, 'B', at: ["base:outpost-nine", "region:iq-an", "region:iq", "region:world"])).Contribution!;

        Assert.Equal([new(SubjectId.Base("outpost-nine"), null, Membership.Low)], contribution.Places.ToArray());
    }

    [Fact]
    public void Place_KeepsLabelAndPosition_WhenOnlyALighterClaimOfTheLeafStatesThem()
    {
        var labelled = Reported.Incident("1", "one", 1, 'D', at: Anbar);
        var assessed = Reported.Assess(
            labelled with { Report = (IncidentReport)labelled.Report with { Place = new Place { Region = "iq-an", Name = "near Hit", Lat = 33.6, Lon = 42.8, Precision = PlacePrecision.Near } } },
            Reported.Incident("2", "two", 2, 'A', at: Anbar));

        Assert.Equal(new Place { Region = "iq-an", Name = "near Hit", Lat = 33.6, Lon = 42.8, Precision = PlacePrecision.Near }, assessed.Place);
    }

    [Fact]
    public void Type_SubTypeAgreesWithItsEventType_WhenBothAreReported()
    {
        var assessed = Reported.Assess(
            Reported.Incident("1", "one", 1, type: "air-drone-strike"),
            Reported.Incident("2", "two", 2, 'A', type: "explosions-remote-violence"));

        Assert.Equal([new("air-drone-strike", Membership.Low)], assessed.Contribution!.Types.ToArray());
        Assert.Equal(FieldState.Agreed, assessed.Field("type").State);
    }

    [Theory]
    [InlineData("2023-11-01", "2023-11-01", DayPrecision.Month)]
    [InlineData("2023-11-08", "2023-11-08", DayPrecision.Week)] // the week of 6 November
    [InlineData("2023-11-08", "2023-11-10", DayPrecision.Approximate)]
    [InlineData("2023-11-09", "2023-11-11", DayPrecision.Day)] // begins alike, counts alike
    public void Day_TheMoreExactAgrees_WhenItLiesWithinTheOther(string from, string to, DayPrecision precision)
    {
        var assessed = Reported.Assess(
            Reported.Incident("1", "one", 1, 'A', 1, day: from, to: to, precision: precision),
            Reported.Incident("2", "two", 2, 'D', day: "2023-11-09"));

        Assert.Equal((FieldState.Agreed, "2023-11-09"), (assessed.Field("occurred").State, assessed.Field("occurred").Value));
        Assert.Equal([new(new DateOnly(2023, 11, 9), Membership.Low)], assessed.Contribution!.Days.ToArray());
    }

    [Fact]
    public void Day_IsContested_WhenTwoDaysAreNamed()
    {
        var contribution = Reported.Assess(
            Reported.Incident("1", "one", 1, 'A', day: "2023-11-08", to: "2023-11-10"),
            Reported.Incident("2", "two", 2, 'D', day: "2023-11-09")).Contribution!;

        Assert.Equal(
            [new(new DateOnly(2023, 11, 8), Membership.Best), new(new DateOnly(2023, 11, 9), Membership.High)],
            contribution.Days.ToArray());
        Assert.Equal(new DateOnly(2023, 11, 10), contribution.LastDay);
    }

    [Fact]
    public void Damage_IsContestedForTheSameObjectOnly_WhenExtentsDiffer()
    {
        var assessed = Reported.Assess(
            Reported.Incident("1", "one", 1, damage: [new Damage("fuel-depot", "fire", null), new Damage("runway", "cratered", null)]),
            Reported.Incident("2", "two", 2, damage: [new Damage("fuel-depot", "destroyed", null)]),
            Reported.Incident("3", "three", 3, damage: [new Damage("runway", null, Figure.Exactly(1))]));

        Assert.Equal(FieldState.Contested, assessed.Field("damage", "fuel-depot").State);
        Assert.Equal(("destroyed", "fire"), (assessed.Field("damage", "fuel-depot").Value, assessed.Field("damage", "fuel-depot").Against[0].Value));
        Assert.True(assessed.Contribution!.Contested);
    }

    [Fact]
    public void Damage_TheFullerStatementAgrees_WhenTheOtherGivesNoExtent()
    {
        var assessed = Reported.Assess(
            Reported.Incident("1", "one", 1, 'D', damage: [new Damage("runway", "cratered", Figure.Exactly(2))]),
            Reported.Incident("2", "two", 2, 'A', damage: [new Damage("runway", null, null)]));

        Assert.Equal((FieldState.Agreed, "cratered (2)"), (assessed.Field("damage", "runway").State, assessed.Field("damage", "runway").Value));
    }

    [Fact]
    public void Damage_KeepsEveryItem_WhenOneReportNamesAnObjectTwice()
    {
        var assessed = Reported.Assess(Reported.Incident(
            "1", "one", damage: [new Damage("vehicle", "destroyed", Figure.Exactly(1)), new Damage("vehicle", "damaged", Figure.Exactly(3))]));

        Assert.Equal("destroyed (1), damaged (3)", assessed.Field("damage", "vehicle").Value);
        Assert.Equal(2, assessed.Damage.Length);
    }

    [Fact]
    public void Contribution_IsUndatedAndUnknown_WhenAReportSaysAlmostNothing() =>
        Assert.Equal(
            """
            days  to  Day
            places region:world in  Low
            types unknown Low
            outcomes unknown Low
            groups 
            casualties 
            contested False roots one F6
            """,
            Shape.Of(Reported.Assess(Reported.Incident("1", "one", reference: "x")).Contribution));

    private static RecordedReport Killed(string id, string source, int minute, char reliability, Figure killed) =>
        Reported.Incident(id, source, minute, reliability, casualties: [Reported.Killed(null, killed)]);
}
