using System.Text;
using Actors.Abstractions.Notifications;
using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Notifications;
using Actors.Domain.Threat.Policies;

namespace Actors.Cluster.Tests.Notifications;

/// <summary>The level of what contains a subject: shown beside its own, or its floor where the policy says so.</summary>
public sealed class FloorTests
{
    [Fact]
    public async Task ParentsLevel_IsShownBesideTheChilds_AndIsItsFloorWhenThePolicyAppliesIt()
    {
        await using var cluster = await ThreatCluster.StartAsync();
        await cluster.PostAsync(Attack(1, "al-harir"));
        await cluster.HandedOverAsync();

        // Another base of the same subdivision that was never attacked.
        await cluster.PostAsync("""{"kind":"posture","id":"p:1","source":"us-officials","publishedAt":"2023-11-09T18:00:00Z","subject":"base:erbil-air-base","measures":["restrict-access"],"status":"active"}""");
        await cluster.HandedOverAsync();
        var shown = await LevelAsync(cluster, "base:al-harir");
        Assert.Equal(("region:iq-ar", "Bravo", false), (shown.Floor!.Parent.ToString(), shown.Floor.Level, shown.Floor.Applied));
        Assert.Contains("Erbil, which contains it, stands at Bravo", shown.Text, StringComparison.Ordinal);
        var child = await LevelAsync(cluster, "base:erbil-air-base");
        Assert.Equal("Bravo", child.Floor!.Level);
        var own = child.To;
        Assert.NotEqual("Bravo", own);

        var applied = ThreatPolicyReader.Read(Encoding.UTF8.GetBytes(ThreatPolicyDefaults.Base.Canonical
            .Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal).Replace("\"floorFromParent\":\"show\"", "\"floorFromParent\":\"apply\"", StringComparison.Ordinal))).Policy!;
        await cluster.Cluster.Client.GetGrain<IPolicyGrain>(0).PutAsync(Encoding.UTF8.GetBytes(applied.Canonical));
        child = await LevelAsync(cluster, "base:erbil-air-base");
        Assert.Equal(("Bravo", true), (child.To, child.Floor!.Applied));

        // The parent's level falls by itself; the child follows, and it is no correction.
        cluster.Clock.Advance(TimeSpan.FromDays(40));
        await cluster.Subject("region:iq-ar").ThreatAsync(null);
        child = await LevelAsync(cluster, "base:erbil-air-base");
        Assert.Equal(own, child.To);
        Assert.DoesNotContain(await cluster.NotificationsAsync(), n => n.Kind == NotificationKind.Correction);
    }

    private static async Task<Decision> LevelAsync(ThreatCluster cluster, string subject) =>
        DecisionJson.Read((await cluster.Subject(subject).ThreatAsync(null)).Decision.Span);

    private static string Attack(int number, string place) =>
        $$$"""{"kind":"incident","id":"floor:{{{number}}}","source":"iraqi-security-sources","publishedAt":"2023-11-09T18:00:00Z","incident":"floor-{{{number}}}","occurred":{"from":"2023-11-09","precision":"day"},"place":{"base":"{{{place}}}"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"outcome":"hit"}""";
}
