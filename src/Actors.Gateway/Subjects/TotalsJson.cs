using System.Text.Json;
using Actors.Abstractions.Queries;
using Actors.Gateway.Incidents;

namespace Actors.Gateway.Subjects;

/// <summary>Stated totals against itemised tallies.</summary>
public sealed record TotalsJson(
    string Subject,
    IReadOnlyList<TotalJson> Items,
    DateTimeOffset AsOf,
    SortedDictionary<string, long> Positions)
{
    public static TotalsJson Of(string subject, TotalsAnswer answer) =>
        new(subject, [.. answer.Items.Select(TotalJson.Of)], answer.AsOf, Wire.Positions.ToJson(answer.Positions));
}

/// <summary>One stated total.</summary>
/// <param name="State">agreed, unexplained-gap or itemised-above-stated.</param>
/// <param name="Conflicts">Other stated totals that cannot be true together with this one.</param>
public sealed record TotalJson(
    JsonElement Report,
    string Measure,
    FigureJson Stated,
    FigureJson Itemised,
    FigureJson Unexplained,
    string State,
    string Text,
    IReadOnlyList<string> Conflicts,
    DateTimeOffset RecordedAt)
{
    public static TotalJson Of(TotalItem item) => new(
        JsonElement.Parse(item.Report), item.Measure, FigureOf(item.Stated), FigureOf(item.Itemised), FigureOf(item.Unexplained),
        item.State, item.Text, item.Conflicts, item.RecordedAt);

    private static FigureJson FigureOf(Bounds bounds) => new(bounds.Low, bounds.Best, bounds.High);
}

/// <summary>What changed between two recorded times.</summary>
public sealed record DiffJson(
    string Subject,
    DateTimeOffset Since,
    DateTimeOffset Until,
    TallyJson Before,
    TallyJson After,
    IReadOnlyList<DifferenceJson> Incidents,
    bool Truncated)
{
    public static DiffJson Of(DiffAnswer answer) => new(
        answer.After.Subject,
        answer.Before.AsOf,
        answer.After.AsOf,
        TallyJson.Of(answer.Before, new()),
        TallyJson.Of(answer.After, new()),
        [.. answer.Incidents.Select(DifferenceJson.Of)],
        answer.Truncated);
}

/// <summary>An incident that counts otherwise than before; null: it did not, or does no longer, count.</summary>
public sealed record DifferenceJson(string Incident, string Link, IncidentJson? Before, IncidentJson? After, IReadOnlyList<string> Reports)
{
    public static DifferenceJson Of(IncidentDifference difference) => new(
        difference.Incident.ToString("D"),
        "/v1/incidents/" + difference.Incident.ToString("D"),
        Show(difference.Incident, difference.Before),
        Show(difference.Incident, difference.After),
        difference.Reports);

    private static IncidentJson? Show(Guid incident, byte[]? contribution) => contribution is null
        ? null
        : IncidentJson.Of(new IncidentSummary(
            incident, Domain.Incidents.ContributionCodec.Decode(contribution).Revision, contribution, default, "best", null, null, null));
}
