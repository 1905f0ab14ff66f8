namespace Actors.Ledger;

/// <summary>What to do when somebody asks for the vector as of an instant that the database's clock has not reached.</summary>
internal static class FutureInstant
{
    private static readonly TimeSpan MaxSkew = TimeSpan.FromSeconds(2);

    /// <summary>Waits out a small difference between two clocks; refuses a real future, whose answer could still change.</summary>
    public static Task WaitAsync(DateTimeOffset instant, TimeSpan ahead, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        ahead <= MaxSkew
            ? Task.Delay(ahead + TimeSpan.FromMilliseconds(1), timeProvider, cancellationToken)
            : throw new ArgumentOutOfRangeException(nameof(instant), instant, $"The instant is {ahead} ahead of the database's clock; what will have been recorded by then is not known yet.");
}
