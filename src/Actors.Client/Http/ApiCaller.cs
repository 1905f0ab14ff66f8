using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Actors.Client.Http;

/// <summary>Sends calls, repeats those that may be repeated, and turns refusals into <see cref="ActorsApiException"/>.</summary>
internal sealed class ApiCaller(HttpClient http, ActorsClientOptions options)
{
    private readonly RetryDelay delay = new(options);

    /// <summary>The time by the clock of the client.</summary>
    public DateTimeOffset Now => options.TimeProvider.GetUtcNow();

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), repeatable: true, cancellation).ConfigureAwait(false);
        return await ReadAsync(response, type, cancellation).ConfigureAwait(false);
    }

    public async Task<T> SendJsonAsync<TBody, T>(
        HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, bool repeatable, CancellationToken cancellation)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, bodyType);
        using var response = await SendAsync(() => new HttpRequestMessage(method, path) { Content = Json(bytes) }, repeatable, cancellation).ConfigureAwait(false);
        return await ReadAsync(response, type, cancellation).ConfigureAwait(false);
    }

    public static ByteArrayContent Json(byte[] bytes, string mediaType = "application/json")
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType) { CharSet = "utf-8" };
        return content;
    }

    /// <summary>Sends until there is a success, a refusal that stays, or no attempt left. The caller disposes of the response.</summary>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, bool repeatable, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = make();
            if (options.ApiKey is { } key)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            }

            HttpResponseMessage response;
            try
            {
                response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            }
            catch (Exception failure) when (IsConnectionFailure(failure, cancellation))
            {
                if (!repeatable || attempt >= options.MaxAttempts)
                {
                    throw Away(request, failure);
                }

                await delay.WaitAsync(attempt, null, cancellation).ConfigureAwait(false);
                continue;
            }

            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified)
            {
                return response;
            }

            using (response)
            {
                if (!repeatable || !IsPassing(response.StatusCode) || attempt >= options.MaxAttempts)
                {
                    throw await RefusalAsync(response, cancellation).ConfigureAwait(false);
                }

                var retryAfter = response.Headers.RetryAfter;
                await delay.WaitAsync(attempt, retryAfter, cancellation).ConfigureAwait(false);
            }
        }
    }

    public int MaxAttempts => options.MaxAttempts;

    /// <summary>The pause before opening a broken stream anew.</summary>
    public Task WaitAsync(int failures, CancellationToken cancellation) => delay.WaitAsync(failures, null, cancellation);

    public static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    public static bool IsConnectionFailure(Exception failure, CancellationToken cancellation) =>
        failure is HttpRequestException or IOException
        || (failure is OperationCanceledException && !cancellation.IsCancellationRequested);

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                return await JsonSerializer.DeserializeAsync(stream, type, cancellation).ConfigureAwait(false)
                    ?? throw new JsonException("The answer is null.");
            }
        }
        catch (JsonException failure)
        {
            throw new ActorsApiException(
                $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode} with something this client cannot read: {failure.Message}",
                (int)response.StatusCode, inner: failure);
        }
    }

    private static async Task<ActorsApiException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            var problem = await ReadAsync(response, ActorsJson.Default.ApiProblem, cancellation).ConfigureAwait(false);
            return new ActorsApiException(problem.Detail, status, problem);
        }

        return new ActorsApiException($"{response.RequestMessage?.RequestUri} answered {status} {response.ReasonPhrase} without a problem document; is this an Actors server?", status);
    }

    private ActorsApiException Away(HttpRequestMessage request, Exception failure)
    {
        var address = request.RequestUri is { IsAbsoluteUri: true } whole ? whole : new Uri(http.BaseAddress!, request.RequestUri!);
        var reason = failure is OperationCanceledException ? "no answer in time" : failure.Message;
        return new ActorsApiException($"No server answers at {address.GetLeftPart(UriPartial.Authority)}: {reason}", inner: failure);
    }
}
