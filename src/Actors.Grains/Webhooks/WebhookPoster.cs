using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Actors.Abstractions.Notifications;

namespace Actors.Grains.Webhooks;

/// <summary>Posts one notification once. Follows no redirect, uses no proxy, keeps no cookie, reads nothing of the answer but its head.</summary>
public sealed class WebhookPoster : IDisposable
{
    /// <summary>Position of the notification: the same at every attempt, so that a receiver can tell a repetition.</summary>
    public const string NotificationHeader = "Actors-Notification-Id";
    public const string WebhookHeader = "Actors-Webhook-Id";
    public const string AttemptHeader = "Actors-Attempt";

    private const int MaxErrorLength = 300;
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private readonly HttpClient http;
    private readonly WebhookOptions options;
    private readonly TimeProvider time;

    public WebhookPoster(WebhookTargets targets, WebhookOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(options);
        (this.options, this.time) = (options, time);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = targets.ConnectAsync,
            ConnectTimeout = options.AttemptTimeout,

            // A name may lead elsewhere later: connections are made, and checked, anew.
            PooledConnectionLifetime = ConnectionLifetime,
            MaxResponseHeadersLength = 16,
            MaxConnectionsPerServer = 8,
        };
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public void Dispose() => http.Dispose();

    /// <summary>Posts; whatever goes wrong with the receiver is an answer, not an exception.</summary>
    public async Task<PostOutcome> PostAsync(Guid webhook, string url, string secret, NotificationItem item, int attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        var started = time.GetTimestamp();
        using var patience = new CancellationTokenSource(options.AttemptTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = Request(webhook, url, secret, item, attempt);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var status = (int)response.StatusCode;
            return response.IsSuccessStatusCode
                ? new PostOutcome(true, status, null, null, false, Elapsed())
                : new PostOutcome(false, status, $"The receiver answered {status}.", RetryAfter(response), response.StatusCode == HttpStatusCode.Gone, Elapsed());
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new PostOutcome(false, null, $"No answer within {options.AttemptTimeout.TotalSeconds:0.#} s.", null, false, Elapsed());
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or WebhookRefusedException)
        {
            var message = fault.InnerException is WebhookRefusedException refused ? refused.Message : fault.Message;
            return new PostOutcome(false, null, message.Length > MaxErrorLength ? message[..MaxErrorLength] : message, null, false, Elapsed());
        }

        long Elapsed() => (long)time.GetElapsedTime(started).TotalMilliseconds;
    }

    private HttpRequestMessage Request(Guid webhook, string url, string secret, NotificationItem item, int attempt)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(item.Json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Actors", "1"));
        request.Headers.Add(NotificationHeader, item.Position.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookHeader, webhook.ToString("D"));
        request.Headers.Add(AttemptHeader, attempt.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(secret, timestamp, item.Json.Span));
        return request;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter is not { } header ? null
        : header.Delta ?? (header.Date is { } date ? date - time.GetUtcNow() : null);
}

/// <summary>What came of posting once.</summary>
/// <param name="Status">HTTP status; null: no answer.</param>
/// <param name="Error">What went wrong; null: it was taken.</param>
/// <param name="RetryAfter">Pause the receiver asks for.</param>
/// <param name="Gone">The receiver says (410) that it wants no more.</param>
public sealed record PostOutcome(bool Taken, int? Status, string? Error, TimeSpan? RetryAfter, bool Gone, long Milliseconds);
