using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Notifications;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;
using CsCheck;

namespace Actors.Domain.Tests.Threat.Notifications;

public sealed class NotificationPlannerTests
{
    private static readonly SubjectId Harir = SubjectId.Base("al-harir");
    private static readonly SubjectId UsForces = SubjectId.Group("us-forces");

    [Fact]
    public void NewsDay_TellsUsForcesOnceOfLevelRecordAndGap()
    {
        var desk = new Desk(UsForces);
        Assert.Equal(
            [NotificationKind.LevelRaised, NotificationKind.Record, NotificationKind.TotalGap],
            desk.See(NewsDay.UsForces).Select(n => n.Kind));
        Assert.Equal(("Normal", "Charlie"), (desk.Told[0].From, desk.Told[0].To));
        Assert.Contains("most widespread of the 1 itemised day", desk.Told[1].Text);
        Assert.Equal(3, desk.Told[1].Evidence.Length);
        Assert.Contains("at least 37 are unexplained", desk.Told[2].Text);
        Assert.Empty(desk.See(NewsDay.UsForces));
    }

    [Fact]
    public void Harir_TellsOfTheLevelAndOfOneConflict()
    {
        var desk = new Desk(Harir);
        var view = NewsDay.Fold(Harir, "Al-Harir", NewsDay.Harir);
        Assert.Equal([NotificationKind.LevelRaised, NotificationKind.ClaimsConflict], desk.See(view).Select(n => n.Kind));
        Assert.Equal($"/v1/incidents/{NewsDay.Harir.Id:D}", Assert.Single(desk.Told[1].Evidence));

        var settled = desk.See(NewsDay.Fold(Harir, "Al-Harir", NewsDay.Harir with { Contested = false })).Single();
        Assert.Equal((NotificationKind.Correction, 2L), (settled.Kind, settled.Corrects));
    }

    [Fact]
    public void Record_IsCorrectedOnGrowthAndOnLoss_AndNeverSaidTwice()
    {
        var desk = new Desk(UsForces);
        desk.See(NewsDay.UsForces);
        var fourth = NewsDay.Asad with { Id = new Guid("00000000-0000-0000-0000-000000000009"), Place = SubjectId.Region("iq-ba"), Subdivision = "iq-ba" };
        var grown = desk.See(NewsDay.Fold(UsForces, "US forces", NewsDay.Mosul, NewsDay.Harir, NewsDay.Asad, fourth)
            with
        { Totals = NewsDay.UsForces.Totals, Signals = NewsDay.UsForces.Signals }).Single(n => n.Text.Contains("changed from 3 to 4", StringComparison.Ordinal));
        Assert.Equal((NotificationKind.Correction, 2L), (grown.Kind, grown.Corrects));

        var lost = desk.See(NewsDay.Fold(UsForces, "US forces", NewsDay.Mosul, NewsDay.Asad)
            with
        { Totals = NewsDay.UsForces.Totals, Signals = NewsDay.UsForces.Signals });
        Assert.Contains(lost, n => n.Kind == NotificationKind.Correction && n.Corrects == grown.Position && n.Text.Contains("is no record any more", StringComparison.Ordinal));

        var back = desk.See(NewsDay.UsForces);
        Assert.DoesNotContain(back, n => n.Kind == NotificationKind.Record);
        Assert.Contains(back, n => n.Kind == NotificationKind.Correction && n.Text.Contains("a record after all", StringComparison.Ordinal));
    }

    [Fact]
    public void Level_IsCorrected_WhenItsEvidenceIsWithdrawn_AndLowered_WhenTimePasses()
    {
        var view = NewsDay.Fold(Harir, "Al-Harir", NewsDay.Harir);
        var desk = new Desk(Harir);
        desk.See(view);
        var gone = desk.See(NewsDay.Fold(Harir, "Al-Harir"), NewsDay.Evening.AddMinutes(1));
        var correction = gone.Single(n => n.To is not null);
        Assert.Equal((NotificationKind.Correction, 1L, "Charlie", "Normal"), (correction.Kind, correction.Corrects, correction.From, correction.To));

        var later = new Desk(Harir);
        later.See(view);
        var lowered = later.See(view, later.Decision!.NextChangeAt!.Value).Single();
        Assert.Equal((NotificationKind.LevelLowered, "Charlie", "Bravo"), (lowered.Kind, lowered.From, lowered.To));
    }

    [Fact]
    public void Milestone_IsToldOnce_AndCorrectedWhenUncrossed()
    {
        var desk = new Desk(Harir);
        SubjectView Of(int count) => NewsDay.Fold(Harir, "Al-Harir") with { AllTime = [new AllTimeCount("all", count)] };
        Assert.Empty(desk.See(Of(9)));
        Assert.Equal(["10", "20"], desk.See(Of(21)).Select(n => n.Text.Split(' ')[0]));
        Assert.Empty(desk.See(Of(22)));
        var correction = desk.See(Of(19)).Single();
        Assert.Equal((NotificationKind.Correction, 2L), (correction.Kind, correction.Corrects));
        Assert.Equal(NotificationKind.Milestone, desk.See(Of(20)).Single().Kind);
        Assert.Empty(desk.See(Of(20)));
    }

