namespace Actors.Client;

/// <summary>An incident that may be the same event.</summary>
/// <param name="Chance">That it is, 0 … 1.</param>
/// <param name="Why">What speaks for and against it, weightiest first.</param>
public sealed record Suggestion(string Incident, double Chance, string Why);

/// <summary>An incident that an analyst said to be another event.</summary>
public sealed record RejectedSuggestion(string Incident, string Reason, string Author, DateTimeOffset At);

internal sealed record RejectBody(string Reason);
