using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Actors.System.Tests.Faults;

/// <summary>A link to a TCP server that can be made slow: each piece of data waits on its way there, as on a long network or before a disk that is.</summary>
internal sealed class SlowLink : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<Task, bool> relays = new();
    private readonly int port;
    private readonly Task accepting;

    private SlowLink(IPAddress address, int port)
    {
        this.port = port;
        listener = new(address, 0);
        listener.Start(200);
        accepting = AcceptAsync();
    }

    /// <summary>How long data is on its way to the server; answers come at once.</summary>
    public TimeSpan Delay { get; set; }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>A link from this address to a port of loopback.</summary>
    public static SlowLink Start(IPAddress address, int port) => new(address, port);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(relays.Keys);
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var relay = RelayAsync(await listener.AcceptTcpClientAsync(stopping.Token));
                relays[relay] = true;
                _ = relay.ContinueWith(ended => relays.TryRemove(ended, out _), TaskScheduler.Default);
            }
            catch (Exception closed) when (closed is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        using (client)
        {
            try
            {
                using var server = new TcpClient { NoDelay = true };
                client.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, port, ended.Token);
                await await Task.WhenAny(CopyAsync(client, server, isSlow: true, ended.Token), CopyAsync(server, client, isSlow: false, ended.Token));
            }
            catch (Exception closed) when (closed is IOException or SocketException or OperationCanceledException)
            {
                // One side went; so does the other.
            }
            finally
            {
                await ended.CancelAsync();
            }
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, bool isSlow, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (await from.GetStream().ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (isSlow && Delay > TimeSpan.Zero)
            {
                await Task.Delay(Delay, cancellationToken);
            }

            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}
