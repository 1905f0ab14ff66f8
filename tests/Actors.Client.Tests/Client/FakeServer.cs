using System.Net;
using System.Text;

namespace Actors.Client.Tests;

/// <summary>A server that answers as it is told, call by call, and keeps what it was sent.</summary>
internal sealed class FakeServer : HttpMessageHandler
{
    private readonly Queue<Func<HttpRequestMessage, HttpResponseMessage>> answers = new();

    public List<(string Method, string Path, string Body)> Calls { get; } = [];

    public List<string?> LastEventIds { get; } = [];

    public FakeServer Then(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        answers.Enqueue(answer);
        return this;
    }

    public FakeServer ThenJson(string json, HttpStatusCode status = HttpStatusCode.OK, string type = "application/json") => Then(_ => Answer(status, json, type));

    public FakeServer ThenBusy(int? retryAfter = null) => Then(_ =>
    {
        var busy = Answer(HttpStatusCode.ServiceUnavailable, """{"type":"/problems/busy","title":"Too busy.","status":503,"detail":"Come later."}""", "application/problem+json");
        if (retryAfter is { } seconds)
        {
            busy.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        }

        return busy;
    });

    public FakeServer ThenBreak() => Then(_ => throw new HttpRequestException("The connection was reset."));

    public ActorsClient Client(ActorsClientOptions? options = null) =>
        new(new HttpClient(this) { BaseAddress = new Uri("http://127.0.0.1:8080"), Timeout = Timeout.InfiniteTimeSpan }, options ?? Quick);

    /// <summary>Waits of a microsecond, so that attempts follow at once.</summary>
    public static ActorsClientOptions Quick { get; } = new() { FirstDelay = TimeSpan.FromTicks(10), MaxDelay = TimeSpan.FromTicks(10) };

    public static HttpResponseMessage Answer(HttpStatusCode status, string text, string type) =>
        new(status) { Content = new StringContent(text, Encoding.UTF8, type) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (Calls)
        {
            Calls.Add((request.Method.Method, request.RequestUri!.PathAndQuery, body));
            LastEventIds.Add(request.Headers.TryGetValues("Last-Event-ID", out var ids) ? string.Join(',', ids) : null);
            var answer = answers.Count > 0 ? answers.Dequeue() : throw new InvalidOperationException($"Nobody said how to answer {request.Method} {request.RequestUri}.");
            var response = answer(request);
            response.RequestMessage = request;
            return response;
        }
    }
}
