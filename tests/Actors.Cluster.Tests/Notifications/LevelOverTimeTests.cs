using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Notifications;

namespace Actors.Cluster.Tests.Notifications;

public sealed class LevelOverTimeTests
{
    private const string Attack =
        """{"kind":"incident","id":"time:1","source":"iraqi-security-sources","publishedAt":"2023-11-09T18:00:00Z","incident":"time-1","occurred":{"from":"2023-11-09","precision":"day"},"place":{"base":"al-harir"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"outcome":"hit"}""";

    [Fact]
    public async Task Level_FallsAtTheComputedTime_WhenOnlyTheReminderWakesTheSubject()
    {
        await using var cluster = await ThreatCluster.StartAsync();
        await cluster.PostAsync(Attack);
        await cluster.HandedOverAsync();
        var grain = cluster.Subject("base:al-harir");
        var next = DecisionJson.Read((await grain.ThreatAsync(null)).Decision.Span).NextChangeAt!.Value;
        Assert.NotEmpty((await cluster.RemindersAsync(grain.GetGrainId())).Reminders);

        // Nobody is active; what the reminder service does is called by hand, as its period is a minute.
        await cluster.DeactivateAllAsync();
        cluster.Clock.SetUtcNow(next - TimeSpan.FromMinutes(1));
        await grain.AsReference<IRemindable>().ReceiveReminder("threat", default);
        Assert.Single(await SaidAsync(cluster));

        cluster.Clock.SetUtcNow(next);
        await grain.AsReference<IRemindable>().ReceiveReminder("threat", default);
        var said = await SaidAsync(cluster);
        Assert.Equal([NotificationKind.LevelRaised, NotificationKind.LevelLowered], said.Select(n => n.Kind));
        Assert.Equal(next, said[1].At);

        cluster.Clock.SetUtcNow(next.AddDays(60));
        await grain.AsReference<IRemindable>().ReceiveReminder("threat", default);
        Assert.Equal("Normal", (await SaidAsync(cluster))[^1].To);
        Assert.Empty((await cluster.RemindersAsync(grain.GetGrainId())).Reminders);
    }

    [Fact]
    public async Task Import_IsToldByOneSummaryPerSubject_AndNotByMilestones()
    {
        await using var cluster = await ThreatCluster.StartAsync();
        var old = Enumerable.Range(0, 300).Select(i =>
            $$$"""{"kind":"incident","id":"old:{{{i}}}","source":"iraqi-security-sources","publishedAt":"2010-01-01T00:00:00Z","incident":"old-{{{i}}}","occurred":{"from":"{{{new DateOnly(2009, 1, 1).AddDays(i):yyyy-MM-dd}}}","precision":"day"},"place":{"base":"al-harir"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"outcome":"hit"}""");
        foreach (var part in old.Chunk(50))
        {
            await cluster.PostAsync(part);
        }

        await cluster.HandedOverAsync();
        var grain = cluster.Subject("base:al-harir");
        await grain.AsReference<IRemindable>().ReceiveReminder("threat", default);
        Assert.Empty(await SaidAsync(cluster));

        cluster.Clock.Advance(TimeSpan.FromHours(1));
        await grain.AsReference<IRemindable>().ReceiveReminder("threat", default);
        var summary = Assert.Single(await SaidAsync(cluster));
        Assert.Equal(NotificationKind.ImportSummary, summary.Kind);
        Assert.Contains("300 reports", summary.Text);
    }

    [Fact]
    public async Task BulkImport_OfTheLastDays_IsToldByOneSummaryPerSubject_AndByTheLevel()
    {
        await using var cluster = await ThreatCluster.StartAsync();
        var recent = Enumerable.Range(0, 300).Select(i =>
            $$$"""{"kind":"incident","id":"recent:{{{i}}}","source":"iraqi-security-sources","publishedAt":"2023-11-09T17:00:00Z","incident":"recent-{{{i}}}","occurred":{"from":"2023-11-{{{1 + (i % 9):00}}}","precision":"day"},"place":{"base":"al-harir"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"outcome":"hit"}""");
        foreach (var part in recent.Chunk(50))
        {
            await cluster.ImportAsync("desk 2023", part);
        }

        await cluster.HandedOverAsync();
        var levels = await SaidAsync(cluster);
        Assert.NotEmpty(levels);
        Assert.All(levels, n => Assert.Equal(NotificationKind.LevelRaised, n.Kind));
        Assert.Equal(levels.Count, levels.Select(n => n.To).Distinct().Count());

        // What an activation knows of an open import survives it.
        await cluster.DeactivateAllAsync();
        cluster.Clock.Advance(TimeSpan.FromMinutes(5));
        await cluster.Subject("base:al-harir").AsReference<IRemindable>().ReceiveReminder("threat", default);
        var summary = Assert.Single((await SaidAsync(cluster)).Skip(levels.Count));
        Assert.Equal(NotificationKind.ImportSummary, summary.Kind);
        Assert.StartsWith("The import desk 2023 added 300 reports concerning", summary.Text, StringComparison.Ordinal);
        Assert.Contains("about days from 1 November 2023 to 9 November 2023", summary.Text);

        // Nobody heard of milestones, of the group or of the regions either; what comes later singly is told, beyond what was imported.
        var said = await cluster.NotificationsAsync();
        Assert.DoesNotContain(said, n => n.Kind is NotificationKind.Milestone or NotificationKind.Record or NotificationKind.Surge);
        await cluster.PostAsync(recent.Take(100).Select(r => r.Replace("recent", "single", StringComparison.Ordinal)));
        await cluster.HandedOverAsync();
        Assert.Equal("400 incidents of Al-Harir Air Base are itemised: 400 in all.", Assert.Single(await SaidAsync(cluster), n => n.Kind == NotificationKind.Milestone).Text);
    }

    private static async Task<IReadOnlyList<Notification>> SaidAsync(ThreatCluster cluster) =>
        [.. (await cluster.NotificationsAsync()).Where(n => n.Subject.ToString() == "base:al-harir")];
}
