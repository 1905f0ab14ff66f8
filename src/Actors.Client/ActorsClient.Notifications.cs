using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Actors.Client.Http;
using Actors.Client.Notifications;

namespace Actors.Client;

public sealed partial class ActorsClient
{
    /// <inheritdoc/>
    public Task<NotificationPage> ListNotificationsAsync(NotificationQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return caller.GetAsync("/v1/notifications" + query.ToQuery(page: true), ActorsJson.Default.NotificationPage, cancellation);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StreamEvent> StreamNotificationsAsync(NotificationQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var path = "/v1/notifications/stream" + query.ToQuery(page: false);
        string? lastId = null;
        for (var failures = 0; ; failures++)
        {
            if (failures > 0)
            {
                if (failures >= options.MaxAttempts)
                {
                    throw new ActorsApiException($"The notification stream of {http.BaseAddress} broke {failures} times in a row before anything came.");
                }

                await caller.WaitAsync(failures, cancellation).ConfigureAwait(false);
            }

            // Silence ends the connection: a peer that vanished without a word would else be waited for without end.
            using var silence = new CancellationTokenSource(options.SilenceLimit, options.TimeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
            var resumeAfter = lastId;
            using var response = await caller.SendAsync(() => StreamRequest(path, resumeAfter), repeatable: true, cancellation).ConfigureAwait(false);
            var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            await using var ending = stream.ConfigureAwait(false);
            var events = ServerSentEvents.ReadAsync(stream, () => silence.CancelAfter(options.SilenceLimit), either.Token).GetAsyncEnumerator(either.Token);
            await using var disposal = events.ConfigureAwait(false);
            while (await NextAsync(events, cancellation).ConfigureAwait(false) is { } next)
            {
                failures = -1;
                lastId = next.Id ?? lastId;
                yield return Read(next);
                silence.CancelAfter(options.SilenceLimit);
            }
        }
    }

    private static HttpRequestMessage StreamRequest(string path, string? lastId)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastId);
        }

        return request;
    }

    /// <summary>The next event; null: the connection ended, however it did.</summary>
    private static async Task<ServerSentEvent?> NextAsync(IAsyncEnumerator<ServerSentEvent> events, CancellationToken cancellation)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false) ? events.Current : null;
        }
        catch (Exception failure) when (ApiCaller.IsConnectionFailure(failure, cancellation))
        {
            return null;
        }
    }

    private static StreamEvent Read(ServerSentEvent next)
    {
        try
        {
            StreamEvent? read = next.Name == "gap"
                ? JsonSerializer.Deserialize(next.Data, ActorsJson.Default.NotificationGap)
                : JsonSerializer.Deserialize(next.Data, ActorsJson.Default.Notification);
            return read ?? throw new JsonException("null");
        }
        catch (JsonException failure)
        {
            throw new ActorsApiException($"The server sent an event '{next.Name}' that this client cannot read: {failure.Message}", inner: failure);
        }
    }
}
