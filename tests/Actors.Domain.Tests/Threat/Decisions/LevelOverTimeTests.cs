using System.Text;
using System.Text.Json.Nodes;
using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;
using CsCheck;

namespace Actors.Domain.Tests.Threat.Decisions;

public sealed class LevelOverTimeTests
{
    private static readonly SubjectId Asad = SubjectId.Base("ain-al-asad");

    [Fact]
    public void NextChange_IsTheMomentTheLevelChanges_ForAnyHistory() =>
        Gen.Select(Gen.Select(Gen.Int[0, 40], Gen.Int[0, 2]).Array[1, 25], Gen.Bool, Gen.Int[0, 60 * 24 * 20]).Sample((incidents, killed, minutes) =>
        {
            var view = NewsDay.Fold(Asad, "Ain al-Asad",
                [.. incidents.Select((x, i) => NewsDay.On(NewsDay.Day.AddDays(-x.Item1), i, "abc"[x.Item2].ToString()) with { Killed = killed ? 1 : 0 })]);
            var at = NewsDay.Evening.AddMinutes(minutes);
            var level = ThreatDecider.Level(ThreatPolicyDefaults.Base, view, at, null);
            var end = level.NextChangeAt ?? at.AddDays(90);
            for (var time = at; time < end; time = time.AddHours(1))
            {
                Assert.Equal(level.Level, ThreatDecider.Level(ThreatPolicyDefaults.Base, view, time, null).Level);
            }

            if (level.NextChangeAt is { } next)
            {
                Assert.Equal(level.Level, ThreatDecider.Level(ThreatPolicyDefaults.Base, view, next.AddTicks(-1), null).Level);
                Assert.NotEqual(level.Level, ThreatDecider.Level(ThreatPolicyDefaults.Base, view, next, null).Level);
            }
            else
            {
                Assert.Equal("Normal", level.Level);
            }
        }, iter: 60);

    [Fact]
    public void Level_FallsOneStepAtATime_AndEndsAtTheBaseline()
    {
        var view = NewsDay.Fold(Asad, "Ain al-Asad", NewsDay.Asad with { Killed = 2, Roots = ["a", "b"] });
        var levels = new List<string>();
        var at = NewsDay.Evening;
        Decision? decision = null;
        while (levels.Count < 10)
        {
            decision = ThreatDecider.Decide(ThreatPolicyDefaults.Base, view, at, decision);
            levels.Add(decision.To);
            Assert.Equal(at, decision.Since);
            if (decision.NextChangeAt is not { } next)
            {
                break;
            }

            Assert.True(next > at);
            at = next;
        }

        Assert.Equal(["Delta", "Charlie", "Bravo", "Alpha", "Normal"], levels);
    }

    [Fact]
    public void Level_FallsAtOnce_WhenItsEvidenceIsWithdrawn()
    {
        var fold = new SubjectFold(Asad, "Ain al-Asad", NewsDay.Baghdad);
        fold.Apply(null, NewsDay.Asad);
        var before = ThreatDecider.Decide(ThreatPolicyDefaults.Base, fold.View(), NewsDay.Evening, null);
        fold.Apply(NewsDay.Asad, null);
        var after = ThreatDecider.Decide(ThreatPolicyDefaults.Base, fold.View(), NewsDay.Evening.AddMinutes(5), before);
        Assert.Equal(("Bravo", "Normal"), (after.From, after.To));
    }

    [Fact]
    public void Level_DoesNotDependOnTheOrderOfArrival() =>
        Gen.Int[0, 30].Array[2, 8].Sample(days =>
        {
            var incidents = days.Select((d, i) => NewsDay.On(NewsDay.Day.AddDays(-d), i)).ToArray();
            var forward = Run(incidents);
            var backward = Run([.. incidents.Reverse()]);
            Assert.Equal((forward.To, forward.NextChangeAt), (backward.To, backward.NextChangeAt));
        }, iter: 50);

