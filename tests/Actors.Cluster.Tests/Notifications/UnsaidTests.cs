using System.Text;
using Actors.Abstractions.Subjects;
using Actors.Cluster.Tests.Agreement;
using Actors.Domain.Threat.Notifications;
using Actors.Ledger;
using Actors.Testing;

namespace Actors.Cluster.Tests.Notifications;

/// <summary>What a subject had to say, and could not.</summary>
public sealed class UnsaidTests
{
    private const string Subject = "base:al-harir";

    /// <summary>Its activation went with something unsaid, and another one of it had spoken of less. The next has all of it folded, and must not take it for said.</summary>
    [Fact]
    public async Task Milestone_IsSaidBeforeTheHandOverEnds_WhenAnotherActivationSpokeOfLess()
    {
        await using var cluster = await ThreatCluster.StartAsync();
        await cluster.PostAsync(Enumerable.Range(1, 9).Select(Incident));
        await cluster.HandedOverAsync();
        Assert.DoesNotContain(await cluster.NotificationsAsync(), IsMilestone);

        cluster.Control.NotificationsAreAway = true;
        await cluster.PostAsync(Incident(10));
        await Eventually.HoldsAsync("the tenth is folded, and its milestone cannot be written", () => cluster.Control.Refused >= 4);
        await SpeakAgainAsync(cluster.Ledger);
        await cluster.DeactivateAllAsync();
        var refused = cluster.Control.Refused;
        await Eventually.HoldsAsync("another activation cannot write it either", () => cluster.Control.Refused > refused);

        cluster.Control.NotificationsAreAway = false;
        await cluster.HandedOverAsync();
        Assert.Contains(await cluster.NotificationsAsync(), IsMilestone);
    }

    /// <summary>What was handed to an activation that is gone is not handed over again: the next one must know of it before it decides on what comes after.</summary>
    [Fact]
    public async Task Milestone_IsSaidBeforeTheHandOverEnds_WhenTheActivationThatSawMostOfItIsGone()
    {
        await using var cluster = await ThreatCluster.StartAsync(silos: 2, partitions: 4);
        await cluster.PostAsync(Enumerable.Range(1, 3).Select(Incident));
        await cluster.HandedOverAsync();
        await cluster.PostAsync(Enumerable.Range(4, 6).Select(Incident));
        await cluster.HandedOverAsync();

        cluster.Storage.LosesWrites = true;
        Assert.True(cluster.Cluster.TryGetGrainContext(cluster.Subject(Subject).GetGrainId(), out var activation));
        await cluster.Cluster.KillSiloAsync(cluster.Cluster.GetSiloForAddress(activation!.Address.SiloAddress!)!);
        cluster.Storage.LosesWrites = false;
        Assert.DoesNotContain(await SaidAsync(), IsMilestone);

        await Asked.UntilAnsweredAsync("a report", () => cluster.PostAsync(Incident(10)));
        await cluster.HandedOverAsync();
        Assert.Contains(await SaidAsync(), IsMilestone);

        Task<IReadOnlyList<Notification>> SaidAsync() => Asked.UntilAnsweredAsync("what was said", cluster.NotificationsAsync);
    }

    /// <summary>A question may fold what no hand-over brings to this activation.</summary>
    [Fact]
    public async Task Milestone_IsSaidSoon_WhenAQuestionFoundIt_AndNoHandOverFollows()
    {
        await using var cluster = await ThreatCluster.StartAsync();
        await cluster.PostAsync(Enumerable.Range(1, 9).Select(Incident));
        await cluster.HandedOverAsync();
        cluster.Control.PagesAreAway = true;
        var tenth = await cluster.PostAsync(Incident(10));
        Assert.Equal(10, (await cluster.Subject(Subject).TallyAsync(new TallyQuery { MinPositions = tenth.ToString() })).Incidents.Best);
        await Eventually.BecomesAsync("the milestone is said", cluster.NotificationsAsync, said => said.Any(IsMilestone), TimeSpan.FromSeconds(20));
    }

    private static bool IsMilestone(Notification notification) =>
        notification.Kind == NotificationKind.Milestone && notification.Subject.ToString() == Subject;

    private static string Incident(int number) =>
        $$"""{"kind":"incident","id":"a:{{number}}","source":"iraqi-security-sources","publishedAt":"2023-11-09T18:00:00Z","incident":"a-{{number}}","occurred":{"from":"2023-11-09","precision":"day"},"place":{"base":"al-harir"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"outcome":"hit"}""";

    /// <summary>What the subject said last once more, at the vector of then.</summary>
    private static async Task SpeakAgainAsync(ILedger ledger)
    {
        var fence = (await ledger.ReadFenceAsync(Subject, CancellationToken.None))!;
        var said = (await ledger.ReadEntriesAsync([fence.Address], CancellationToken.None)).Single();
        var head = (await ledger.ReadHeadAsync(LedgerPartitions.Notifications, CancellationToken.None)).Position;
        var again = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(said.Effects.Span).Replace($"\"position\":{fence.Address.Position}", $"\"position\":{head + 1}", StringComparison.Ordinal));
        var outcome = await ledger.AppendAsync(
            new AppendRequest
            {
                Partition = LedgerPartitions.Notifications,
                ExpectedHead = head,
                BatchId = Guid.NewGuid(),
                Entries = [new NewEntry { Kind = said.Kind, Subjects = [Subject], Effects = again, Report = said.Report, Fence = new Fence(Subject, fence.Address.Position, fence.Vector) }],
            },
            CancellationToken.None);
        Assert.IsType<AppendOutcome.Committed>(outcome);
    }
}