    [Fact]
    public void Milestones_Are1245TimesPowersOfTen() =>
        Assert.Equal([10, 20, 40, 50, 100, 200, 400, 500, 1000], Milestones.UpTo(1999));

    [Fact]
    public void Import_GivesOneSummary_AndNoMilestonesRecordsOrLevels()
    {
        var fold = new SubjectFold(UsForces, "US forces", NewsDay.Baghdad);
        for (var i = 0; i < 1000; i++)
        {
            fold.Apply(null, NewsDay.On(NewsDay.Day.AddDays(-i % 400), i));
        }

        var desk = new Desk(UsForces);
        var during = new Arrivals { OnlyLate = true, Import = "ucdp", LateReports = 1000, From = NewsDay.Day.AddDays(-399), To = NewsDay.Day, LateIncidents = [new("target", 1000)] };
        Assert.Empty(desk.See(fold.View(), arrivals: during));
        var summary = desk.See(fold.View(), NewsDay.Evening.AddMinutes(1), new Arrivals { OnlyLate = true, Import = "ucdp", ImportFinished = true }).Single();
        Assert.Equal(NotificationKind.ImportSummary, summary.Kind);
        Assert.Contains("The import ucdp added 1000 reports concerning US forces about days from 6 October 2022 to 9 November 2023", summary.Text);
        Assert.Empty(desk.See(fold.View(), NewsDay.Evening.AddMinutes(2)));
    }

    [Fact]
    public void Import_OfTheLastDays_TellsTheLevelAtOnce_AndTheRestInItsSummary()
    {
        var desk = new Desk(Harir);
        var view = NewsDay.Fold(Harir, "Al-Harir", [.. Enumerable.Range(0, 12).Select(i => NewsDay.On(NewsDay.Day, i) with { Place = Harir, Contested = true })]);
        var import = new Arrivals { OnlyLate = true, TellsLevel = true, Import = "desk", LateReports = 12, From = NewsDay.Day, To = NewsDay.Day, LateIncidents = [new("all", 12)] };

        Assert.Equal(NotificationKind.LevelRaised, desk.See(view, arrivals: import).Single().Kind);
        Assert.Equal(NewsDay.Evening.AddMinutes(5), desk.SummaryDueAt);
        Assert.Equal(NotificationKind.ImportSummary, desk.See(view, NewsDay.Evening.AddMinutes(5)).Single().Kind);
    }

    [Fact]
    public void LateReports_GiveOneSummaryAnHour()
    {
        var desk = new Desk(Harir);
        var view = NewsDay.Fold(Harir, "Al-Harir", NewsDay.On(NewsDay.Day.AddDays(-100), 1) with { Place = Harir, Contested = true });
        var late = new Arrivals { OnlyLate = true, LateReports = 1, From = NewsDay.Day.AddDays(-100), To = NewsDay.Day.AddDays(-100) };
        Assert.Empty(desk.See(view, NewsDay.Evening.AddMinutes(5), late));
        Assert.Empty(desk.See(view, NewsDay.Evening.AddMinutes(25), late));
        Assert.Equal(NewsDay.Evening.AddHours(1), desk.SummaryDueAt);
        Assert.Contains("2 reports", desk.See(view, NewsDay.Evening.AddHours(1)).Single().Text);
    }

    [Fact]
    public void TotalGap_IsCorrected_WhenItChanges()
    {
        var desk = new Desk(UsForces);
        desk.See(NewsDay.UsForces);
        var correction = desk.See(NewsDay.UsForces with { Totals = [new ViewTotal(NewsDay.AtLeastForty, 5)] }).Single();
        Assert.Equal((NotificationKind.Correction, 3L), (correction.Kind, correction.Corrects));
        Assert.Contains("at least 35 are unexplained", correction.Text);
    }

    [Fact]
    public void Posture_IsToldOncePerReport_AndCorrectedWhenWithdrawn()
    {
        var region = SubjectId.Region("middle-east");
        var posture = new PostureReport
        {
            Id = "p",
            Source = "us-officials",
            PublishedAt = NewsDay.Evening,
            Subject = region,
            Measures = ["increase-patrols", "restrict-access"],
            Status = PostureStatus.Active,
        };
        var view = NewsDay.Fold(region, "Middle East") with { Signals = [new Signal(posture, NewsDay.Evening, [region])] };
        var desk = new Desk(region);
        Assert.Equal("Middle East: protective measures in force, says us-officials: increase patrols and restrict access.", desk.See(view).Single().Text);
        Assert.Empty(desk.See(view));
        Assert.Equal(1L, desk.See(view with { Signals = [] }).Single().Corrects);
    }

