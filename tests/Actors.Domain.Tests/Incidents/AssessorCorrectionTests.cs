using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Domain.Tests.Incidents;

public sealed class AssessorCorrectionTests
{
    private static readonly RecordedReport Hit = Reported.Incident("1", "one", 1, outcome: Outcome.Hit, targets: ["us-forces"]);
    private static readonly RecordedReport Failed = Reported.Incident("2", "two", 2, 'B', outcome: Outcome.Failed, scope: "other");

    [Theory]
    [InlineData("local", false, true)] // its own sender
    [InlineData("other", true, true)] // an analyst
    [InlineData("other", false, false)]
    public void Retraction_Holds_OnlyWhenTheSenderMayMakeIt(string scope, bool analyst, bool holds)
    {
        var assessed = Reported.Assess(Hit, Reported.Retraction("r", "1", 5, scope, analyst));

        Assert.Equal(holds, assessed.Contribution is null);
        Assert.Equal(holds ? 1 : 0, assessed.WithdrawnReports.Length);
        if (!holds)
        {
            Assert.Equal(
                [new IneffectiveReport("r", "sent by 'other', which neither sent report 1 nor decides as an analyst")],
                assessed.IneffectiveReports.ToArray());
        }
    }

    [Fact]
    public void Retraction_Holds_WhenItWasMadeBeforeWhatItNames() =>
        Assert.Null(Reported.Assess(Hit, Reported.Retraction("r", "1", -60)).Contribution);

    [Fact]
    public void Retraction_Waits_WhenWhatItNamesIsNotKnown()
    {
        var assessed = Reported.Assess(Hit, Reported.Retraction("r", "9", 5));

        Assert.NotNull(assessed.Contribution);
        Assert.Equal("waits for report 9, which is not known here", Assert.Single(assessed.IneffectiveReports).Reason);
    }

    [Fact]
    public void Retraction_BringsBackTheSourcesEarlierClaim_WhenItNamesTheLaterReport()
    {
        var later = Reported.Incident("3", "one", 3, outcome: Outcome.Intercepted);

        Assert.Equal(Outcome.Intercepted, Reported.Assess(Hit, later).Outcome);
        Assert.Equal(Outcome.Hit, Reported.Assess(Hit, later, Reported.Retraction("r", "3", 5)).Outcome);
    }

    [Fact]
    public void Retraction_OfARetractionRestores_AndOfThatWithdrawsAgain()
    {
        var first = Reported.Retraction("r", "1", 5);
        var second = Reported.Retraction("s", "r", 6);
        var third = Reported.Retraction("t", "s", 7);

        Assert.Equal(Shape.Of(Reported.Assess(Hit).Contribution), Shape.Of(Reported.Assess(Hit, first, second).Contribution));
        Assert.Null(Reported.Assess(Hit, first, second, third).Contribution);
    }

    [Fact]
    public void Retraction_HasNoEffect_WhenItNamesALaterRetraction()
    {
        var assessed = Reported.Assess(Hit, Reported.Retraction("r", "1", 5), Reported.Retraction("s", "r", 4));

        Assert.Null(assessed.Contribution);
        Assert.Equal("s", Assert.Single(assessed.IneffectiveReports).Report);
    }

    [Fact]
    public void Retraction_HasNoEffect_WhenItNamesItself() =>
        Assert.NotNull(Reported.Assess(Hit, Reported.Retraction("r", "r", 5)).Contribution);

    [Fact]
    public void Retraction_StillHolds_WhenAStrangerRetractsIt() =>
        Assert.Null(Reported.Assess(Hit, Reported.Retraction("r", "1", 5), Reported.Retraction("s", "r", 6, "other")).Contribution);

