using Actors.Domain.Incidents;
using Actors.Domain.Tallies;

namespace Actors.Domain.Tests.Tallies;

/// <summary>The rules of API.md, one by one, on written-out incidents.</summary>
public sealed class TallyMeasureTests
{
    private static readonly SubjectId Iraq = SubjectId.Region("iq");
    private static readonly SubjectId UsForces = SubjectId.Group("us-forces");

    [Fact]
    public void Incident_IsCertainInARegion_WhenClaimsDifferOnlyInPlacesWithinIt()
    {
        var attack = Example.Attack() with
        {
            Places = [new(SubjectId.Base("asad"), null, Membership.Best), new(SubjectId.Base("harir"), null, Membership.High)],
            Contested = true,
        };

        Assert.Equal(new CountRange(1, 1, 1), Tally(Iraq, attack).IncidentsRange);
        Assert.Equal(new CountRange(0, 1, 1), Tally(SubjectId.Base("asad"), attack).IncidentsRange);
        Assert.Equal(new CountRange(0, 0, 1), Tally(SubjectId.Base("harir"), attack).IncidentsRange);
        Assert.Equal((1, 1, 0), (Tally(Iraq, attack).Contested, Tally(SubjectId.Base("asad"), attack).Contested, Tally(SubjectId.Base("harir"), attack).Contested));
        var byPlace = Tally(new TallyFilter { Subject = Iraq }, TallyBy.Place, attack);
        Assert.Equal(["base:asad"], byPlace.Breakdown.Select(r => r.Key));
        Assert.Equal(new CountRange(0, 1, 1), byPlace.Breakdown[0].IncidentsRange);
    }

    [Fact]
    public void Incident_CountsOnceOverAWindow_WhenItsDayIsContested()
    {
        var next = Example.Thursday.AddDays(1);
        var attack = Example.Attack() with { Days = [new(Example.Thursday, Membership.Best), new(next, Membership.High)] };
        var filter = new TallyFilter { Subject = Iraq };

        Assert.Equal(new CountRange(1, 1, 1), Tally(filter, TallyBy.None, attack).IncidentsRange);
        Assert.Equal(new CountRange(1, 1, 1), Tally(filter with { From = Example.Thursday, To = next }, TallyBy.None, attack).IncidentsRange);
        Assert.Equal(new CountRange(0, 1, 1), Tally(filter with { To = Example.Thursday }, TallyBy.None, attack).IncidentsRange);
        Assert.Equal(new CountRange(0, 0, 1), Tally(filter with { From = next }, TallyBy.None, attack).IncidentsRange);
        Assert.Equal(["2023-11-09"], Tally(filter, TallyBy.Day, attack).Breakdown.Select(r => r.Key));
        Assert.Equal(["2023-11-06"], Tally(filter, TallyBy.Week, attack).Breakdown.Select(r => r.Key));
        var month = Assert.Single(Tally(filter, TallyBy.Month, attack).Breakdown);
        Assert.Equal(("2023-11", new CountRange(1, 1, 1)), (month.Key, month.IncidentsRange));
    }

    [Fact]
    public void Undated_IsInNoWindow_AndShownBesideIt()
    {
        var attack = Example.Attack() with { Days = [] };
        var all = Tally(new TallyFilter { Subject = Iraq }, TallyBy.Day, attack);
        Assert.Equal((1, 1), (all.Incidents, all.Undated));
        Assert.Equal(["unknown"], all.Breakdown.Select(r => r.Key));
        var window = Tally(new TallyFilter { Subject = Iraq, From = Example.Thursday }, TallyBy.Day, attack);
        Assert.Equal((0, 1), (window.Incidents, window.Undated));
        Assert.Empty(window.Breakdown);
        Assert.Equal(0, Tally(new TallyFilter { Subject = SubjectId.Region("sy") }, TallyBy.None, attack).Undated);
    }