    [Fact]
    public void Surge_IsToldOnceADay()
    {
        var fold = new SubjectFold(Harir, "Al-Harir", NewsDay.Baghdad);
        for (var back = 60; back > 0; back -= 10)
        {
            fold.Apply(null, NewsDay.On(NewsDay.Day.AddDays(-back), 0));
        }

        for (var i = 0; i < 4; i++)
        {
            fold.Apply(null, NewsDay.On(NewsDay.Day, i));
        }

        var desk = new Desk(Harir);
        Assert.Contains(desk.See(fold.View()), n => n.Kind == NotificationKind.Surge);
        fold.Apply(null, NewsDay.On(NewsDay.Day, 5));
        Assert.DoesNotContain(desk.See(fold.View()), n => n.Kind == NotificationKind.Surge);
    }

    [Fact]
    public void LastUncorrectedNotifications_DoNotDependOnTheOrderOfArrival() =>
        Gen.Shuffle(Enumerable.Range(0, 14).ToArray()).Sample(order =>
        {
            var incidents = Enumerable.Range(0, 14).Select(i => NewsDay.On(NewsDay.Day.AddDays(-(i % 3)), i) with
            {
                Place = SubjectId.Region("iq-" + (char)('a' + (i % 5))),
                Subdivision = "iq-" + (char)('a' + (i % 5)),
            }).ToArray();
            Assert.Equal(Standing(incidents), Standing([.. order.Select(i => incidents[i])]));
        }, iter: 40);

    [Fact]
    public void State_IsFoldedFromTheNotificationsAlone_AndReadsWhatItWrote()
    {
        var desk = new Desk(UsForces);
        desk.See(NewsDay.UsForces);
        const string Golden = """{"v":1,"topics":{"level":[1,"Charlie",true],"record/iq/2023-11-09/places":[2,"3",true],"total-gap/guardian:2023-11-09:07":[3,"37",true]},"counts":{"target":3}}""";
        Assert.Equal(Golden, Encoding.UTF8.GetString(desk.State.Write()));
        Assert.Equal(desk.State.Write(), NotificationState.Read(desk.State.Write()).Write());
        var summary = desk.State with { Summary = new OpenSummary("hour 2023-11-09T19", 2, NewsDay.Day, null, NewsDay.Evening) };
        Assert.Equal(summary.Summary, NotificationState.Read(summary.Write()).Summary);
        Assert.Throws<JsonException>(() => NotificationState.Read(Encoding.UTF8.GetBytes("""{"v":2}""")));
    }

    [Fact]
    public void NotificationJson_IsTheContracts()
    {
        var notification = new Notification
        {
            Position = 17,
            Kind = NotificationKind.LevelRaised,
            Subject = Harir,
            At = new DateTimeOffset(2023, 11, 9, 18, 41, 2, 113, TimeSpan.Zero),
            From = "Bravo",
            To = "Charlie",
            Text = "words",
            Evidence = ["/v1/incidents/1"],
            Policy = "base-default@3",
            Positions = ImmutableSortedDictionary<int, long>.Empty.Add(0, 41).Add(2, 17),
        };
        const string Golden = """{"position":17,"kind":"level-raised","subject":"base:al-harir","at":"2023-11-09T18:41:02.113Z","from":"Bravo","to":"Charlie","text":"words","evidence":["/v1/incidents/1"],"corrects":null,"policy":"base-default@3","positions":{"0":41,"2":17}}""";
        Assert.Equal(Golden, Encoding.UTF8.GetString(NotificationJson.Write(notification)));
        Assert.Equal(Golden, Encoding.UTF8.GetString(NotificationJson.Write(NotificationJson.Read(Encoding.UTF8.GetBytes(Golden)))));
    }

    private static string Standing(ViewIncident[] incidents)
    {
        var desk = new Desk(UsForces);
        var fold = new SubjectFold(UsForces, "US forces", NewsDay.Baghdad);
        foreach (var incident in incidents)
        {
            fold.Apply(null, incident);
            desk.See(fold.View());
        }

        return string.Join("\n", desk.State.Topics.Where(t => t.Value.Holds).Select(t => $"{t.Key} {t.Value.Value}"));
    }

    /// <summary>Makes what is planned durable at the next positions, as the notification partition does.</summary>
    private sealed class Desk(SubjectId subject)
    {
        private readonly ThreatPolicy policy = ThreatPolicyDefaults.For(subject.Kind);

        public List<Notification> Told { get; } = [];

        public NotificationState State { get; private set; } = NotificationState.Empty;

        public Decision? Decision { get; private set; }

        public DateTimeOffset? SummaryDueAt { get; private set; }

        public Notification[] See(SubjectView view, DateTimeOffset? at = null, Arrivals? arrivals = null)
        {
            var decision = ThreatDecider.Decide(policy, view, at ?? NewsDay.Evening, Decision);
            var plan = NotificationPlanner.Plan(State, Decision, view, decision, policy, arrivals ?? Arrivals.Live);
            var first = Told.Count + 1;
            var now = plan.Drafts.Select((d, i) => d.At(first + i, decision, ImmutableSortedDictionary<int, long>.Empty)).ToArray();
            (State, Decision, SummaryDueAt) = (plan.After(first), decision, plan.SummaryDueAt);
            Told.AddRange(now);
            return now;
        }
    }
}
