using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Actors.Host.Configuration;
using Microsoft.AspNetCore.Connections;

namespace Actors.Host.Balancing;

/// <summary>
/// Passes each TCP connection on to the next gateway that takes it. Gateways are found by name for every connection, so that one that
/// is gone is left out as soon as it no longer takes connections.
/// </summary>
/// <remarks>
/// It stands before the gateways of docker compose, where two of them share one published port: Docker publishes a port for one
/// container only, and a proxy of its own would be one more image to trust and to keep up to date.
/// </remarks>
internal sealed partial class BalancerHandler(ActorsOptions options, ILogger<BalancerHandler> logger) : ConnectionHandler
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(1);

    private int turn;

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        using var gateway = await ConnectAsync(connection.ConnectionClosed);
        if (gateway is null)
        {
            LogNone();
            return;
        }

        await using var stream = new NetworkStream(gateway, ownsSocket: false);
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        var inward = CopyInAsync(connection, stream, gateway, closed.Token);
        try
        {
            await stream.CopyToAsync(connection.Transport.Output, closed.Token);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or ConnectionResetException)
        {
            // One side hung up: so does the other.
        }

        await closed.CancelAsync();
        await inward;
    }

    private static async Task CopyInAsync(ConnectionContext connection, NetworkStream stream, Socket gateway, CancellationToken cancellationToken)
    {
        try
        {
            await connection.Transport.Input.CopyToAsync(stream, cancellationToken);
            gateway.Shutdown(SocketShutdown.Send);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or ConnectionResetException or SocketException)
        {
            // As above.
        }
    }

    private async Task<Socket?> ConnectAsync(CancellationToken cancellationToken)
    {
        var targets = await ResolveAsync(cancellationToken);
        var first = (uint)Interlocked.Increment(ref turn);
        for (var i = 0u; i < targets.Count; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(ConnectLimit);
            try
            {
                await socket.ConnectAsync(targets[(int)((first + i) % targets.Count)], limit.Token);
                return socket;
            }
            catch (Exception fault) when (fault is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
        }

        return null;
    }

    private async Task<List<IPEndPoint>> ResolveAsync(CancellationToken cancellationToken)
    {
        List<IPEndPoint> targets = [];
        foreach (var gateway in options.Gateways)
        {
            try
            {
                targets.AddRange((await Dns.GetHostAddressesAsync(gateway.Host, cancellationToken)).Select(a => new IPEndPoint(a, gateway.Port)));
            }
            catch (SocketException)
            {
                // A stopped container has no name; the others may.
            }
        }

        return targets;
    }

    [LoggerMessage(LogLevel.Warning, "No gateway takes connections: a caller was hung up on")]
    private partial void LogNone();
}
