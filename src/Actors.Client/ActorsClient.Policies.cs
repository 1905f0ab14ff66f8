using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Actors.Client;

public sealed partial class ActorsClient
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<PolicyItem>> ListPoliciesAsync(CancellationToken cancellation = default) =>
        (await caller.GetAsync("/v1/policies", ActorsJson.Default.ListOfPolicyItem, cancellation).ConfigureAwait(false)).Items;

    /// <inheritdoc/>
    public Task<JsonElement> GetPolicyAsync(string key, CancellationToken cancellation = default) =>
        caller.GetAsync(PolicyPath(key), ActorsJson.Default.JsonElement, cancellation);

    /// <inheritdoc/>
    public Task<PolicyRecorded> PutPolicyAsync(string key, JsonElement policy, CancellationToken cancellation = default) =>
        caller.SendJsonAsync(HttpMethod.Put, PolicyPath(key), policy, ActorsJson.Default.JsonElement, ActorsJson.Default.PolicyRecorded, repeatable: false, cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<BacktestLine> BacktestAsync(BacktestRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return BacktestJsonAsync(JsonSerializer.SerializeToElement(request, ActorsJson.Default.BacktestRequest), cancellation);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BacktestLine> BacktestJsonAsync(JsonElement request, [EnumeratorCancellation] CancellationToken cancellation = default)
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

    private static string PolicyPath(string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return "/v1/policies/" + Uri.EscapeDataString(key);
    }
}