    [Fact]
    public void Figures_AreThePartysWhereATargetIsAsked_ElseThoseOfAll()
    {
        var attack = Example.Attack() with
        {
            Groups = [new("kataib", GroupRole.Perpetrator, Membership.Low), new("us-army", GroupRole.Target, Membership.Low), new("coalition", GroupRole.Target, Membership.Low)],
            Casualties = [new("us-army", Figure.Exactly(1), null), new("coalition", Figure.Exactly(2), Figure.AtLeast(4)), new("us-forces", Figure.Exactly(3), null)],
        };

        Assert.Equal(new FigureSum(6, 6, 6, 0), Tally(Iraq, attack).Killed);
        Assert.Equal(new FigureSum(4, 4, null, 0), Tally(Iraq, attack).Injured);
        var target = Tally(new TallyFilter { Subject = Iraq, Target = UsForces }, TallyBy.None, attack);
        Assert.Equal(new FigureSum(4, 4, 4, 0), target.Killed);
        Assert.Equal(new FigureSum(0, 0, 0, 1), target.Injured);
        Assert.Equal(target, Tally(new TallyFilter { Subject = UsForces, Role = GroupRole.Target }, TallyBy.None, attack));
        Assert.Equal(6, Tally(new TallyFilter { Subject = UsForces }, TallyBy.None, attack).Killed.Best);
        Assert.Equal(4, Tally(new TallyFilter { Subject = UsForces, Figures = FigureScope.Party }, TallyBy.None, attack).Killed.Best);
        Assert.Equal(6, Tally(new TallyFilter { Subject = UsForces, Role = GroupRole.Target, Figures = FigureScope.All }, TallyBy.None, attack).Killed.Best);

        var rows = Tally(new TallyFilter { Subject = Iraq }, TallyBy.Target, attack).Breakdown;
        Assert.Equal([("group:coalition", 2L), ("group:us-army", 1L)], rows.Select(r => (r.Key, r.Killed.Best)));
        rows = Tally(new TallyFilter { Subject = Iraq, Figures = FigureScope.All }, TallyBy.Target, attack).Breakdown;
        Assert.Equal([("group:coalition", 6L), ("group:us-army", 6L)], rows.Select(r => (r.Key, r.Killed.Best)));
    }

    [Fact]
    public void FigureOfAllParties_IsUsedInsteadOfTheSum_WhereNoPartyIsAsked()
    {
        var attack = Example.Attack() with { Casualties = [new(null, Figure.Exactly(7), null), new("us-forces", Figure.Exactly(2), Figure.Exactly(1))] };
        Assert.Equal(7, Tally(Iraq, attack).Killed.Best);
        Assert.Equal(1, Tally(Iraq, attack).Injured.Best);
        Assert.Equal(2, Tally(new TallyFilter { Subject = Iraq, Target = UsForces }, TallyBy.None, attack).Killed.Best);
    }

    [Fact]
    public void UnknownFigure_IsCountedAndAddsNothing()
    {
        var silent = Example.Attack(2) with { Casualties = [] };
        var tally = Tally(new TallyFilter { Subject = Iraq }, TallyBy.None, Example.Attack(), silent);
        Assert.Equal(new FigureSum(0, 0, 0, 1), tally.Killed);
        Assert.Equal(new FigureSum(2, 2, null, 1), tally.Injured);
        Assert.Equal(new FigureSum(0, 0, 0, 0), Tally(SubjectId.Region("sy"), silent).Killed);
    }

    [Fact]
    public void Figures_FollowTheIncidentsMembership()
    {
        var attack = Example.Attack() with
        {
            Outcomes = [new("hit", Membership.Best), new("intercepted", Membership.High)],
            Casualties = [new(null, new Figure(1, 2, 3), null)],
        };
        Assert.Equal(new FigureSum(1, 2, 3, 0), Tally(Iraq, attack).Killed);
        Assert.Equal(new FigureSum(0, 2, 3, 0), Tally(new TallyFilter { Subject = Iraq, Outcomes = ["hit"] }, TallyBy.None, attack).Killed);
        var other = Tally(new TallyFilter { Subject = Iraq, Outcomes = ["intercepted"] }, TallyBy.None, attack);
        Assert.Equal((new FigureSum(0, 0, 3, 0), 0L, new CountRange(0, 0, 1)), (other.Killed, other.Intercepted, other.IncidentsRange));
        Assert.Equal(new CountRange(1, 1, 1), Tally(new TallyFilter { Subject = Iraq, Outcomes = ["intercepted", "hit"] }, TallyBy.None, attack).IncidentsRange);
    }

