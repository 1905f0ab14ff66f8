using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Actors.Testing;

/// <summary>What a <see cref="CuttingProxy"/> does with the next request that carries a marker.</summary>
public enum Cut
{
    /// <summary>The request never arrives; both sides see a broken connection.</summary>
    LoseRequest,

    /// <summary>The request arrives and is answered; the answer is lost.</summary>
    LoseAnswer,

    /// <summary>The client sees a broken connection; the request arrives when <see cref="CuttingProxy.DeliverAsync"/> is called.</summary>
    HoldRequest,
}

/// <summary>A proxy on loopback between a program and its database that breaks connections at chosen moments.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<Relay, bool> relays = new();
    private readonly string host;
    private readonly int port;
    private readonly Task accepting;
    private readonly TaskCompletionSource<(Relay Relay, byte[] Request)> held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Order? order;

    private CuttingProxy(string host, int port)
    {
        this.host = host;
        this.port = port;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>While true, new connections are closed at once, as by a database that is down.</summary>
    public bool Refuses { get; set; }

    /// <summary>Completes when a request is held (<see cref="Cut.HoldRequest"/>).</summary>
    public Task Held => held.Task;

    /// <summary>Starts a proxy before this server.</summary>
    public static CuttingProxy Start(string host, int port) => new(host, port);

    /// <summary>Cuts the connection whose next request contains these bytes, once.</summary>
    /// <param name="marker">Bytes of the request.</param>
    /// <param name="cut">What happens to it.</param>
    /// <param name="before">Called when the request has come, before anything happens to it.</param>
    public void CutNext(ReadOnlySpan<byte> marker, Cut cut, Action? before = null) => Volatile.Write(ref order, new Order(marker.ToArray(), cut, before));

    /// <summary>Breaks all connections there are.</summary>
    public void CutAll()
    {
        foreach (var relay in relays.Keys)
        {
            relay.Close();
        }
    }

    /// <summary>Delivers the request that is held and waits for the server's answer.</summary>
    public async Task DeliverAsync()
    {
        var (relay, request) = await held.Task;
        await relay.Server.GetStream().WriteAsync(request);
        await relay.Answered;
        relay.Close();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        CutAll();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync(stopping.Token);
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            if (Refuses)
            {
                client.Dispose();
                continue;
            }

            var relay = new Relay(client, new TcpClient());
            relays[relay] = true;
            _ = RunAsync(relay);
        }
    }

    private async Task RunAsync(Relay relay)
    {
        try
        {
            await relay.Server.ConnectAsync(host, port);
            relay.Client.NoDelay = relay.Server.NoDelay = true;
            var answers = AnswersAsync(relay);
            await Task.WhenAny(RequestsAsync(relay), answers);
            if (relay.IsHeld)
            {
                await answers;
            }
        }
        catch (SocketException)
        {
            // The server is not there: the client sees its connection close.
        }

        if (!relay.IsHeld)
        {
            relay.Close();
        }

        relays.TryRemove(relay, out _);
    }

    private async Task RequestsAsync(Relay relay)
    {
        var buffer = new byte[256 * 1024];
        try
        {
            while (await relay.Client.GetStream().ReadAsync(buffer) is var count and > 0)
            {
                var request = buffer.AsMemory(0, count);
                if (Volatile.Read(ref order) is { } cut && request.Span.IndexOf(cut.Marker) >= 0 && Interlocked.CompareExchange(ref order, null, cut) == cut)
                {
                    cut.Before?.Invoke();
                    switch (cut.Kind)
                    {
                        case Cut.LoseRequest:
                            return;
                        case Cut.HoldRequest:
                            relay.IsHeld = true;
                            relay.Client.Close();
                            held.SetResult((relay, request.ToArray()));
                            return;
                        default:
                            relay.LosesAnswer = true;
                            break;
                    }
                }

                await relay.Server.GetStream().WriteAsync(request);
            }
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One side closed.
        }
    }

    private static async Task AnswersAsync(Relay relay)
    {
        var buffer = new byte[256 * 1024];
        try
        {
            while (await relay.Server.GetStream().ReadAsync(buffer) is var count and > 0 && !relay.LosesAnswer)
            {
                if (relay.IsHeld)
                {
                    relay.Answer();
                    return;
                }

                await relay.Client.GetStream().WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One side closed.
        }
    }

    private sealed record Order(byte[] Marker, Cut Kind, Action? Before);

    private sealed class Relay(TcpClient client, TcpClient server)
    {
        private volatile bool losesAnswer;
        private volatile bool isHeld;

        private readonly TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when the server answered the request that was held.</summary>
        public Task Answered => answered.Task;

        public void Answer() => answered.TrySetResult();

        public TcpClient Client => client;

        public TcpClient Server => server;

        public bool LosesAnswer
        {
            get => losesAnswer;
            set => losesAnswer = value;
        }

        public bool IsHeld
        {
            get => isHeld;
            set => isHeld = value;
        }

        public void Close()
        {
            client.Close();
            server.Close();
        }
    }
}
