using System.Text.Json;

namespace Actors.Client;

public partial interface IActorsClient
{
    /// <summary>The last version of every threat policy.</summary>
    Task<IReadOnlyList<PolicyItem>> ListPoliciesAsync(CancellationToken cancellation = default);

    /// <summary>One policy as it decides, as the document that <see cref="PutPolicyAsync"/> takes.</summary>
    /// <exception cref="ActorsApiException">404: there is none under that key.</exception>
    Task<JsonElement> GetPolicyAsync(string key, CancellationToken cancellation = default);

    /// <summary>Records a new version, in force for its kind of subject at once. Not repeated by itself when the answer is lost.</summary>
    /// <exception cref="ActorsApiException">400: it is not sound, or its version is not the next; 403: the key is no analyst's.</exception>
    Task<PolicyRecorded> PutPolicyAsync(string key, JsonElement policy, CancellationToken cancellation = default);

    /// <summary>Runs a threat policy over history and holds it against the one in force; lines as they come, the last with
    /// <see cref="BacktestLine.Result"/>.</summary>
    /// <exception cref="ActorsApiException">400: a field of the request is wrong; 404: nobody knows the subject.</exception>
    IAsyncEnumerable<BacktestLine> BacktestAsync(BacktestRequest request, CancellationToken cancellation = default);

    /// <summary>As <see cref="BacktestAsync(BacktestRequest, CancellationToken)"/>, with the body of <c>POST /v1/policies:backtest</c> as it is.</summary>
    IAsyncEnumerable<BacktestLine> BacktestJsonAsync(JsonElement request, CancellationToken cancellation = default);
}