    [Fact]
    public void Assessment_SettlesTheFieldsItSets_AndOnlyThose()
    {
        var assessed = Reported.Assess(Hit, Failed, Reported.Assessment("a", 3, Reported.Incident("set", "x", outcome: Outcome.Intercepted)));

        var outcome = assessed.Field("outcome");
        Assert.Equal((FieldState.Agreed, "intercepted"), (outcome.State, outcome.Value));
        Assert.Equal("a", outcome.Decision!.Report);
        Assert.Equal(2, outcome.Against.Length);
        Assert.Equal([new("intercepted", Membership.Low)], assessed.Contribution!.Outcomes.ToArray());
        Assert.False(assessed.Contribution.Contested);
        Assert.Null(assessed.Field("targets").Decision);
        Assert.StartsWith("Set to intercepted by duty-analyst as an analyst: seen on video. Reported: ", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Assessment_Holds_WhenLaterReportsContradictIt()
    {
        var later = Reported.Incident("9", "nine", 90, 'A', 1, outcome: Outcome.Hit);

        Assert.Equal(
            Outcome.Intercepted,
            Reported.Assess(Hit, Reported.Assessment("a", 3, Reported.Incident("set", "x", outcome: Outcome.Intercepted)), later).Outcome);
    }

    [Fact]
    public void Assessment_TheLastWinsFieldByField_WhenThereAreSeveral()
    {
        var assessed = Reported.Assess(
            Hit,
            Reported.Assessment("a", 3, Reported.Incident("set", "x", outcome: Outcome.Intercepted, type: "grenade")),
            Reported.Assessment("b", 4, Reported.Incident("set", "x", outcome: Outcome.Unknown)));

        Assert.Equal((Outcome.Unknown, "grenade"), (assessed.Outcome, assessed.Type));
        Assert.Equal(["a", "b"], assessed.Assessments.ToArray());
    }

    [Fact]
    public void Assessment_LeavesTheClaimsAsTheyWere_WhenItIsWithdrawn()
    {
        var assessment = Reported.Assessment("a", 3, Reported.Incident("set", "x", outcome: Outcome.Intercepted));

        Assert.Equal(
            Shape.Of(Reported.Assess(Hit, Failed).Contribution),
            Shape.Of(Reported.Assess(Hit, Failed, assessment, Reported.Retraction("r", "a", 5)).Contribution));
    }

    [Fact]
    public void Assessment_ReplacesAList_SoThatAGroupLeaves()
    {
        var assessed = Reported.Assess(Hit, Reported.Assessment("a", 3, Reported.Incident("set", "x", targets: ["civilians"])));

        Assert.Equal([new("civilians", GroupRole.Target, Membership.Low)], assessed.Contribution!.Groups.ToArray());
    }

    [Fact]
    public void Assessment_SettlesAFigureWithItsBounds_WhenClaimsSpanMore()
    {
        var killed = Reported.Assess(
            Reported.Incident("1", "one", 1, casualties: [Reported.Killed("us-forces", Figure.AtLeast(2))]),
            Reported.Incident("2", "two", 2, casualties: [Reported.Killed("us-forces", Figure.Exactly(1))]),
            Reported.Assessment("a", 3, Reported.Incident("set", "x", casualties: [Reported.Killed("us-forces", Figure.Exactly(2))])))
            .Field("killed", "us-forces");

        Assert.Equal((FieldState.Agreed, Figure.Exactly(2)), (killed.State, killed.Figure));
    }

    [Fact]
    public void Assessment_SettlesThePlace_WithItsOwnLineage()
    {
        var assessed = Reported.Assess(
            Reported.Incident("1", "one", 1, at: ["region:iq", "region:world"]),
            Reported.Assessment("a", 3, Reported.Incident("set", "x", at: ["base:outpost-nine", "region:iq-an", "region:world"], placeKnown: false)));

        Assert.Equal(
            [new(SubjectId.Base("outpost-nine"), SubjectId.Region("iq-an"), Membership.Low)],
            assessed.Contribution!.Places.ToArray());
    }

    [Fact]
    public void Assessment_HasNoEffect_WhenItsSenderIsNoAnalyst()
    {
        var assessed = Reported.Assess(Hit, Reported.Assessment("a", 3, Reported.Incident("set", "x", outcome: Outcome.Failed), analyst: false));

        Assert.Equal(Outcome.Hit, assessed.Outcome);
        Assert.Equal("a", Assert.Single(assessed.IneffectiveReports).Report);
    }

    [Fact]
    public void Incident_CountsNowhere_WhileOnlyAnAssessmentOrARetractionIsThere()
    {
        var assessment = Reported.Assessment("a", 3, Reported.Incident("set", "x", outcome: Outcome.Failed));

        Assert.Null(Reported.Assess(assessment, Reported.Retraction("r", "1", 5)).Contribution);
        Assert.Null(Reported.Assess().Contribution);
    }

    [Fact]
    public void Assessment_Waits_ForTheIncidentItNames()
    {
        var assessment = Reported.Assessment("a", -90, Reported.Incident("set", "x", outcome: Outcome.Failed));

        Assert.Equal(Outcome.Failed, Reported.Assess(assessment, Hit).Outcome);
    }

    [Fact]
    public void Signals_ChangeNothing_WhenTheyStandAmongTheReports()
    {
        var signal = Reported.Record(new StatementReport { Id = "s", Source = "iran", PublishedAt = Reported.Evening, Speaker = "iran", Stance = Stance.Denial });

        Assert.Equal(Shape.Of(Reported.Assess(Hit).Contribution), Shape.Of(Reported.Assess(Hit, signal).Contribution));
        Assert.Null(Reported.Assess(signal).Contribution);
    }

    [Fact]
    public void Report_OfTheFutureCountsAsOfItsReceipt_WhenSourcesRepeatThemselves()
    {
        // Published an hour ahead by a wrong clock, received at minute 2: the report of minute 3 is later.
        var ahead = Reported.Incident("1", "one", 60, outcome: Outcome.Hit) with { ReceivedAt = Reported.Evening.AddMinutes(2) };

        Assert.Equal(Outcome.Failed, Reported.Assess(ahead, Reported.Incident("2", "one", 3, outcome: Outcome.Failed)).Outcome);
    }
}
