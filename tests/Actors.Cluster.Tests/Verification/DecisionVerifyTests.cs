using System.Text;
using Actors.Abstractions.Notifications;
using Actors.Abstractions.Verification;
using Actors.Cluster.Tests.Notifications;
using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Policies;
using Actors.Ledger;
using Actors.Testing;

namespace Actors.Cluster.Tests.Verification;

/// <summary><c>verify</c> makes every recorded decision again.</summary>
public sealed class DecisionVerifyTests
{
    [SharedDataTheory("scenarios/iraq-2023-11-09.ndjson")]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(23)]
    public async Task Verify_MakesEveryDecisionAgain_WhateverTheOrderTimePolicyAndRestart(int seed)
    {
        await using var cluster = await ThreatCluster.StartAsync();
        var random = new Random(seed);
        var reports = ThreatCluster.NewsDay().ToArray();
        if (seed > 0)
        {
            random.Shuffle(reports);
        }

        foreach (var part in reports.Chunk(3))
        {
            await cluster.PostAsync(part);
            await cluster.HandedOverAsync();
            if (random.Next(3) == 0)
            {
                await cluster.DeactivateAllAsync();
            }
        }

        // A level falls by itself, a policy changes, a report is withdrawn: decisions of every kind.
        cluster.Clock.Advance(TimeSpan.FromDays(3));
        foreach (var subject in new[] { "base:al-harir", "base:ain-al-asad", "region:iq" })
        {
            await cluster.Subject(subject).ThreatAsync(null);
        }

        var changed = ThreatPolicyReader.Read(Encoding.UTF8.GetBytes(ThreatPolicyDefaults.Base.Canonical.Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal).Replace("\"atLeast\":1", "\"atLeast\":2", StringComparison.Ordinal))).Policy!;
        await cluster.Cluster.Client.GetGrain<IPolicyGrain>(0).PutAsync(Encoding.UTF8.GetBytes(changed.Canonical));
        await cluster.PostAsync("""{"kind":"retraction","id":"retract:1","source":"guardian","publishedAt":"2023-11-09T18:59:00Z","retracts":"guardian:2023-11-09:04","reason":"source withdrew"}""");
        await cluster.HandedOverAsync();
        var (differences, end) = await VerifyAsync(cluster);
        Assert.Empty(differences);
        Assert.Equal((0, 0), (end.Differences, end.Skipped));
    }

    /// <summary>A subject that starts anew reads its last incidents before it decides. It must not decide without them because that reading failed once.</summary>
    [Fact]
    public async Task Decision_RestsOnEveryIncident_WhenTheLedgerWasAwayAsASubjectStartedAnew()
    {
        await using var cluster = await ThreatCluster.StartAsync();
        await cluster.PostAsync(Incident(1), Incident(2));
        await cluster.HandedOverAsync();
        await cluster.DeactivateAllAsync();

        cluster.Control.ListsAreAway = true;
        await cluster.PostAsync(Incident(3));
        await Eventually.HoldsAsync("subjects have asked in vain", () => cluster.Control.Refused >= 4);
        cluster.Control.ListsAreAway = false;
        await cluster.HandedOverAsync();

        var (differences, end) = await VerifyAsync(cluster);
        Assert.Empty(differences);
        Assert.Equal((0, 0), (end.Differences, end.Skipped));
        var threat = DecisionJson.Read((await cluster.Subject("base:al-harir").ThreatAsync(null)).Decision.Span);
        Assert.Equal(3, threat.Weighing.Length);

        static string Incident(int number) =>
            $$"""{"kind":"incident","id":"a:{{number}}","source":"iraqi-security-sources","publishedAt":"2023-11-09T18:00:00Z","incident":"a-{{number}}","occurred":{"from":"2023-11-09","precision":"day"},"place":{"base":"al-harir"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"outcome":"hit"}""";
    }

    /// <summary>More places than the cells of a subject tell apart: where its attacks were is read from the ledger once, not at each decision.</summary>
    [Fact]
    public async Task Decision_KnowsEveryPlace_WithoutReadingTheLedgerAgain_WhereAGroupIsAttackedAtThousands()
    {
        const int places = 2_100;
        await using var cluster = await ThreatCluster.StartAsync();
        foreach (var part in Enumerable.Range(0, places).Chunk(500))
        {
            await cluster.PostAsync(part.Select(n => Attack(n, n)));
        }

        await cluster.HandedOverAsync();
        await cluster.DeactivateAllAsync();
        await cluster.PostAsync(Attack(places, 0));
        await cluster.HandedOverAsync();
        await cluster.Subject("group:us-forces").ThreatAsync(null);

        var listed = cluster.Control.Listed;
        for (var n = 1; n <= 5; n++)
        {
            await cluster.PostAsync(Attack(places + n, n));
            await cluster.HandedOverAsync();
            await cluster.Subject("group:us-forces").ThreatAsync(null);
        }

        Assert.InRange(cluster.Control.Listed - listed, 0, 100);
        var threat = DecisionJson.Read((await cluster.Subject("group:us-forces").ThreatAsync(null)).Decision.Span);
        Assert.Contains("2100 places", threat.Detectors.Single(d => d.Detector == "widespread").Text, StringComparison.Ordinal);

        var (differences, end) = await VerifyAsync(cluster);
        Assert.Empty(differences);
        Assert.Equal((0, 0), (end.Differences, end.Skipped));

        static string Attack(int number, int place) =>
            $$$"""{"kind":"incident","id":"p:{{{number}}}","source":"iraqi-security-sources","publishedAt":"2023-11-09T18:00:00Z","incident":"p-{{{number}}}","occurred":{"from":"2023-11-09","precision":"day"},"place":{"base":"post-{{{place}}}","region":"iq"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"outcome":"hit"}""";
    }

    [Fact]
    public async Task Verify_TellsADecision_ThatDoesNotFollowFromPolicyStateAndTime()
    {
        await using var cluster = await ThreatCluster.StartAsync();
        await cluster.PostAsync("""{"kind":"incident","id":"v:1","source":"iraqi-security-sources","publishedAt":"2023-11-09T18:00:00Z","incident":"v-1","occurred":{"from":"2023-11-09","precision":"day"},"place":{"base":"al-harir"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"outcome":"hit"}""");
        await cluster.HandedOverAsync();
        var (before, _) = await VerifyAsync(cluster);
        Assert.Empty(before);

        // The same notification again, with another level in its decision.
        var head = (await cluster.Ledger.ReadHeadAsync(LedgerPartitions.Notifications, CancellationToken.None)).Position;
        var page = await cluster.Ledger.ReadAsync(LedgerPartitions.Notifications, 0, head, 100, EntryParts.All, CancellationToken.None);
        var honest = page.Entries.First(e => !e.Report.IsEmpty && Encoding.UTF8.GetString(e.Effects.Span).Contains("base:al-harir", StringComparison.Ordinal));
        var forged = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(honest.Report.Span).Replace("\"to\":\"Bravo\"", "\"to\":\"Alpha\"", StringComparison.Ordinal));
        Assert.NotEqual(honest.Report.ToArray(), forged);
        var outcome = await cluster.Ledger.AppendAsync(
            new AppendRequest
            {
                Partition = LedgerPartitions.Notifications,
                ExpectedHead = head,
                BatchId = Guid.NewGuid(),
                Entries = [new NewEntry { Kind = honest.Kind, Subjects = ["base:al-harir"], Effects = honest.Effects, Report = forged }],
            },
            CancellationToken.None);
        Assert.IsType<AppendOutcome.Committed>(outcome);

        var (differences, end) = await VerifyAsync(cluster);
        var difference = Assert.Single(differences);
        Assert.Contains($"notification {head + 1}", difference, StringComparison.Ordinal);
        Assert.Equal(1, end.Differences);
    }

    private static async Task<(List<string> Differences, VerifyLine End)> VerifyAsync(ThreatCluster cluster)
    {
        var differences = new List<string>();
        VerifyLine? end = null;
        var decisions = 0L;
        await foreach (var line in cluster.Cluster.Client.GetGrain<IVerifyGrain>(Guid.NewGuid()).RunAsync(CancellationToken.None))
        {
            decisions = line.Phase == "decisions" ? line.Checked : decisions;
            end = line;
            if (line.Difference is not null)
            {
                differences.Add(line.Difference);
            }
        }

        Assert.True(decisions > 0, "No decision was made again.");
        return (differences, end!);
    }
}
