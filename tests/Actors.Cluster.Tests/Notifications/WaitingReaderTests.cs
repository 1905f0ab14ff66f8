namespace Actors.Cluster.Tests.Notifications;

/// <summary>Whoever waits for the next notification does not hold up a silo that stops.</summary>
public sealed class WaitingReaderTests
{
    [Fact]
    public async Task WaitingCall_EndsAtOnce_WhenItsSiloStops()
    {
        await using var cluster = await ThreatCluster.StartAsync();
        var head = await cluster.Reader.HeadAsync();
        var waiting = cluster.Reader.WaitAsync(head, limit: 1, TimeSpan.FromSeconds(20), CancellationToken.None);

        // Answered by the same grain, after it has begun to wait.
        await cluster.Reader.HeadAsync();
        Assert.False(waiting.IsCompleted);
        var stop = cluster.Cluster.StopSiloAsync(cluster.Cluster.Silos[0]);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => waiting);
        await stop;
    }
}
