using Orleans.Configuration;

namespace Actors.Host.Membership;

/// <summary>
/// Connections of gateways wait at a silo that does not hold its membership lease: one that was cut off, was replaced meanwhile and can be reached again takes
/// none before it has looked, and to a gateway that asks whether it answers it is as silent as it was.
/// </summary>
internal static class ClientAdmission
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    public static void Guard(SiloConnectionOptions connections) => connections.ConfigureGatewayInboundConnection(connection => connection.Use(next => async context =>
    {
        var services = connection.ApplicationServices;
        if (await IsHeldAsync(services.GetRequiredService<MembershipLease>(), services.GetRequiredService<TimeProvider>(), context.ConnectionClosed))
        {
            await next(context);
        }
    }));

    /// <summary>Waits until the lease is held; false: the connection was closed before.</summary>
    internal static async Task<bool> IsHeldAsync(MembershipLease lease, TimeProvider timeProvider, CancellationToken closed)
    {
        using var pause = new PeriodicTimer(BetweenLooks, timeProvider);
        while (!lease.IsHeld)
        {
            try
            {
                await pause.WaitForNextTickAsync(closed);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        return true;
    }
}
