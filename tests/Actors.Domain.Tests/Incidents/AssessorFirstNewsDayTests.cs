using Actors.Domain.Incidents;
using static Actors.Domain.Tests.Incidents.FirstNewsDay;

namespace Actors.Domain.Tests.Incidents;

public sealed class AssessorFirstNewsDayTests
{
    [Fact]
    public void Harir_OutcomeIsContestedSideBySide_WhenTwoServicesDiffer()
    {
        var assessed = Reported.Assess(Harir03, Harir05);

        var outcome = assessed.Field("outcome");
        Assert.Equal(FieldState.Contested, outcome.State);
        Assert.Equal("hit", outcome.Value);
        Assert.Equal("kurdistan-counter-terrorism-service", Assert.Single(outcome.For).Source);
        var against = Assert.Single(outcome.Against);
        Assert.Equal(("iraqi-security-sources", "intercepted"), (against.Source, against.Value));
        Assert.Equal(
            [new("hit", Membership.Best), new("intercepted", Membership.High)],
            assessed.Contribution!.Outcomes.ToArray());
        Assert.True(assessed.Contribution.Contested);
    }

    [Fact]
    public void Harir_OnlyOutcomeIsContested_WhenTheRestIsSaidOnceOrAlike()
    {
        var assessed = Reported.Assess(Harir03, Harir05);

        Assert.Equal("outcome", Assert.Single(assessed.Fields, field => field.State == FieldState.Contested).Name);
        Assert.Equal(FieldState.Agreed, assessed.Field("place").State);
        var damage = assessed.Field("damage", "fuel-depot");
        Assert.Equal((FieldState.SingleSource, "fire"), (damage.State, damage.Value));
        Assert.Equal(
            """
            days 2023-11-09 Low to  Day
            places base:al-harir in  Low
            types air-drone-strike Low
            outcomes hit Best; intercepted High
            groups iran-backed-militias Perpetrator Low; international-coalition Target Low; us-forces Target Low
            casualties us-forces killed 0/0/0 injured 0/0/0
            contested True roots iraqi-security-sources; kurdistan-counter-terrorism-service C6
            """,
            Shape.Of(assessed.Contribution));
    }

    [Fact]
    public void Harir_HeavierSourceIsChosen_WhenItsReliabilityIsGreater()
    {
        var assessed = Reported.Assess(Harir03 with { Reliability = 'B' }, Harir05);

        Assert.Equal("intercepted", assessed.Field("outcome").Value);
        Assert.Contains("intercepted is chosen: it weighs more", assessed.Field("outcome").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Harir_LivesOnUndatedWithoutTarget_WhenReport03IsRetracted()
    {
        var assessed = Reported.Assess(Harir03, Harir05, Reported.Retraction("r", Harir03.Report.Id, 60));

        Assert.Equal(
            """
            days  to  Day
            places base:al-harir in  Low
            types unknown Low
            outcomes hit Low
            groups 
            casualties 
            contested False roots kurdistan-counter-terrorism-service C6
            """,
            Shape.Of(assessed.Contribution));
        Assert.Equal([Harir05.Report.Id], assessed.LiveReports.ToArray());
        Assert.Equal([new WithdrawnReport(Harir03.Report.Id, "r", "desk", "source withdrew")], assessed.WithdrawnReports.ToArray());
    }

    [Fact]
    public void Harir_CountsNowhereButKeepsItsHistory_WhenBothAreRetracted()
    {
        var assessed = Reported.Assess(
            Harir03, Harir05, Reported.Retraction("r1", Harir03.Report.Id, 60), Reported.Retraction("r2", Harir05.Report.Id, 61));

        Assert.Null(assessed.Contribution);
        Assert.Empty(assessed.Fields);
        Assert.Equal(2, assessed.WithdrawnReports.Length);
    }

    [Fact]
    public void Asad_IsNotContested_WhenOneSourceReportsIt()
    {
        var assessed = Reported.Assess(Asad04);

        Assert.False(assessed.Contribution!.Contested);
        Assert.All(assessed.Fields, field => Assert.Equal(FieldState.SingleSource, field.State));
        Assert.Equal([new("intercepted", Membership.Low)], assessed.Contribution.Outcomes.ToArray());
    }

    [Fact]
    public void Patrol_HasFiguresOfBothParties_WhenBothAreReported()
    {
        var contribution = Reported.Assess(Patrol02).Contribution!;

        Assert.Equal(
            [
                new("iraqi-counter-terrorism-service", Figure.Exactly(0), Figure.Exactly(0)),
                new("us-forces", Figure.Exactly(0), Figure.Exactly(0)),
            ],
            contribution.Casualties.ToArray());
        Assert.Equal([new(Reported.Subject("region:iq-ni"), null, Membership.Low)], contribution.Places.ToArray());
    }

    [Fact]
    public void Strike_TakesTheMoreSpecificWeaponAndAgrees_WhenF15IsSaidBesideAircraft()
    {
        var weapon = Reported.Assess(Strike12, Strike14, Strike16).Field("weapon");

        Assert.Equal((FieldState.Agreed, "f-15"), (weapon.State, weapon.Value));
        Assert.Equal(2, weapon.For.Length);
        Assert.Empty(weapon.Against);
    }

    [Fact]
    public void Strike_KilledIsNoneToNine_WhenTheOnlyClaimIsNotIndependentlyConfirmed()
    {
        var assessed = Reported.Assess(Strike12, Strike14, Strike16);

        var killed = assessed.Field("killed", "iran-backed-groups-syria");
        Assert.Equal(new Figure(0, 9, 9), killed.Figure);
        Assert.Equal(FieldState.SingleSource, killed.State);
        Assert.Equal(
            "Only syrian-observatory-for-human-rights (reliability C, credibility not stated, via guardian) says 9. "
            + "The least is 0, since the claim of syrian-observatory-for-human-rights is not independently confirmed.",
            killed.Reason);
        Assert.Equal([new("iran-backed-groups-syria", new Figure(0, 9, 9), null)], assessed.Contribution!.Casualties.ToArray());
        Assert.False(assessed.Contribution.Contested);
        Assert.Equal(3, assessed.LiveReports.Length);
    }
}
