using System.Text.Json;

namespace Actors.Client;

public partial interface IActorsClient
{
    /// <summary>Has the server prove its numbers; lines as they come, the last with <see cref="VerifyLine.Ok"/>.</summary>
    IAsyncEnumerable<VerifyLine> VerifyAsync(CancellationToken cancellation = default);

    /// <summary>Runs a threat policy over history and holds it against the one in force; lines as they come, the last with
    /// <see cref="BacktestLine.Result"/>.</summary>
    /// <param name="request">The body of <c>POST /v1/policies:backtest</c>: subject, and maybe policy, from, to, knownAt.</param>
    IAsyncEnumerable<BacktestLine> BacktestAsync(JsonElement request, CancellationToken cancellation = default);

    /// <summary>The answer to any <c>GET</c> as it is: for what this client has no type for.</summary>
    /// <param name="pathAndQuery">For example <c>/v1/catalog/groups/us-forces</c>.</param>
    Task<JsonElement> GetJsonAsync(string pathAndQuery, CancellationToken cancellation = default);

    /// <summary>Sends JSON to any path and gives the answer as it is.</summary>
    /// <param name="repeatable">Whether it may be sent again when the answer is lost.</param>
    Task<JsonElement> SendJsonAsync(HttpMethod method, string pathAndQuery, JsonElement body, bool repeatable, CancellationToken cancellation = default);

    /// <summary>The answer to any <c>GET</c> in the form asked for, as a stream, for example <c>text/csv</c>.</summary>
    Task<Stream> GetStreamAsync(string pathAndQuery, string accept, CancellationToken cancellation = default);

    /// <summary>True when the server answers that it is ready; does not retry.</summary>
    Task<bool> IsReadyAsync(CancellationToken cancellation = default);
}
