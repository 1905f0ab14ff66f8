using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Actors.Client.Http;

namespace Actors.Client;

public sealed partial class ActorsClient
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<VerifyLine> VerifyAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var response = await caller.SendAsync(() => new HttpRequestMessage(HttpMethod.Post, "/v1/verify"), repeatable: true, cancellation).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using var ending = stream.ConfigureAwait(false);
        var done = false;
        await foreach (var line in JsonSerializer.DeserializeAsyncEnumerable(stream, ActorsJson.Default.VerifyLine, topLevelValues: true, cancellation).ConfigureAwait(false))
        {
            if (line is not null)
            {
                done |= line.Ok is not null;
                yield return line;
            }
        }

        if (!done)
        {
            throw new ActorsApiException("The verification ended without a verdict; run it again.");
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BacktestLine> BacktestAsync(JsonElement request, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var response = await caller.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, "/v1/policies:backtest") { Content = new StringContent(request.GetRawText(), Encoding.UTF8, "application/json") },
            repeatable: true,
            cancellation).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using var ending = stream.ConfigureAwait(false);
        var done = false;
        await foreach (var line in JsonSerializer.DeserializeAsyncEnumerable(stream, ActorsJson.Default.BacktestLine, topLevelValues: true, cancellation).ConfigureAwait(false))
        {
            if (line is not null)
            {
                done |= line.Result is not null;
                yield return line;
            }
        }

        if (!done)
        {
            throw new ActorsApiException("The backtest ended without a result; run it again.");
        }
    }

    /// <inheritdoc/>
    public Task<JsonElement> GetJsonAsync(string pathAndQuery, CancellationToken cancellation = default) =>
        caller.GetAsync(pathAndQuery, ActorsJson.Default.JsonElement, cancellation);

    /// <inheritdoc/>
    public Task<JsonElement> SendJsonAsync(HttpMethod method, string pathAndQuery, JsonElement body, bool repeatable, CancellationToken cancellation = default) =>
        caller.SendJsonAsync(method, pathAndQuery, body, ActorsJson.Default.JsonElement, ActorsJson.Default.JsonElement, repeatable, cancellation);

    /// <inheritdoc/>
    public async Task<Stream> GetStreamAsync(string pathAndQuery, string accept, CancellationToken cancellation = default)
    {
        var response = await caller.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, pathAndQuery);
                request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
                return request;
            },
            repeatable: true,
            cancellation).ConfigureAwait(false);

        // Disposing of the stream ends the response.
        return await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> IsReadyAsync(CancellationToken cancellation = default)
    {
        try
        {
            using var response = await http.GetAsync("/health/ready", cancellation).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (Exception failure) when (ApiCaller.IsConnectionFailure(failure, cancellation))
        {
            return false;
        }
    }
}
