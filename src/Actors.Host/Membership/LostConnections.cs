namespace Actors.Host.Membership;

/// <summary>
/// Ends the calls of a gateway process that were under way when its connection to a silo broke. Orleans lets a client wait for such an answer until
/// the call's time is up, half a minute, although nobody is left to send it; callers can send the same again at once, since reports are idempotent.
/// </summary>
/// <remarks>Which of the calls went to that silo is not told. Those to the others have a moment to come back; what takes longer is asked again too.</remarks>
internal sealed class LostConnections(TimeProvider timeProvider) : IOutgoingGrainCallFilter, IClusterConnectionStatusObserver, IDisposable
{
    /// <summary>What the other silos have time for. Silos notice a death among themselves in one to two seconds.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private CancellationTokenSource lost = new(Timeout.InfiniteTimeSpan, timeProvider);

    /// <inheritdoc/>
    public void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered)
    {
        if (currentNumberOfGateways >= previousNumberOfGateways)
        {
            return;
        }

        lock (gate)
        {
            lost.CancelAfter(Grace);
            lost = new(Timeout.InfiniteTimeSpan, timeProvider);
        }
    }

    /// <inheritdoc/>
    public void NotifyClusterConnectionLost()
    {
        // The last connection is told of as any other.
    }

    /// <inheritdoc/>
    /// <exception cref="SiloUnavailableException">The connection broke and no answer came in time.</exception>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        CancellationToken token;
        lock (gate)
        {
            token = lost.Token;
        }

        try
        {
            await context.Invoke().WaitAsync(token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            throw new SiloUnavailableException($"The connection to a silo broke while {context.InterfaceName}.{context.MethodName} was under way.");
        }
    }

    public void Dispose() => lost.Dispose();
}
