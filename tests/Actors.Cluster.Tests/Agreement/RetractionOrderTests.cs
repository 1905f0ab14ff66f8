using Actors.Abstractions.Intake;
using Actors.Abstractions.Subjects;
using Actors.Cluster.Tests.Notifications;
using Actors.Domain.Incidents;
using Actors.Testing;

namespace Actors.Cluster.Tests.Agreement;

/// <summary>What is withdrawn, restored and withdrawn again does not hang on the order in which it arrives.</summary>
public sealed class RetractionOrderTests
{
    private static readonly TimeSpan AttachLimit = TimeSpan.FromSeconds(30);

    /// <summary>A retraction holds unless retracted by a later one that holds: with an odd number in a row the incident is gone, with an even number it stands.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    public async Task Incident_CountsByTheLastRetractionThatHolds_InEveryOrderOfArrival(int retractions, long counted)
    {
        await using var cluster = await ThreatCluster.StartAsync(partitions: 3);
        var orders = Orders([.. Enumerable.Range(0, retractions + 1)]).ToList();
        foreach (var inOneCall in new[] { true, false })
        {
            for (var order = 0; order < orders.Count; order++)
            {
                var name = $"{(inOneCall ? "one" : "each")}-{order}";
                var reports = orders[order].Select(number => Report(name, number)).ToList();
                if (inOneCall)
                {
                    await cluster.PostAsync(reports);
                }
                else
                {
                    foreach (var report in reports)
                    {
                        await cluster.PostAsync(report);
                    }
                }
            }

            for (var order = 0; order < orders.Count; order++)
            {
                var name = $"{(inOneCall ? "one" : "each")}-{order}";
                await Eventually.BecomesAsync(
                    $"{counted} incidents count after {string.Join(", ", orders[order])} {(inOneCall ? "in one call" : "one by one")}",
                    async () => (await cluster.Subject($"base:{name}").TallyAsync(new TallyQuery { MinPositions = (await cluster.Ledger.ReadHeadsAsync(CancellationToken.None)).ToString() })).Incidents.Best,
                    incidents => incidents == counted,
                    AttachLimit);
            }
        }

        await Asked.VerifiesAsync(cluster.Cluster.Client, "at the end");
    }

    /// <summary>Two reports of one incident, which is merged; one is taken out again, so that the old incident is open without the other.</summary>
    [Theory]
    [InlineData("1", 1)]
    [InlineData("2", 2)]
    [InlineData("3", 2)]
    public async Task Retraction_FindsItsReport_AfterAMergeAndASplit(string retracted, long counted)
    {
        await using var cluster = await ThreatCluster.StartAsync(partitions: 3);
        var intake = cluster.Cluster.Client.GetGrain<IIntakeGrain>(0);
        await cluster.PostAsync(Attack("1", "a"), Attack("2", "a"), Attack("3", "b"));
        var (absorbed, survivor) = (IncidentIds.OfReference("local", "a"), IncidentIds.OfReference("local", "b"));
        Assert.Null((await intake.MergeAsync(new MergeRequest(survivor, absorbed, "the same", "desk"))).Problem);
        Assert.Equal(absorbed, (await intake.SplitAsync(new SplitRequest(survivor, ["1"], "another", "desk"))).Incident);

        // 1 is in the incident it came from, 2 and 3 are in the other.
        await cluster.PostAsync($$"""{"kind":"retraction","id":"r","source":"centcom","publishedAt":"2023-11-09T11:00:00Z","retracts":"{{retracted}}","reason":"error"}""");
        Assert.Equal(counted, (await CountedAsync()).Incidents.Best);
        await cluster.PostAsync("""{"kind":"retraction","id":"r2","source":"centcom","publishedAt":"2023-11-09T12:00:00Z","retracts":"r","reason":"no error"}""");
        Assert.Equal(2, (await CountedAsync()).Incidents.Best);
        await Asked.VerifiesAsync(cluster.Cluster.Client, "at the end");

        static string Attack(string id, string reference) =>
            $$"""{"kind":"incident","id":"{{id}}","source":"s-{{id}}","publishedAt":"2023-11-09T10:00:00Z","incident":"{{reference}}","occurred":{"from":"2023-11-09"},"place":{"base":"moved"},"outcome":"hit"}""";

        async Task<TallyAnswer> CountedAsync() =>
            await cluster.Subject("base:moved").TallyAsync(new TallyQuery { MinPositions = (await cluster.Ledger.ReadHeadsAsync(CancellationToken.None)).ToString() });
    }

    /// <summary>Number 0 is the incident, every other retracts the one before it.</summary>
    private static string Report(string name, int number) => number == 0
        ? $$"""{"kind":"incident","id":"{{name}}:0","source":"centcom","publishedAt":"2023-11-09T10:00:00Z","incident":"{{name}}","occurred":{"from":"2023-11-09"},"place":{"base":"{{name}}"},"outcome":"hit"}"""
        : $$"""{"kind":"retraction","id":"{{name}}:{{number}}","source":"centcom","publishedAt":"2023-11-09T10:0{{number}}:00Z","retracts":"{{name}}:{{number - 1}}","reason":"error"}""";

    private static IEnumerable<int[]> Orders(int[] of) => of.Length <= 1
        ? [of]
        : of.SelectMany(first => Orders([.. of.Where(n => n != first)]).Select(rest => (int[])[first, .. rest]));
}
