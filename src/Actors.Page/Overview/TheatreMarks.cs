using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Gateway.Incidents;
using Actors.Page.Parts;

namespace Actors.Page.Overview;

/// <summary>What stands on the map: bases, and incidents drawn together where they lie close.</summary>
/// <param name="Outside">Incidents with a position that is not on this map.</param>
/// <param name="Unplaced">Incidents without any position.</param>
/// <param name="Truncated">More incidents happened than were read.</param>
public sealed record TheatreMarks(IReadOnlyList<BaseMark> Bases, IReadOnlyList<IncidentMark> Incidents, int Outside, int Unplaced, bool Truncated)
{
    /// <summary>Incidents within this distance on the drawing are one mark.</summary>
    private const double Near = 16;

    public static TheatreMarks Of(IReadOnlyList<IncidentJson> incidents, ICatalogue catalogue, bool truncated)
    {
        ArgumentNullException.ThrowIfNull(incidents);
        ArgumentNullException.ThrowIfNull(catalogue);
        var bases = catalogue.Bases
            .Where(b => b is { Lat: not null, Lon: not null } && TheatreOutline.IsInside(b.Lat.Value, b.Lon.Value))
            .Select(b => new BaseMark(SubjectId.Base(b.Key).ToString(), b.Names[0], TheatreOutline.Place(b.Lat!.Value, b.Lon!.Value)))
            .ToList();
        var marks = new List<IncidentMark>();
        var (outside, unplaced) = (0, 0);
        foreach (var incident in incidents)
        {
            if (Locate(incident, catalogue) is not { } at)
            {
                unplaced++;
            }
            else if (!TheatreOutline.IsInside(at.Lat, at.Lon))
            {
                outside++;
            }
            else
            {
                var point = TheatreOutline.Place(at.Lat, at.Lon);
                var near = marks.Find(m => m.Rough == at.Rough && Distance(m.At, point) < Near);
                if (near is null)
                {
                    marks.Add(near = new IncidentMark(incident.Place, point, at.Rough));
                }

                near.Add(incident);
            }
        }

        return new TheatreMarks(bases, marks, outside, unplaced, truncated);
    }

    private static (double Lat, double Lon, bool Rough)? Locate(IncidentJson incident, ICatalogue catalogue)
    {
        if (incident is { Lat: { } lat, Lon: { } lon })
        {
            return (lat, lon, false);
        }

        if (!SubjectId.TryParse(incident.Place, out var place))
        {
            return null;
        }

        if (place.Kind == SubjectKind.Base && catalogue.FindBase(place.Key) is { Lat: { } baseLat, Lon: { } baseLon })
        {
            return (baseLat, baseLon, false);
        }

        foreach (var region in catalogue.Expand(place).Where(s => s.Kind == SubjectKind.Region))
        {
            if (TheatreOutline.Countries.FirstOrDefault(c => c.Key == region.Key) is { Label: { } label })
            {
                return (label.Lat, label.Lon, true);
            }
        }

        return null;
    }

    private static double Distance((double X, double Y) a, (double X, double Y) b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));
}

/// <summary>A base on the map.</summary>
public sealed record BaseMark(string Subject, string Name, (double X, double Y) At);

/// <summary>Incidents at one place on the map.</summary>
/// <param name="Rough">Only the country is known.</param>
public sealed record IncidentMark(string Place, (double X, double Y) At, bool Rough)
{
    private static readonly string[] Gravest = ["hit", "unknown", "failed"];

    private readonly List<IncidentJson> incidents = [];

    public IReadOnlyList<IncidentJson> Incidents => incidents;

    /// <summary>Best; what nobody reported adds nothing.</summary>
    public long Killed { get; private set; }

    /// <summary>The gravest: hit, then unknown, failed, intercepted.</summary>
    public string Outcome => Gravest.FirstOrDefault(o => incidents.Exists(i => i.Outcome == o)) ?? "intercepted";

    public bool Contested => incidents.Exists(i => i.Contested);

    /// <summary>Area grows with incidents and killed.</summary>
    public double Radius => Math.Min(34, 8 + (3 * Math.Sqrt(incidents.Count + Killed - 1)));

    internal void Add(IncidentJson incident)
    {
        incidents.Add(incident);
        Killed += CasualtyText.Sum(incident.Casualties, c => c.Killed)?.Best ?? 0;
    }
}
