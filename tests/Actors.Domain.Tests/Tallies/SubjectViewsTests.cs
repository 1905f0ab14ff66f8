using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Tallies;
using CsCheck;

namespace Actors.Domain.Tests.Tallies;

public sealed class SubjectViewsTests
{
    private static readonly SubjectId UsForces = SubjectId.Group("us-forces");

    [Fact]
    public void Counts_AreThoseOfTheWindowsAroundToday()
    {
        var daysAgo = new[] { 0, 0, 1, 2, 6, 7, 29, 30, 400 };
        var attacks = daysAgo.Select((ago, i) => Example.Attack(i + 1) with { Days = [new(Example.Thursday.AddDays(-ago), Membership.Low)] }).ToArray();
        var undated = Example.Attack(99) with { Days = [] };
        Assert.Equal(
            new RecentIncidents(2, 1, 5, 7, 10),
            SubjectStateTests.Folded(SubjectId.Base("asad"), [.. attacks, undated]).Counts(Example.Thursday, Generators.Catalogue));
        Assert.Equal(
            new RecentIncidents(0, 0, 0, 0, 0),
            SubjectStateTests.Folded(UsForces, attacks).Counts(Example.Thursday, Generators.Catalogue, GroupRole.Perpetrator));
    }

    [Fact]
    public void Days_EqualTheFoldsOfEachDay()
    {
        Gen.Select(Generators.Subject, Gen.Bool, Generators.Contribution.Array[0, 30]).Sample(
            (subject, asTarget, raw) =>
            {
                GroupRole? role = subject.Kind != SubjectKind.Group ? null : asTarget ? GroupRole.Target : GroupRole.Perpetrator;
                var contributions = SubjectStateTests.Numbered(raw);
                var from = new DateOnly(2023, 12, 1);
                var to = new DateOnly(2024, 1, 31);
                var state = SubjectStateTests.Folded(subject, contributions);
                var days = state.Days(from, to, Generators.Catalogue, role);
                var filter = new TallyFilter { Subject = subject, Role = role, From = from, To = to };
                var expected = TallyFold.Of(contributions, filter, TallyBy.Day, Generators.Catalogue).Breakdown;
                Assert.Equal(
                    expected.Select(r => $"{r.Key} {r.Incidents}"),
                    days!.Select(d => $"{d.Day:yyyy-MM-dd} {d.Incidents}"));
                foreach (var day in days!)
                {
                    var on = filter with { From = day.Day, To = day.Day };
                    var byOutcome = TallyFold.Of(contributions, on, TallyBy.Outcome, Generators.Catalogue).Breakdown;
                    Assert.Equal(byOutcome.Select(r => (r.Key, r.Incidents)), day.Outcomes.Select(o => (o.Key, o.Value)));
                    var bySource = TallyFold.Of(contributions, on, TallyBy.RootSource, Generators.Catalogue).Breakdown;
                    Assert.Equal(bySource.Select(r => (r.Key, r.Incidents)), day.Sources.Select(o => (o.Key, o.Value)));
                    var byPlace = TallyFold.Of(contributions, on, TallyBy.Place, Generators.Catalogue).Breakdown;
                    Assert.Equal(byPlace.Sum(r => r.Incidents), day.Places.Sum(p => p.Incidents));
                    Assert.Equal(day.DayPrecise, contributions.Count(c => TallyMeasure.Of(c, on, Generators.Catalogue).DayPrecise));
                }

                var series = state.DailySeries(from, to, Generators.Catalogue, role)!;
                Assert.Equal(62, series.Length);
                Assert.Equal(days!.Sum(d => d.DayPrecise), series.Sum());
            },
            iter: 500);
    }

    [Fact]
    public void Days_WithoutPlaces_AreExact_WhenTheSubjectHasMorePlacesThanAreToldApart()
    {
        var contributions = Enumerable.Range(0, 2_100)
            .Select(i => Example.Attack(i + 1) with
            {
                Days = [new(Example.Thursday.AddDays(-(i % 3)), Membership.Low)],
                Places = [new(SubjectId.Base($"outpost-{i}"), SubjectId.World, Membership.Low)],
            })
            .ToArray();
        var state = SubjectStateTests.Folded(SubjectId.World, contributions);

        Assert.Null(state.Days(DateOnly.MinValue, DateOnly.MaxValue, Generators.Catalogue));
        var days = state.Days(DateOnly.MinValue, DateOnly.MaxValue, Generators.Catalogue, places: false)!;
        var expected = TallyFold.Of(contributions, new TallyFilter { Subject = SubjectId.World }, TallyBy.Day, Generators.Catalogue).Breakdown;
        Assert.Equal(expected.Select(r => $"{r.Key} {r.Incidents} {r.Killed.Best}"), days.Select(d => $"{d.Day:yyyy-MM-dd} {d.Incidents} {d.Killed}"));
        Assert.All(days, d => Assert.Empty(d.Places));
    }

