using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Domain.Tests.Incidents;

public sealed class AssessorWeighingTests
{
    [Theory]
    [InlineData('A', 2, 'B', 2, "first")]
    [InlineData('B', 1, 'B', 2, "first")]
    [InlineData('A', null, 'C', null, "first")] // nobody graded the content: the sources rank
    [InlineData('A', null, 'E', 5, "first")] // ungraded is the least judged grade, not nothing
    [InlineData('A', null, 'C', 3, "second")]
    [InlineData('E', 5, 'F', 6, "first")] // cannot be judged is no middle grade
    [InlineData('E', 5, 'F', 1, "first")]
    [InlineData('E', 5, 'A', 6, "first")]
    [InlineData('A', 6, 'B', 6, "first")] // where neither content can be judged the source decides
    [InlineData('F', 2, 'F', 3, "first")]
    [InlineData('C', 3, 'C', 3, "second")] // of equals the last
    [InlineData('F', 6, 'F', 6, "second")]
    [InlineData('F', null, 'F', null, "second")]
    public void Claim_IsChosenByTheGradesOfBothAxes_WhenTwoSourcesDiffer(
        char reliability, int? credibility, char laterReliability, int? laterCredibility, string chosen)
    {
        var first = Reported.Incident("1", "one", 1, reliability, credibility, outcome: Outcome.Hit, casualties: [Reported.Killed(null, Figure.Exactly(1))]);
        var second = Reported.Incident("2", "two", 2, laterReliability, laterCredibility, outcome: Outcome.Failed, casualties: [Reported.Killed(null, Figure.Exactly(2))]);

        var assessed = Reported.Assess(first, second);

        Assert.Equal(chosen == "first" ? Outcome.Hit : Outcome.Failed, assessed.Outcome);
        Assert.Equal(new Figure(1, chosen == "first" ? 1 : 2, 2), assessed.Field("killed").Figure);
    }

    [Fact]
    public void Claims_WeighTogether_WhenIndependentSourcesAgree()
    {
        var assessed = Reported.Assess(
            Reported.Incident("1", "one", 1, 'C', 3, outcome: Outcome.Hit),
            Reported.Incident("2", "two", 2, 'C', 3, outcome: Outcome.Hit),
            Reported.Incident("3", "three", 3, 'B', 2, outcome: Outcome.Intercepted));

        Assert.Equal(Outcome.Hit, assessed.Outcome);
        Assert.Equal(2, assessed.Field("outcome").For.Length);
    }

    [Fact]
    public void Claims_WeighOnce_WhenOneRootSourceIsRelayedTwice()
    {
        var relayed = Reported.Incident("2", "one", 2, 'C', 3, outcome: Outcome.Hit);
        var assessed = Reported.Assess(
            Reported.Incident("1", "one", 1, 'C', 3, outcome: Outcome.Hit),
            relayed with { Report = relayed.Report with { Via = ["reuters"] } },
            Reported.Incident("3", "three", 3, 'B', 2, outcome: Outcome.Intercepted));

        Assert.Equal(Outcome.Intercepted, assessed.Outcome);
        Assert.Equal("2", Assert.Single(assessed.Field("outcome").Against).Report);
    }

    [Fact]
    public void Contribution_HasTheBestGradesOfBothAxesApart_WhenSourcesDiffer()
    {
        var contribution = Reported.Assess(
            Reported.Incident("1", "one", 1, 'A', 5, outcome: Outcome.Hit),
            Reported.Incident("2", "two", 2, 'D', 2, outcome: Outcome.Hit)).Contribution!;

        Assert.Equal(('A', 2), (contribution.Reliability, contribution.Credibility));
    }

    [Fact]
    public void Contribution_ForgetsTheGradesOfAReport_WhenAllItsClaimsWereReplaced()
    {
        var contribution = Reported.Assess(
            Reported.Incident("1", "one", 1, 'A', 1, outcome: Outcome.Hit),
            Reported.Incident("2", "one", 2, 'B', 4, outcome: Outcome.Failed)).Contribution!;

        Assert.Equal(('B', 4), (contribution.Reliability, contribution.Credibility));
    }

    [Theory]
    [InlineData('G', 1)]
    [InlineData('A', 0)]
    [InlineData('A', 7)]
    public void Weight_IsRefused_WhenThereIsNoSuchGrade(char reliability, int credibility) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AssessmentRules.Default.WeightOf(reliability, credibility));

    [Fact]
    public void Reason_NamesSourcesGradesAndRelays_WhenContested()
    {
        var relayed = Reported.Incident("2", "two", 2, 'F', 6, outcome: Outcome.Failed);
        var assessed = Reported.Assess(
            Reported.Incident("1", "one", 1, 'B', 2, outcome: Outcome.Hit),
            relayed with { Report = relayed.Report with { Via = ["guardian", "reuters"] } });

        Assert.Equal(
            "one (reliability B, credibility 2, via guardian) says hit, but two (reliability F: cannot be judged, credibility 6: cannot be judged, "
            + "via guardian from reuters) says failed. hit is chosen: it weighs more.",
            assessed.Field("outcome").Reason);
    }

    [Fact]
    public void Reason_SaysThatTheLastWasTaken_WhenTheWeightsAreEqual() =>
        Assert.EndsWith(
            "failed is chosen: of equal weight, it was said last.",
            Reported.Assess(
                Reported.Incident("1", "one", 1, outcome: Outcome.Hit),
                Reported.Incident("2", "two", 2, outcome: Outcome.Failed)).Field("outcome").Reason,
            StringComparison.Ordinal);
}