    [Fact]
    public void Umbrella_CountsAnIncidentOnce_OnlyWhileTheLinkHolds()
    {
        var both = Example.Attack() with
        {
            Groups = [new("kataib", GroupRole.Perpetrator, Membership.High), new("nujaba", GroupRole.Perpetrator, Membership.Low)],
        };
        var militias = SubjectId.Group("militias");
        Assert.Equal(new CountRange(1, 1, 1), Tally(militias, both).IncidentsRange);
        var before = both with { Days = [new(new DateOnly(2023, 6, 30), Membership.Low)] };
        Assert.Equal(new CountRange(0, 0, 1), Tally(militias, before).IncidentsRange);
        Assert.Equal(0, Tally(SubjectId.Group("iran"), both).Incidents);
        var rows = Tally(new TallyFilter { Subject = militias }, TallyBy.Perpetrator, both).Breakdown;
        Assert.Equal(["group:nujaba"], rows.Select(r => r.Key));
    }

    [Fact]
    public void Group_WithoutRole_CountsAnIncidentOnBothSidesOnce()
    {
        var attack = Example.Attack() with { Groups = [new("us-army", GroupRole.Perpetrator, Membership.Low), new("us-forces", GroupRole.Target, Membership.Low)] };
        Assert.Equal(1, Tally(UsForces, attack).Incidents);
        Assert.Equal(1, Tally(new TallyFilter { Subject = UsForces, Role = GroupRole.Perpetrator }, TallyBy.None, attack).Incidents);
        Assert.Equal(1, Tally(new TallyFilter { Subject = UsForces, Role = GroupRole.Target }, TallyBy.None, attack).Incidents);
    }

    [Fact]
    public void AbsentValues_HaveTheKeyUnknown()
    {
        var bare = Example.Attack() with { Groups = [], Places = [new(SubjectId.World, null, Membership.Low)], Types = Example.One("unknown"), Outcomes = Example.One("unknown"), Roots = [] };
        foreach (var by in new[] { TallyBy.Type, TallyBy.Outcome, TallyBy.Perpetrator, TallyBy.Target, TallyBy.Place, TallyBy.RootSource })
        {
            Assert.Equal(["unknown"], Tally(new TallyFilter { Subject = SubjectId.World }, by, bare).Breakdown.Select(r => r.Key));
        }
    }

    [Fact]
    public void JoinedNames_CountAsOneKey()
    {
        var attack = Example.Attack() with
        {
            Places = [new(SubjectId.Base("assad"), null, Membership.Low)],
            Groups = [new("hezbollah-brigades", GroupRole.Perpetrator, Membership.High), new("kataib", GroupRole.Perpetrator, Membership.Low)],
        };
        Assert.Equal(["base:asad"], Tally(new TallyFilter { Subject = Iraq }, TallyBy.Place, attack).Breakdown.Select(r => r.Key));
        var row = Assert.Single(Tally(new TallyFilter { Subject = Iraq }, TallyBy.Perpetrator, attack).Breakdown);
        Assert.Equal(("group:kataib", new CountRange(1, 1, 1)), (row.Key, row.IncidentsRange));
    }

    [Fact]
    public void IncidentIdsCounted_AreThoseCountedAtBest()
    {
        var doubtful = Example.Attack(2) with { Places = [new(SubjectId.Base("tanf"), null, Membership.Best), new(SubjectId.Base("asad"), null, Membership.High)] };
        Contribution[] all = [Example.Attack(), doubtful];
        var filter = new TallyFilter { Subject = Iraq };
        Assert.Equal([all[0].Incident], TallyFold.IncidentIdsCounted(all, filter, Generators.Catalogue));
        Assert.Equal(new CountRange(1, 1, 2), TallyFold.Of(all, filter, TallyBy.None, Generators.Catalogue).IncidentsRange);
    }

    private static TallyResult Tally(SubjectId subject, params Contribution[] contributions) =>
        Tally(new TallyFilter { Subject = subject }, TallyBy.None, contributions);

    /// <summary>By the fold; the cells must say the same where they can answer.</summary>
    private static TallyResult Tally(TallyFilter filter, TallyBy by, params Contribution[] contributions)
    {
        var fold = TallyFold.Of(contributions, filter, by, Generators.Catalogue);
        if (SubjectStateTests.Folded(filter.Subject, contributions).TryAnswer(filter, by, Generators.Catalogue) is { } cells)
        {
            Assert.Equal(SubjectStateTests.Show(fold), SubjectStateTests.Show(cells));
        }

        return fold;
    }
}
