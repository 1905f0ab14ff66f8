using System.Globalization;
using Actors.Abstractions.Subjects;
using Actors.Grains.Routing;
using Actors.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Cluster.Tests.Notifications;

/// <summary>Late entries are answered for before it is considered what they bring. That must not be forgotten with whoever was to consider it.</summary>
public sealed class GatheredTests
{
    private const int Bases = 24;

    /// <summary>Nobody asks for the subject, and nothing more comes in for it: only the router, or the checkpoint of the one before, knows that it has something to say.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Summary_ComesDue_AlthoughTheActivationThatGatheredIsGone(bool withItsRouter)
    {
        await using var cluster = await ThreatCluster.StartAsync(
            silos: 2, partitions: 1, services => services.Configure<RouterOptions>(options => options.GatheringTime = TimeSpan.FromSeconds(8)));
        // Whoever is asked first is where the question came in, on either silo, and not beside the router that hands over to it later.
        await Task.WhenAll(Enumerable.Range(1, Bases).Select(n => cluster.Subject("base:" + KeyOf(n)).TallyAsync(new TallyQuery())));
        await cluster.PostAsync(Enumerable.Range(1, Bases).Select(Old));
        await cluster.HandedOverAsync();
        Assert.NotNull((await cluster.Ledger.ReadCheckpointAsync(0, CancellationToken.None))!.GatheredFrom);

        var router = SiloOf(cluster.Cluster.Client.GetGrain<ILedgerRouterGrain>("0").GetGrainId());
        var gone = Enumerable.Range(1, Bases).Select(n => cluster.Subject("base:" + KeyOf(n)).GetGrainId()).First(id => SiloOf(id) == router == withItsRouter);
        cluster.Storage.LosesWrites = true;
        await cluster.Cluster.KillSiloAsync(cluster.Cluster.GetSiloForAddress(SiloOf(gone))!);
        cluster.Storage.LosesWrites = false;

        await Eventually.BecomesAsync($"{gone} waits for its summary", () => cluster.RemindersAsync(gone), reminders => reminders.Reminders.Count == 1, TimeSpan.FromSeconds(60));
        await Eventually.BecomesAsync(
            "nothing is gathered any more",
            () => cluster.Ledger.ReadCheckpointAsync(0, CancellationToken.None),
            checkpoint => checkpoint!.GatheredFrom is null,
            TimeSpan.FromSeconds(60));

        SiloAddress SiloOf(GrainId grain)
        {
            Assert.True(cluster.Cluster.TryGetGrainContext(grain, out var activation), $"{grain} is not active");
            return activation!.Address.SiloAddress!;
        }
    }

    private static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"gathered-{number}");

    private static string Old(int number) =>
        $$"""{"kind":"incident","id":"old:{{number}}","source":"iraqi-security-sources","publishedAt":"2010-01-01T00:00:00Z","incident":"old-{{number}}","occurred":{"from":"2009-01-01","precision":"day"},"place":{"base":"{{KeyOf(number)}}"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"outcome":"hit"}""";
}