    [Fact]
    public void Rule_WaitsFor_AndThenFires()
    {
        var policy = With("/rules/2/for", "\"PT6H\"");
        var view = NewsDay.Fold(Asad, "Ain al-Asad", NewsDay.Asad);
        var first = ThreatDecider.Decide(policy, view, NewsDay.Evening, null);
        Assert.Equal("Alpha", first.To);
        Assert.Equal(RuleState.Pending, first.NotFired.Single(r => r.Rule == "attacked").State);
        Assert.Equal(NewsDay.Evening.AddHours(6), first.NextChangeAt);

        var between = ThreatDecider.Decide(policy, view, NewsDay.Evening.AddHours(5), first);
        Assert.Equal("Alpha", between.To);
        Assert.Equal("Bravo", ThreatDecider.Decide(policy, view, NewsDay.Evening.AddHours(6), between).To);
    }

    [Fact]
    public void Override_HoldsUntilItsOwnExpiry_AndNamesItsAuthor()
    {
        var policy = With("/overrides", """[{"subject":"base:ain-al-asad","level":"Delta","author":"duty officer","reason":"warning received","until":"2023-11-10T06:00:00Z"}]""");
        var view = NewsDay.Fold(Asad, "Ain al-Asad", NewsDay.Asad);
        var decision = ThreatDecider.Decide(policy, view, NewsDay.Evening, null);
        Assert.Equal(("Delta", "Bravo"), (decision.To, decision.Override!.Computed));
        Assert.Contains("Set by hand by duty officer until 10 November 2023, 09:00 Asia/Baghdad: warning received. Computed, it would be Bravo.", decision.Text);
        Assert.Equal(new DateTimeOffset(2023, 11, 10, 6, 0, 0, TimeSpan.Zero), decision.NextChangeAt);
        Assert.Equal("Bravo", ThreatDecider.Decide(policy, view, decision.NextChangeAt!.Value, decision).To);
        var other = NewsDay.Fold(SubjectId.Base("al-harir"), "Al-Harir", NewsDay.Asad);
        Assert.Equal("Bravo", ThreatDecider.Decide(policy, other, NewsDay.Evening, null).To);
    }

    [Fact]
    public void Policy_DecidesOnTheScaleOfTheUnitedNations_AndFallsBackToMinimal()
    {
        // The shipped policy, its five levels put on the six of UN SLS.
        var root = JsonNode.Parse(ThreatPolicyDefaults.Base.Canonical)!;
        root["scale"] = "un-sls";
        foreach (var rule in root["rules"]!.AsArray())
        {
            rule!["level"] = (string)rule["level"]! switch { "Alpha" => "2", "Bravo" => "3", "Charlie" => "5", _ => "6" };
        }

        var policy = ThreatPolicyReader.Read(Encoding.UTF8.GetBytes(root.ToJsonString())).Policy!;
        Assert.Equal(["1", "2", "3", "4", "5", "6"], policy.Scale.Levels.Select(l => l.Name));
        var decision = ThreatDecider.Decide(policy, NewsDay.Fold(Asad, "Ain al-Asad", NewsDay.Asad), NewsDay.Evening, null);
        Assert.Equal(("1", "3", "un-sls"), (decision.From, decision.To, decision.Scale));
        Assert.Equal("UN-SLS-like, computed, not an official security level", decision.Notice);
        Assert.Equal("1", ThreatDecider.Decide(policy, NewsDay.Fold(Asad, "Ain al-Asad", NewsDay.Asad), NewsDay.Evening.AddDays(120), null).To);
    }

    [Theory]
    [InlineData("show", "Bravo", false)]
    [InlineData("apply", "Delta", true)]
    public void ParentLevel_IsShown_AndAppliedOnlyWhenThePolicySaysSo(string mode, string expected, bool applied)
    {
        var view = NewsDay.Fold(Asad, "Ain al-Asad", NewsDay.Asad) with { Parent = new ParentLevel(SubjectId.Region("iq-an"), "fpcon", "Delta") };
        var decision = ThreatDecider.Decide(With("/floorFromParent", $"\"{mode}\""), view, NewsDay.Evening, null);
        Assert.Equal((expected, applied), (decision.To, decision.Floor!.Applied));
    }

