using Actors.Domain.Catalogue;
using Actors.Gateway.Incidents;
using Actors.Gateway.Subjects;

namespace Actors.Page.Incidents;

/// <summary>What the page of an incident shows.</summary>
public sealed record IncidentPageModel
{
    public required ICatalogue Catalogue { get; init; }

    public required DateTimeOffset? AsOf { get; init; }

    public required IncidentDetailJson Detail { get; init; }

    /// <summary>Where a past time is shown: the incident now.</summary>
    public IncidentDetailJson? Now { get; init; }

    /// <summary>Whether the reader may decide.</summary>
    public required bool Analyst { get; init; }

    /// <summary>What an action just did; null: none.</summary>
    public required string? Done { get; init; }

    /// <summary>Other incidents that may be the same event, likeliest first.</summary>
    public required IReadOnlyList<Suggestion> Suggestions { get; init; }

    /// <summary>Zone of the place.</summary>
    public required string Zone { get; init; }

    /// <summary>Others it could be merged with: near in days.</summary>
    public required IReadOnlyList<IncidentJson> Others { get; init; }
}

/// <summary>What the list of incidents shows.</summary>
public sealed record IncidentListModel
{
    public required ICatalogue Catalogue { get; init; }

    public required DateTimeOffset? AsOf { get; init; }

    public required IReadOnlyList<IncidentJson> Items { get; init; }

    /// <summary>Address of the next page; null at the end.</summary>
    public required string? Next { get; init; }

    public required string? Subject { get; init; }

    public required DateOnly? From { get; init; }

    public required DateOnly? To { get; init; }

    public required string? Outcome { get; init; }

    public required bool? Contested { get; init; }

    public required string? Text { get; init; }

    /// <summary>Where a past time is shown: what changed since, for the subject or everywhere.</summary>
    public DiffJson? Diff { get; init; }
}

/// <summary>An incident that may be the same event.</summary>
/// <param name="Chance">That it is, 0 … 1.</param>
public sealed record Suggestion(string Incident, string Title, double Chance, string Why);
