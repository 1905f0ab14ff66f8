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

    /// <summary>Joins <paramref name="with"/> into <paramref name="id"/>; the old id leads to the survivor. Repeated safely: done already, it is
    /// answered the same.</summary>
    /// <exception cref="ActorsApiException">400: one of them does not exist or was merged already; 403: the key is no analyst's.</exception>
    Task<IncidentAction> MergeAsync(string id, string with, string reason, CancellationToken cancellation = default);

    /// <summary>Takes reports out of an incident, back to where a merge took them from, or to an incident of their own. Repeated safely, as
    /// <see cref="MergeAsync"/>.</summary>
    /// <exception cref="ActorsApiException">400: a report is not part of the incident, or none would stay; 403: the key is no analyst's.</exception>
    Task<IncidentAction> SplitAsync(string id, IReadOnlyList<string> reports, string reason, CancellationToken cancellation = default);

    /// <summary>Other incidents that may be the same event, likeliest first.</summary>
    /// <exception cref="ActorsApiException">404: nobody reported the incident.</exception>
    Task<IReadOnlyList<Suggestion>> ListSuggestionsAsync(string id, CancellationToken cancellation = default);

    /// <summary>Accepts a suggestion: <paramref name="other"/> is joined into <paramref name="id"/>, as by <see cref="MergeAsync"/>.</summary>
    Task<IncidentAction> AcceptSuggestionAsync(string id, string other, string reason, CancellationToken cancellation = default);

    /// <summary>Says that <paramref name="other"/> is another event; it is suggested no longer, and a merge remains possible. Repeated safely.</summary>
    Task<IncidentAction> RejectSuggestionAsync(string id, string other, string reason, CancellationToken cancellation = default);

    /// <summary>Incidents that were said to be other events, newest first.</summary>
    Task<IReadOnlyList<RejectedSuggestion>> ListRejectedSuggestionsAsync(string id, CancellationToken cancellation = default);
}