    /// <summary>Of whatever subject, in whatever role: who is said to be absent need not be the one asked about.</summary>
    [Fact]
    public void Presence_InCells_EqualsPresenceInTheFold()
    {
        var answered = 0;
        Gen.Select(Generators.Subject, Generators.Pick("group:us-forces", "group:militias").Select(Generators.Parse), Generators.Contribution.Array[0, 30], Generators.By)
            .SelectMany(x => Gen.Select(Gen.Const(x), Generators.Filter(x.Item1)))
            .Sample(
                (x, filter) =>
                {
                    var (subject, absent, raw, by) = x;
                    var contributions = SubjectStateTests.Numbered(raw);
                    var otherwise = contributions.Select(c => new ReadOtherwise(c, Without(absent, c))).Where(r => r.Read != r.Stored).ToList();
                    if (SubjectStateTests.Folded(subject, contributions).TryAnswer(filter, by, Generators.Catalogue, otherwise) is { } answer)
                    {
                        Interlocked.Increment(ref answered);
                        var expected = TallyFold.Of(contributions.Select(c => Without(absent, c)), filter, by, Generators.Catalogue);
                        Assert.Equal(SubjectStateTests.Show(expected), SubjectStateTests.Show(answer));
                    }
                },
                iter: 2_000);
        Assert.True(answered > 800, $"only {answered} were answered from cells");
    }

    private static Contribution Without(SubjectId absent, Contribution contribution) =>
        contribution.Groups.Any(g => g.Role == GroupRole.Target && g.Group == absent.Key)
            ? contribution with
            {
                Groups = [.. contribution.Groups.Select(g => g.Role == GroupRole.Target && g.Group == absent.Key ? g with { Membership = g.Membership & Membership.Best } : g)],
                Contested = true,
            }
            : contribution;

    [Fact]
    public void Dimension_IsLeftToTheLedger_BeyondItsValues()
    {
        var state = new SubjectState(SubjectId.Region("iq"));
        for (var i = 0; i < 2_001; i++)
        {
            var attack = Example.Attack(i + 1) with { Types = Example.One($"type-{i}") };
            state.Apply(0, i + 1, SubjectStateOrderTests.Changing(attack.Incident, null, attack), Generators.Catalogue);
        }

        var all = new TallyFilter { Subject = state.Subject };
        Assert.Equal(2_001, state.TryAnswer(all, TallyBy.Outcome, Generators.Catalogue)!.Incidents);
        Assert.Null(state.TryAnswer(all, TallyBy.Type, Generators.Catalogue));
        Assert.Equal(1, state.TryAnswer(all with { Types = ["type-1999"] }, TallyBy.None, Generators.Catalogue)!.Incidents);
        Assert.Null(state.TryAnswer(all with { Types = ["type-2000"] }, TallyBy.None, Generators.Catalogue));
        var loaded = SubjectSnapshotCodec.Load(SubjectSnapshotCodec.Take(state, Generators.Catalogue, int.MaxValue).Head.AsSpan(), state.Subject, Generators.Catalogue).State!;
        Assert.Null(loaded.TryAnswer(all, TallyBy.Type, Generators.Catalogue));
        Assert.Equal(state.Fingerprint(), loaded.Fingerprint());
    }

    [Fact]
    public void ContestedDays_AreLeftToTheLedger_WhenTooManyToKeep()
    {
        var state = new SubjectState(SubjectId.Region("iq"));
        var next = Example.Thursday.AddDays(1);
        for (var i = 0; i <= 10_000; i++)
        {
            var attack = Example.Attack(i + 1) with { Days = [new(Example.Thursday, Membership.Best), new(next, Membership.High)] };
            state.Apply(0, i + 1, SubjectStateOrderTests.Changing(attack.Incident, null, attack), Generators.Catalogue);
        }

        var all = new TallyFilter { Subject = state.Subject };
        Assert.Null(state.TryAnswer(all, TallyBy.None, Generators.Catalogue));
        Assert.Null(state.TryAnswer(all with { From = next }, TallyBy.None, Generators.Catalogue));
        Assert.Equal(0, state.TryAnswer(all with { To = new DateOnly(2022, 12, 31) }, TallyBy.None, Generators.Catalogue)!.Incidents);
    }

    [Fact]
    public void Signals_HoldFromRaisedToWithdrawnAndAgainWhenRestored_InAnyOrderOfPartitions()
    {
        var raised = new EntryEffects { Raised = Example.Statement() };
        var withdrawn = new EntryEffects { Withdrawn = ["s1"] };
        var restored = new EntryEffects { Withdrawn = ["s1"], Restored = [Example.Statement()] };
        var state = new SubjectState(UsForces);
        state.Apply(1, 1, withdrawn, Generators.Catalogue);
        Assert.Empty(state.Signals);
        state.Apply(0, 1, raised, Generators.Catalogue);
        Assert.Empty(state.Signals);
        state.Apply(1, 2, restored, Generators.Catalogue);
        Assert.Equal("s1", Assert.IsType<StatementReport>(Assert.Single(state.Signals).Report).Id);
        var head = SubjectSnapshotCodec.Take(state, Generators.Catalogue).Head;
        var loaded = SubjectSnapshotCodec.Load(head.AsSpan(), UsForces, Generators.Catalogue).State!;
        Assert.Equal(state.Signals.Select(s => s.RecordedAt), loaded.Signals.Select(s => s.RecordedAt));
    }
}
