namespace Actors.Abstractions.Matching;

/// <summary>Which other incidents may be the same event: computed when asked, stored nowhere; any number of activations.</summary>
[Alias("Actors.ISuggestionGrain")]
public interface ISuggestionGrain : IGrainWithIntegerKey
{
    /// <summary>Incidents that an analyst may join to this one, likeliest first, at most 8, without those rejected; null when nobody reported
    /// it. Empty as well for an incident without day or place, without live report, or merged into another.</summary>
    [Alias("Suggest")]
    Task<IReadOnlyList<IncidentSuggestion>?> SuggestAsync(Guid incident);

    /// <summary>Incidents that analysts have said to be other events, newest first; null when nobody reported this one.</summary>
    [Alias("Rejected")]
    Task<IReadOnlyList<RejectedSuggestion>?> RejectedAsync(Guid incident);
}

/// <summary>An incident that may be the same event.</summary>
/// <param name="Chance">That it is, by the matcher's weights, 0 … 1.</param>
/// <param name="Why">What speaks for and against it, weightiest first.</param>
[GenerateSerializer, Immutable, Alias("Actors.IncidentSuggestion")]
public sealed record IncidentSuggestion(
    [property: Id(0)] Guid Incident,
    [property: Id(1)] double Chance,
    [property: Id(2)] string Why);

/// <summary>An incident that was said to be another event.</summary>
[GenerateSerializer, Immutable, Alias("Actors.RejectedSuggestion")]
public sealed record RejectedSuggestion(
    [property: Id(0)] Guid Incident,
    [property: Id(1)] string Reason,
    [property: Id(2)] string Author,
    [property: Id(3)] DateTimeOffset RecordedAt);
