namespace Actors.Cluster.Tests.Notifications;

/// <summary>Tells the time the test set, and waits in real time: a ledger on it stamps entries with the test's time, and still wakes a
/// reader that waits for an append that does not come.</summary>
internal sealed class StampClock(TimeProvider shown) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => shown.GetUtcNow();
}
