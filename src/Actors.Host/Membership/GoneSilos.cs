using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;

namespace Actors.Host.Membership;

/// <summary>
/// Declares a silo dead as soon as its process is gone. Probes need about two seconds to miss a silo; but where a process dies and its machine does not, the
/// kernel closes its connections at once and refuses new ones, and nothing that lives refuses at an address where it is an active member.
/// Everything else (silence, no way there, a machine that is gone with the process) is left to the probes.
/// </summary>
/// <remarks>Safe for concurrent use. A firewall between silos that rejects connections, where others drop them, looks the same as a process that is gone.</remarks>
public sealed partial class GoneSilos(IClusterMembershipService membership, ILocalSiloDetails local, TimeProvider timeProvider, ILogger<GoneSilos> logger)
{
    /// <summary>How often in a row it must be refused.</summary>
    private const int Looks = 3;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(1);

    /// <summary>Looks at each silo whose connection from here closes.</summary>
    public static void Watch(SiloConnectionOptions connections)
    {
        ArgumentNullException.ThrowIfNull(connections);
        connections.ConfigureSiloOutboundConnection(connection =>
        {
            var gone = connection.ApplicationServices.GetRequiredService<GoneSilos>();
            connection.Use(next => async context =>
            {
                try
                {
                    await next(context);
                }
                finally
                {
                    gone.ClosedAsync(context.RemoteEndPoint).Ignore();
                }
            });
        });
    }

    /// <summary>A connection to <paramref name="remote"/> was closed: if no process listens there any more, the member that did is declared dead.</summary>
    public async Task ClosedAsync(EndPoint? remote)
    {
        if (remote is not IPEndPoint address || ActiveAt(address) is not { } silo)
        {
            return;
        }

        for (var look = 0; look < Looks; look++)
        {
            if (look > 0)
            {
                await Task.Delay(BetweenLooks, timeProvider);
            }

            if (!await RefusesAsync(address))
            {
                return;
            }
        }

        // It may have left in order meanwhile, or this silo may be the one that goes.
        if (silo.Equals(ActiveAt(address)))
        {
            LogGone(silo);
            await DeclareAsync(silo);
        }
    }

    private async Task DeclareAsync(SiloAddress silo)
    {
        try
        {
            await membership.TryKill(silo);
        }
        catch (Exception fault)
        {
            // The table cannot be written: the probes come to the same end when it can.
            LogNotDeclared(silo, fault);
        }
    }

    private SiloAddress? ActiveAt(IPEndPoint address)
    {
        var members = membership.CurrentSnapshot;
        return members.GetSiloStatus(local.SiloAddress) == SiloStatus.Active
            ? members.Members.Values.SingleOrDefault(member => member.Status == SiloStatus.Active && member.SiloAddress.Endpoint.Equals(address) && !member.SiloAddress.Equals(local.SiloAddress))?.SiloAddress
            : null;
    }

    private async Task<bool> RefusesAsync(IPEndPoint address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var enough = new CancellationTokenSource(LookTime, timeProvider);
        try
        {
            await socket.ConnectAsync(address, enough.Token);
            return false;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode == SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nothing listens any more where silo {Silo} was: it is declared dead")]
    private partial void LogGone(SiloAddress silo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Silo} could not be declared dead; it is left to the probes")]
    private partial void LogNotDeclared(SiloAddress silo, Exception fault);
}
