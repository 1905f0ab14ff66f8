using System.Text.Json;

namespace Actors.Client;

public partial interface IActorsClient
{
    /// <summary>Has the server prove its numbers; lines as they come, the last with <see cref="VerifyLine.Ok"/>.</summary>
    IAsyncEnumerable<VerifyLine> VerifyAsync(CancellationToken cancellation = default);

    /// <summary>The answer to any <c>GET</c> as it is: for what this client has no type for.</summary>
    /// <param name="pathAndQuery">For example <c>/v1/catalog/groups/us-forces</c>.</param>
    Task<JsonElement> GetJsonAsync(string pathAndQuery, CancellationToken cancellation = default);

    /// <summary>Sends JSON to any path and gives the answer as it is.</summary>
    /// <param name="repeatable">Whether it may be sent again when the answer is lost.</param>
    Task<JsonElement> SendJsonAsync(HttpMethod method, string pathAndQuery, JsonElement body, bool repeatable, CancellationToken cancellation = default);

    /// <summary>The answer to any <c>GET</c> in the form asked for, as a stream, for example <c>text/csv</c>.</summary>
    Task<Stream> GetStreamAsync(string pathAndQuery, string accept, CancellationToken cancellation = default);

    /// <summary>What a query selects as a STIX 2.1 bundle, streamed: its incidents with places, parties, sources and claims. Cursor and limit are
    /// not taken.</summary>
    Task<Stream> GetStixAsync(IncidentQuery query, CancellationToken cancellation = default);

    /// <summary>A change of level as a CAP 1.2 message in XML.</summary>
    /// <param name="position">Of its notification.</param>
    /// <exception cref="ActorsApiException">404: there is no such notification, or it is about no level.</exception>
    Task<Stream> GetAlertAsync(long position, CancellationToken cancellation = default);

    /// <summary>The last hundred notifications as an Atom feed.</summary>
    Task<Stream> GetAlertFeedAsync(CancellationToken cancellation = default);

    /// <summary>True when the server answers that it is ready; does not retry.</summary>
    Task<bool> IsReadyAsync(CancellationToken cancellation = default);
}
