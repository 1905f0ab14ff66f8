using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Actors.Testing;

/// <summary>Takes what webhooks post, on loopback, and remembers all of it.</summary>
public sealed class WebhookReceiver : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentQueue<ReceivedPost> posts = new();

    private WebhookReceiver(int port)
    {
        Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/hook");
        listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
    }

    public string Url { get; }

    /// <summary>The status each post is answered with; 200 unless set.</summary>
    public Func<ReceivedPost, int> Answer { get; set; } = _ => 200;

    /// <summary>Headers added to each answer.</summary>
    public Action<HttpListenerResponse> Head { get; set; } = _ => { };

    public IReadOnlyList<ReceivedPost> Posts => [.. posts];

    /// <summary>Positions that were taken (answered 200), in the order they came.</summary>
    public IReadOnlyList<long> Taken => [.. posts.Where(p => p.Status == 200).Select(p => p.Position)];

    public static WebhookReceiver Start()
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            var receiver = new WebhookReceiver(port);
            try
            {
                receiver.listener.Start();
            }
            catch (HttpListenerException)
            {
                // Somebody took the port in between.
                receiver.Dispose();
                continue;
            }

            _ = receiver.ServeAsync();
            return receiver;
        }
    }

    public void Dispose() => listener.Close();

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = TakeAsync(context);
        }
    }

    private async Task TakeAsync(HttpListenerContext context)
    {
        try
        {
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            var headers = context.Request.Headers;
            var post = new ReceivedPost(
                long.Parse(headers["Actors-Notification-Id"]!, CultureInfo.InvariantCulture),
                int.Parse(headers["Actors-Attempt"]!, CultureInfo.InvariantCulture),
                headers["Actors-Webhook-Id"]!,
                long.Parse(headers["Actors-Timestamp"]!, CultureInfo.InvariantCulture),
                headers["Actors-Signature"]!,
                body.ToArray());
            post = post with { Status = Answer(post) };
            posts.Enqueue(post);
            context.Response.StatusCode = post.Status;
            Head(context.Response);
            context.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The poster was killed, or the test is over.
        }
    }
}

/// <summary>One post.</summary>
/// <param name="Position">The notification's stable id.</param>
/// <param name="Signature">As sent.</param>
public sealed record ReceivedPost(long Position, int Attempt, string Webhook, long Timestamp, string Signature, byte[] Body)
{
    /// <summary>What it was answered with.</summary>
    public int Status { get; init; }
}
