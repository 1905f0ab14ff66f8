using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Domain.Threat.Views;

/// <summary>How many incidents of a day one root source reports.</summary>
public readonly record struct SourceCount(string Root, int Incidents);

/// <summary>One day's counts of a subject, best values. For a group: of the incidents in which it was a target.</summary>
public sealed record ViewDay
{
    public required DateOnly Day { get; init; }

    /// <summary>Incidents that count on this day.</summary>
    public required int Incidents { get; init; }

    /// <summary>Those known to the day: what detectors look at. At most Incidents.</summary>
    public required int DayPrecise { get; init; }

    public int Hits { get; init; }

    public int Intercepted { get; init; }

    public int Failed { get; init; }

    /// <summary>Sum of the known figures.</summary>
    public long Killed { get; init; }

    /// <summary>Sum of the known figures.</summary>
    public long Injured { get; init; }

    /// <summary>Root sources, distinct.</summary>
    public IReadOnlyList<SourceCount> Sources { get; init; } = [];
}

/// <summary>How far one day's incidents were spread within one country (or within the subject, where it is a region).</summary>
/// <param name="Country">Region key such as <c>iq</c>.</param>
/// <param name="Places">Distinct leaves.</param>
/// <param name="Subdivisions">Distinct subdivisions.</param>
/// <param name="SpreadKm">Greatest distance between two places with a position; null: fewer than two have one.</param>
public sealed record DaySpread(string Country, DateOnly Day, int Incidents, int Places, int Subdivisions, double? SpreadKm)
{
    /// <summary>Of one day in one country, from where its incidents were: each place once or as often as there were any.</summary>
    public static DaySpread Of(string country, DateOnly day, int incidents, IReadOnlyCollection<SpreadPlace> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        var positions = places.Where(p => p is { Lat: not null, Lon: not null }).Select(p => (p.Lat!.Value, p.Lon!.Value)).Distinct().ToArray();
        return new DaySpread(
            country, day, incidents,
            places.Select(p => p.Place).Distinct().Count(),
            places.Select(p => p.Subdivision).Where(s => s is not null).Distinct(StringComparer.Ordinal).Count(),
            positions.Length > 1 ? Detectors.Spread.GreatestKm(positions) : null);
    }
}

/// <summary>Where an incident was.</summary>
/// <param name="Place">The leaf.</param>
/// <param name="Subdivision">Region key of its subdivision; null: not known.</param>
/// <param name="Lat">Degrees north; null: the leaf has no position.</param>
/// <param name="Lon">Degrees east; null: the leaf has no position.</param>
public readonly record struct SpreadPlace(SubjectId Place, string? Subdivision, double? Lat, double? Lon);

/// <summary>One recent incident.</summary>
public sealed record ViewIncident
{
    public required Guid Id { get; init; }

    /// <summary>Null: undated.</summary>
    public required DateOnly? Day { get; init; }

    public bool DayPrecise { get; init; } = true;

    /// <summary>The base where there is one, else the leaf region.</summary>
    public required SubjectId Place { get; init; }

    /// <summary>As shown; null: the key.</summary>
    public string? PlaceName { get; init; }

    /// <summary>Region key of its subdivision; null: not known.</summary>
    public string? Subdivision { get; init; }

    /// <summary>Region key of its country; null: not known.</summary>
    public string? Country { get; init; }

    public string Type { get; init; } = "unknown";

    /// <summary>Slug, as chosen.</summary>
    public string Outcome { get; init; } = "unknown";

    /// <summary>Best; null: nobody said.</summary>
    public long? Killed { get; init; }

    /// <summary>Best; null: nobody said.</summary>
    public long? Injured { get; init; }

    /// <summary>Greatest among the live claims, A … F.</summary>
    public char Reliability { get; init; } = 'F';

    /// <summary>Best among the live claims, 1 … 6.</summary>
    public int Credibility { get; init; } = 6;

    /// <summary>Distinct, sorted; never empty.</summary>
    public required IReadOnlyList<string> Roots { get; init; }

    public double? Lat { get; init; }

    public double? Lon { get; init; }

    /// <summary>A field or a membership is contested, presence included.</summary>
    public bool Contested { get; init; }

    /// <summary>What is contested, as words; may be empty.</summary>
    public IReadOnlyList<string> ContestedAbout { get; init; } = [];
}

/// <summary>A stated total beside what is itemised in its scope and window.</summary>
/// <param name="Itemised">Best of our own tally; null where it is not known here.</param>
public sealed record ViewTotal(TotalReport Report, long? Itemised);

