using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Policies;
using Xunit.Abstractions;

namespace Actors.Domain.Tests.Threat.Decisions;

public sealed class NewsDayDecisionTests(ITestOutputHelper output)
{
    [Fact]
    public void UsForces_AreRaised_AndTheTextSaysWhatWasAndWasNotFound()
    {
        var decision = ThreatDecider.Decide(ThreatPolicyDefaults.Group, NewsDay.UsForces, NewsDay.Evening, null);
        output.WriteLine(decision.Text);

        Assert.Equal(("Normal", "Charlie"), (decision.From, decision.To));
        Assert.Contains("FPCON-like, computed, not an official FPCON", decision.Text);
        var rate = decision.Detectors.Single(d => d.Kind == "poisson");
        Assert.False(rate.Alarm);
        Assert.Equal(0.080301, rate.PValue!.Value, 6);
        Assert.Equal(1.0, rate.Expected!.Value, 12);
        Assert.Contains(
            "The rate is no surge: 3 attacks on 9 November 2023 against at least 40 in 40 days stated by us-officials (1 a day): the chance of 3 or more is p = 0.0803, not below 0.05",
            decision.Text);
        Assert.True(decision.Detectors.Single(d => d.Kind == "record").Alarm);
        Assert.Contains(
            "The geography is a record: 9 November 2023 is the most widespread of the 1 itemised day for attacks on US forces in iq, by number of places: 3 places in 3 subdivisions of iq, up to 350 km apart. Only 3 of the at least 40 attacks stated by us-officials are itemised",
            decision.Text);
        Assert.All(decision.Detectors.Where(d => d.Kind is "cusum" or "ears-c2"), d => Assert.NotNull(d.Silent));
        Assert.Contains("EARS needs 28 observed days, CUSUM needs 28 observed days; there is 1 day", decision.Text);
        Assert.False(decision.ExplainedByNewSources);
        Assert.Equal(3, decision.Weighing.Length);
    }

    [Fact]
    public void AlHarir_IsAtCharlie_BecauseTwoIndependentSourcesReportTheAttack()
    {
        var view = NewsDay.Fold(SubjectId.Base("al-harir"), "Al-Harir", NewsDay.Harir);
        var decision = ThreatDecider.Decide(ThreatPolicyDefaults.Base, view, NewsDay.Evening, null);
        output.WriteLine(decision.Text);

        Assert.Equal("Charlie", decision.To);
        Assert.Equal("Bravo", decision.Counterfactual!.Level);
        Assert.Contains("1 attack in the last 3 days from 2 independent sources (needs 1 from 2)", decision.Text);
        // The condition ends after three days (12 November), is kept one more, and then steps down.
        Assert.Equal(view.StartOf(NewsDay.Day.AddDays(4)), decision.NextChangeAt);
        Assert.Equal("Bravo", decision.NextLevel);
        Assert.Contains("becomes Bravo on 13 November 2023, 00:00 Asia/Baghdad", decision.Text);
    }

    [Fact]
    public void AinAlAsad_IsAtBravo_BecauseOneSourceReportsAnInterceptedAttack()
    {
        var view = NewsDay.Fold(SubjectId.Base("ain-al-asad"), "Ain al-Asad", NewsDay.Asad);
        var decision = ThreatDecider.Decide(ThreatPolicyDefaults.Base, view, NewsDay.Evening, null);
        output.WriteLine(decision.Text);

        Assert.Equal("Bravo", decision.To);
        Assert.Equal("Normal", decision.Counterfactual!.Level);
        Assert.Contains(decision.NotFired, r => r.Rule == "attack-corroborated");
        Assert.Contains("from 1 independent source (needs 1 from 2)", decision.NotFired.Single(r => r.Rule == "attack-corroborated").Text);
    }

    [Fact]
    public void Nineveh_IsAtBravo_AndItsRateCannotBeJudged()
    {
        var view = NewsDay.Fold(SubjectId.Region("iq-ni"), "Nineveh", NewsDay.Mosul);
        var decision = ThreatDecider.Decide(ThreatPolicyDefaults.Region, view, NewsDay.Evening, null);
        output.WriteLine(decision.Text);

        Assert.Equal("Bravo", decision.To);
        Assert.All(decision.Detectors, d => Assert.NotNull(d.Silent));
        Assert.Contains("there is no mean to compare with", decision.Text);
    }

    [Fact]
    public void Decision_IsTheSame_WhenComputedAgain()
    {
        var one = ThreatDecider.Decide(ThreatPolicyDefaults.Group, NewsDay.UsForces, NewsDay.Evening, null);
        var two = ThreatDecider.Decide(ThreatPolicyDefaults.Group, NewsDay.UsForces, NewsDay.Evening, null);
        Assert.Equal(DecisionJson.Write(one), DecisionJson.Write(two));
        Assert.Equal(one.To, ThreatDecider.Level(ThreatPolicyDefaults.Group, NewsDay.UsForces, NewsDay.Evening, null).Level);
    }

    [Fact]
    public void DecisionJson_ReadsWhatItWrote()
    {
        var view = NewsDay.Fold(SubjectId.Base("al-harir"), "Al-Harir", NewsDay.Harir);
        var decision = ThreatDecider.Decide(ThreatPolicyDefaults.Base, view, NewsDay.Evening, null);
        var written = DecisionJson.Write(decision);
        Assert.Equal(written, DecisionJson.Write(DecisionJson.Read(written)));
    }
}
