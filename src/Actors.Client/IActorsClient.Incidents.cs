namespace Actors.Client;

public partial interface IActorsClient
{
    /// <summary>One page of incidents.</summary>
    Task<IncidentPage> ListIncidentsAsync(IncidentQuery query, CancellationToken cancellation = default);

    /// <summary>All incidents of a query, page after page.</summary>
    IAsyncEnumerable<IncidentItem> AllIncidentsAsync(IncidentQuery query, CancellationToken cancellation = default);

    /// <summary>One incident with every claim behind it; of an incident that was merged, the survivor.</summary>
    /// <exception cref="ActorsApiException">404: nobody reported it.</exception>
    Task<IncidentDetail> GetIncidentAsync(string id, DateTimeOffset? asOf = null, CancellationToken cancellation = default);

    /// <summary>Joins <paramref name="with"/> into <paramref name="id"/>. Not repeated by itself when the answer is lost.</summary>
    Task<IncidentAction> MergeAsync(string id, string with, string reason, CancellationToken cancellation = default);

    /// <summary>Takes reports out of an incident. Not repeated by itself when the answer is lost.</summary>
    Task<IncidentAction> SplitAsync(string id, IReadOnlyList<string> reports, string reason, CancellationToken cancellation = default);
}