/// <summary>All-time incidents under one heading: <c>all</c>, or for a group <c>target</c> and <c>perpetrator</c>.</summary>
public readonly record struct AllTimeCount(string Topic, long Incidents);

/// <summary>The level of what contains the subject.</summary>
public sealed record ParentLevel(SubjectId Parent, string Scale, string Level);

/// <summary>What a decision may look at: a read-only picture of one subject's state. Lists may be views onto live state, and are only
/// read during the call.</summary>
public sealed record SubjectView
{
    public required SubjectId Subject { get; init; }

    /// <summary>As shown.</summary>
    public required string Name { get; init; }

    /// <summary>How a source or speaker is shown, from its key.</summary>
    public Func<string, string> SourceName { get; init; } = static key => key;

    /// <summary>As <see cref="SourceName"/> for regions.</summary>
    public Func<string, string> RegionName { get; init; } = static key => key;

    /// <summary>Its days are days in this zone.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>Days with incidents, ascending, each once.</summary>
    public IReadOnlyList<ViewDay> Days { get; init; } = [];

    /// <summary>The first day the subject was watched; silence since then is knowledge. Null: never. Usually the first itemised day.</summary>
    public DateOnly? ObservedFrom { get; init; }

    /// <summary>Ascending by day within each country.</summary>
    public IReadOnlyList<DaySpread> Spreads { get; init; } = [];

    /// <summary>The last incidents, bounded in number, in any order. For a group: those that target it.</summary>
    public IReadOnlyList<ViewIncident> Recent { get; init; } = [];

    /// <summary>Stated totals that concern the subject.</summary>
    public IReadOnlyList<ViewTotal> Totals { get; init; } = [];

    /// <summary>Statements and postures about the subject that hold.</summary>
    public IReadOnlyList<Signal> Signals { get; init; } = [];

    /// <summary>For milestones.</summary>
    public IReadOnlyList<AllTimeCount> AllTime { get; init; } = [];

    /// <summary>Null where it has none, or the parent has no level.</summary>
    public ParentLevel? Parent { get; init; }

    /// <summary>Today in the subject's zone.</summary>
    public DateOnly Today(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);

    /// <summary>The instant a day begins in the subject's zone, UTC; where clocks skip midnight, the first instant after it.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (Zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>The picture without one root source's word on one incident: without the incident, where nobody else reports it.</summary>
    public SubjectView Without(ViewIncident incident, string root)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var alone = incident.Roots.Count <= 1;
        return this with
        {
            Recent = alone
                ? [.. Recent.Where(i => i.Id != incident.Id)]
                : [.. Recent.Select(i => i.Id == incident.Id ? i with { Roots = [.. i.Roots.Where(r => r != root)], Reliability = 'F', Credibility = 6 } : i)],
            Days = [.. Days.Select(d => d.Day == incident.Day ? Without(d, incident, root, alone) : d).Where(d => d.Incidents > 0)],
            Spreads = alone ? SpreadsWithout(incident) : Spreads,
        };
    }

    private static ViewDay Without(ViewDay day, ViewIncident incident, string root, bool alone)
    {
        IReadOnlyList<SourceCount> sources =
            [.. day.Sources.Select(s => s.Root == root ? s with { Incidents = s.Incidents - 1 } : s).Where(s => s.Incidents > 0)];
        return !alone ? day with { Sources = sources } : day with
        {
            Incidents = day.Incidents - 1,
            DayPrecise = day.DayPrecise - (incident.DayPrecise ? 1 : 0),
            Hits = day.Hits - (incident.Outcome == "hit" ? 1 : 0),
            Intercepted = day.Intercepted - (incident.Outcome == "intercepted" ? 1 : 0),
            Failed = day.Failed - (incident.Outcome == "failed" ? 1 : 0),
            Killed = day.Killed - (incident.Killed ?? 0),
            Injured = day.Injured - (incident.Injured ?? 0),
            Sources = sources,
        };
    }

    private IReadOnlyList<DaySpread> SpreadsWithout(ViewIncident incident)
    {
        bool Beside(ViewIncident other) => other.Id != incident.Id && other.Day == incident.Day && other.Country == incident.Country;
        var samePlace = Recent.Any(other => Beside(other) && other.Place == incident.Place);
        var sameSubdivision = Recent.Any(other => Beside(other) && other.Subdivision == incident.Subdivision);
        return
        [
            .. Spreads.Select(s => s.Day != incident.Day || s.Country != incident.Country ? s : s with
            {
                Incidents = s.Incidents - 1,
                Places = s.Places - (samePlace ? 0 : 1),
                Subdivisions = s.Subdivisions - (sameSubdivision ? 0 : 1),
            }).Where(s => s.Incidents > 0),
        ];
    }
}
