using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Notifications;
using Actors.Testing;
using Xunit.Abstractions;

namespace Actors.Cluster.Tests.Notifications;

public sealed class NewsDayNotificationTests(ITestOutputHelper output)
{
    private static readonly string[] Places = ["base:al-harir", "base:ain-al-asad", "region:iq-ni", "group:us-forces"];

    [SharedDataTheory("scenarios/iraq-2023-11-09.ndjson")]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(42)]
    public async Task FirstNewsDay_RaisesThePlacesAndUsForces_InAnyOrderAndRepetition(int seed)
    {
        await using var cluster = await ThreatCluster.StartAsync();
        var reports = ThreatCluster.NewsDay().ToArray();
        if (seed > 0)
        {
            var random = new Random(seed);
            reports = [.. reports, .. reports.Take(9)];
            random.Shuffle(reports);
        }

        foreach (var report in reports)
        {
            await cluster.PostAsync(report);
        }

        await cluster.HandedOverAsync();
        var said = await cluster.NotificationsAsync();
        foreach (var n in said)
        {
            output.WriteLine($"{n.Position} {NotificationJson.Slug(n.Kind)} {n.Subject} {n.From}→{n.To} corrects {n.Corrects}: {n.Text}");
        }

        Assert.Equal(Enumerable.Range(1, said.Count).Select(i => (long)i), said.Select(n => n.Position));
        foreach (var (subject, level) in Places.Zip(["Charlie", "Bravo", "Bravo", "Charlie"]))
        {
            var last = said.Last(n => n.Subject.ToString() == subject && n.To is not null);
            Assert.Equal((subject, level), (subject, last.To));
            var answer = await cluster.Subject(subject).ThreatAsync(null);
            Assert.Equal(level, DecisionJson.Read(answer.Decision.Span).To);
            Assert.Equal(level, (await cluster.Subject(subject).DescribeAsync(null)).Level);
        }

        Assert.Single(said, n => n.Kind == NotificationKind.Record && n.Subject.ToString() == "group:us-forces");
        Assert.DoesNotContain(said, n => n.Kind == NotificationKind.Surge && n.Subject.ToString() == "group:us-forces");
        var again = said.Count;
        await cluster.PostAsync(reports);
        await cluster.HandedOverAsync();
        Assert.Equal(again, (await cluster.NotificationsAsync()).Count);
    }

    [SharedDataFact("scenarios/iraq-2023-11-09.ndjson")]
    public async Task Retraction_UnmakesWhatRestedOnTheReport_WithOneCorrectionEach()
    {
        await using var cluster = await ThreatCluster.StartAsync();
        await cluster.PostAsync(ThreatCluster.NewsDay());
        await cluster.HandedOverAsync();
        var before = (await cluster.NotificationsAsync()).Count;

        const string Retraction =
            """{"kind":"retraction","id":"retract:1","source":"guardian","publishedAt":"2023-11-09T18:59:00Z","retracts":"guardian:2023-11-09:04","reason":"source withdrew"}""";
        await cluster.PostAsync(Retraction);
        await cluster.PostAsync(Retraction);
        await cluster.HandedOverAsync();

        var said = await cluster.NotificationsAsync();
        var news = said.Skip(before).ToList();
        foreach (var n in news)
        {
            output.WriteLine($"{n.Position} {NotificationJson.Slug(n.Kind)} {n.Subject} {n.From}→{n.To} corrects {n.Corrects}: {n.Text}");
        }

        // A total that agreed until then, and of which nothing was said, may have a gap now; whether it was said before depends on the order.
        Assert.All(news, n => Assert.True(n.Kind is NotificationKind.Correction or NotificationKind.TotalGap, n.Text));
        Assert.All(news, n => Assert.Equal(n.Kind == NotificationKind.Correction, n.Corrects is not null));
        var level = Assert.Single(news, n => n.Subject.ToString() == "base:ain-al-asad" && n.To is not null);
        Assert.Equal(("Bravo", "Normal"), (level.From, level.To));
        Assert.Equal(NotificationKind.LevelRaised, said[(int)level.Corrects!.Value - 1].Kind);
        var record = said.Single(n => n.Kind == NotificationKind.Record && n.Subject.ToString() == "group:us-forces");
        Assert.Single(news, n => n.Corrects == record.Position);
        var corrected = news.Where(n => n.Corrects is not null).Select(n => n.Corrects).ToList();
        Assert.Equal(corrected.Count, corrected.Distinct().Count());
    }
}