    [Fact]
    public void Surge_IsExplainedByNewSources_WhenASourceJoinsAndTriplesTheReports()
    {
        var region = SubjectId.Region("iq");
        var fold = new SubjectFold(region, "Iraq", NewsDay.Baghdad);
        for (var back = 60; back >= 0; back--)
        {
            for (var i = 0; i < 3; i++)
            {
                fold.Apply(null, NewsDay.On(NewsDay.Day.AddDays(-back), i, "monitor"));
            }
        }

        for (var i = 0; i < 6; i++)
        {
            fold.Apply(null, NewsDay.On(NewsDay.Day, 100 + i, "newcomer"));
        }

        var decision = ThreatDecider.Decide(ThreatPolicyDefaults.Region, fold.View(), NewsDay.Evening, null);
        Assert.True(decision.ExplainedByNewSources);
        Assert.Contains("\"explainedByNewSources\":true", System.Text.Encoding.UTF8.GetString(DecisionJson.Write(decision)));
        Assert.Contains("explained by new sources", decision.Text);
        Assert.DoesNotContain(decision.FiredRules, r => r.Rule == "surge");

        var known = new SubjectFold(region, "Iraq", NewsDay.Baghdad);
        for (var back = 60; back >= 0; back--)
        {
            for (var i = 0; i < (back == 0 ? 9 : 3); i++)
            {
                known.Apply(null, NewsDay.On(NewsDay.Day.AddDays(-back), i, "monitor"));
            }
        }

        var real = ThreatDecider.Decide(ThreatPolicyDefaults.Region, known.View(), NewsDay.Evening, null);
        Assert.False(real.ExplainedByNewSources);
        Assert.Contains(real.FiredRules, r => r.Rule == "surge");
        Assert.Equal("Charlie", real.To);
    }

    [Fact]
    public void Rules_MustAgree_WhenThePolicySaysTwo()
    {
        var view = NewsDay.Fold(Asad, "Ain al-Asad", NewsDay.Asad);
        Assert.Equal("Alpha", ThreatDecider.Decide(With("/combine", "\"two-agree\""), view, NewsDay.Evening, null).To);
    }

    [Fact]
    public void WeightRule_EndsWhenDecayTakesItBelow()
    {
        var policy = With("/rules/2/when", """{"weight":{"atLeast":0.2}}""");
        var view = NewsDay.Fold(Asad, "Ain al-Asad", NewsDay.Asad);
        var decision = ThreatDecider.Decide(policy, view, NewsDay.Evening, null);
        var rule = decision.FiredRules.Single(r => r.Rule == "attacked");
        // C (.7) × 6 (.6) × intercepted (.8) = .336; linear over 30 days from the start of the day: .2 is left after 12.143 days.
        var expected = view.StartOf(NewsDay.Day).AddDays(30 * (1 - (0.2 / 0.336)));
        Assert.InRange((rule.Until!.Value - expected).TotalSeconds, -2, 2);
    }

    [Fact]
    public void Decide_Refuses_APolicyForAnotherKindOfSubject() =>
        Assert.Throws<ArgumentException>(() => ThreatDecider.Decide(ThreatPolicyDefaults.Base, NewsDay.UsForces, NewsDay.Evening, null));

    internal static ThreatPolicy With(string pointer, string value)
    {
        var root = JsonNode.Parse(ThreatPolicyDefaults.Base.Canonical)!;
        var parts = pointer[1..].Split('/');
        var at = root;
        foreach (var part in parts[..^1])
        {
            at = at is JsonArray array ? array[int.Parse(part)]! : at[part]!;
        }

        at[parts[^1]] = JsonNode.Parse(value);
        return ThreatPolicyReader.Read(Encoding.UTF8.GetBytes(root.ToJsonString())).Policy!;
    }

    private static Decision Run(ViewIncident[] incidents)
    {
        var fold = new SubjectFold(Asad, "Ain al-Asad", NewsDay.Baghdad);
        Decision? decision = null;
        foreach (var incident in incidents)
        {
            fold.Apply(null, incident);
            decision = ThreatDecider.Decide(ThreatPolicyDefaults.Base, fold.View(), NewsDay.Evening, decision);
        }

        return decision!;
    }
}
