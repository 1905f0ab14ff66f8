using System.Text.Json.Serialization;
using Actors.Abstractions.Queries;
using Actors.Domain;
using Actors.Domain.Incidents;

namespace Actors.Gateway.Incidents;

/// <summary>An incident in a list: the values chosen, with what else is claimed.</summary>
public sealed record IncidentJson
{
    public required string Id { get; init; }

    /// <summary>Path of the whole incident.</summary>
    public required string Link { get; init; }

    public required int Revision { get; init; }

    /// <summary>Null while undated.</summary>
    public DateOnly? Day { get; init; }

    public DateOnly? LastDay { get; init; }

    /// <summary>Subject id: the base where there is one, else the leaf region.</summary>
    public required string Place { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Lat { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Lon { get; init; }

    public required string Type { get; init; }

    public required string Outcome { get; init; }

    public required IReadOnlyList<string> Perpetrators { get; init; }

    public required IReadOnlyList<string> Targets { get; init; }

    public required IReadOnlyList<CasualtyJson> Casualties { get; init; }

    public required bool Contested { get; init; }

    /// <summary>How it counts for the question: low (counted at least), best, or high (only at most).</summary>
    public required string Membership { get; init; }

    public required IReadOnlyList<string> Sources { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public static IncidentJson Of(IncidentSummary summary)
    {
        var contribution = ContributionCodec.Decode(summary.Contribution);
        return new IncidentJson
        {
            Id = summary.Incident.ToString("D"),
            Link = "/v1/incidents/" + summary.Incident.ToString("D"),
            Revision = summary.Revision,
            Day = contribution.Days.Where(d => Best(d.Membership)).Select(d => (DateOnly?)d.Value).FirstOrDefault(),
            LastDay = contribution.LastDay,
            Place = contribution.Places.Where(p => Best(p.Membership)).Select(p => p.Leaf).DefaultIfEmpty(SubjectId.World).First().ToString(),
            Name = summary.Name,
            Lat = summary.Lat,
            Lon = summary.Lon,
            Type = Chosen(contribution.Types),
            Outcome = Chosen(contribution.Outcomes),
            Perpetrators = Groups(contribution, GroupRole.Perpetrator),
            Targets = Groups(contribution, GroupRole.Target),
            Casualties = [.. contribution.Casualties.Select(CasualtyJson.Of)],
            Contested = contribution.Contested,
            Membership = summary.Membership,
            Sources = contribution.Roots,
            RecordedAt = summary.RecordedAt,
        };
    }

    private static bool Best(Membership membership) => (membership & Domain.Incidents.Membership.Best) == Domain.Incidents.Membership.Best;

    private static string Chosen(IEnumerable<Member<string>> members) =>
        members.Where(m => Best(m.Membership)).Select(m => m.Value).DefaultIfEmpty("unknown").First();

    private static List<string> Groups(Contribution contribution, GroupRole role) =>
        [.. contribution.Groups.Where(g => g.Role == role && Best(g.Membership)).Select(g => SubjectId.Group(g.Group).ToString())];
}

/// <summary>Casualties of one party; party null: of all; a null figure: nobody reported it.</summary>
public sealed record CasualtyJson(string? Party, FigureJson? Killed, FigureJson? Injured)
{
    public static CasualtyJson Of(PartyFigures figures) => new(
        figures.Party is null ? null : SubjectId.Group(figures.Party).ToString(),
        FigureJson.Of(figures.Killed),
        FigureJson.Of(figures.Injured));
}

/// <summary>low ≤ best ≤ high; high null: unbounded.</summary>
public sealed record FigureJson(long Low, long Best, long? High)
{
    public static FigureJson? Of(Figure? figure) => figure is { } f ? new FigureJson(f.Low, f.Best, f.High) : null;
}

/// <summary>A page of incidents.</summary>
public sealed record IncidentListJson(
    IReadOnlyList<IncidentJson> Items,
    string? Cursor,
    DateTimeOffset AsOf,
    SortedDictionary<string, long> Positions);
