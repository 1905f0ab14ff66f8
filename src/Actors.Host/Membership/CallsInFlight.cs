namespace Actors.Host.Membership;

/// <summary>
/// Ends the calls of a gateway that wait for a silo that is gone. Orleans itself lets each of them wait for its whole time (30 s), whether it went
/// to that silo or through another one to a grain there. Questions are then asked again by the gateway; who sent reports is told to send them again.
/// </summary>
/// <remarks>Which calls wait for whom cannot be told from outside, so all that began before have a moment to end by themselves.</remarks>
internal sealed class CallsInFlight(TimeProvider timeProvider) : IOutgoingGrainCallFilter, IClusterConnectionStatusObserver, IDisposable
{
    /// <summary>From the loss of a silo until its connection is closed, and no further call goes to it.</summary>
    private static readonly TimeSpan Closing = TimeSpan.FromMilliseconds(250);

    /// <summary>How long those that wait for others still have.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private CancellationTokenSource current = new();

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var lost = Volatile.Read(ref current).Token;
        var call = context.Invoke();

        // Enumerations (verify, exports) are long by design and watch over themselves.
        if (call.IsCompleted || context.InterfaceMethod.DeclaringType == typeof(IAsyncEnumerableGrainExtension))
        {
            await call;
            return;
        }

        try
        {
            await call.WaitAsync(lost);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested && !call.IsCompleted)
        {
            throw new SiloUnavailableException("A silo went away while this call waited, and may have been the one to answer it.");
        }
    }

    /// <summary>A silo was lost just now: what waits and does not end soon is ended.</summary>
    public async Task EndAsync()
    {
        await Task.Delay(Closing, timeProvider);
        using var before = Interlocked.Exchange(ref current, new CancellationTokenSource());
        await Task.Delay(Grace, timeProvider);
        await before.CancelAsync();
    }

    /// <summary>The connection to a silo that dies is closed at once, seconds before that silo is missed.</summary>
    public void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered)
    {
        if (currentNumberOfGateways < previousNumberOfGateways)
        {
            EndAsync().Ignore();
        }
    }

    public void NotifyClusterConnectionLost()
    {
        // The last connection is told of as any other.
    }

    public void Dispose() => current.Dispose();
}
