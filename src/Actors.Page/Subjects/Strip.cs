using System.Globalization;
using Actors.Domain;
using Actors.Gateway.Incidents;
using Actors.Page.Layout;
using Actors.Page.Parts;

namespace Actors.Page.Subjects;

/// <summary>The course of a subject as a drawing: its level, and below it lanes of incidents by who did what to whom.</summary>
/// <param name="First">Day at the left edge.</param>
/// <param name="Last">Day at the right edge.</param>
public sealed record Strip(DateOnly First, DateOnly Last, IReadOnlyList<StripLane> Lanes, IReadOnlyList<StripLevel> Levels)
{
    /// <summary>Marks a lane has at most; days are drawn together where there are more.</summary>
    private const int Bins = 90;

    private const int MostLanes = 4;

    /// <summary>Days without anything after which the drawing may end with the last event.</summary>
    private const int LongQuiet = 60;

    public int Days => Last.DayNumber - First.DayNumber + 1;

    /// <summary>Null: there is nothing to draw.</summary>
    public static Strip? Of(SubjectPageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Course.Count == 0 && model.Levels.Count == 0)
        {
            return null;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(model.Zone);
        var end = model.To is { } to && to < model.Today ? to : model.Today;
        var days = model.Course.Select(i => i.Day!.Value).Concat(model.Levels.Select(l => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(l.At, zone).DateTime)))
            .Where(d => d <= end).DefaultIfEmpty(end).ToList();
        // What ended long ago is not drawn into a corner by the time that has passed since.
        var last = model.Course.Count > 0 && model.To is null && end.DayNumber - days.Max().DayNumber > days.Max().DayNumber - days.Min().DayNumber + LongQuiet ? days.Max() : end;
        var first = model.From ?? days.Min();
        if (last.DayNumber - first.DayNumber < 13)
        {
            first = last.AddDays(-13);
        }

        var lanes = LanesOf(model).Select(l => new StripLane(l.Name, Gather(l.Items, first, last))).Where(l => l.Marks.Count > 0).ToList();
        return new Strip(first, last, lanes, LevelsOf(model, zone, first, last));
    }

    private static IEnumerable<(string Name, List<IncidentJson> Items)> LanesOf(SubjectPageModel model)
    {
        if (SubjectId.TryParse(model.Subject, out var subject) && subject.Kind == SubjectKind.Group)
        {
            yield return ("Attacks on it", [.. model.Course.Where(i => Exchange.Names(model.Catalogue, i.Targets, model.Subject))]);
            yield return ("Attacks by it", [.. model.Course.Where(i => Exchange.Names(model.Catalogue, i.Perpetrators, model.Subject))]);
            yield break;
        }

        var lanes = model.Course.GroupBy(i => i.Perpetrators.Count > 0 ? i.Perpetrators[0] : "").OrderByDescending(g => g.Count()).ToList();
        foreach (var lane in lanes.Take(MostLanes))
        {
            yield return (lane.Key.Length == 0 ? "Nobody named" : "By " + Words.Name(model.Catalogue, lane.Key), [.. lane]);
        }

        if (lanes.Count > MostLanes)
        {
            yield return ("By others", [.. lanes.Skip(MostLanes).SelectMany(l => l)]);
        }
    }

    private static List<StripMark> Gather(List<IncidentJson> items, DateOnly first, DateOnly last)
    {
        var span = Math.Max(1, (int)Math.Ceiling((last.DayNumber - first.DayNumber + 1) / (double)Bins));
        return [.. items.Where(i => i.Day >= first && i.Day <= last).GroupBy(i => (i.Day!.Value.DayNumber - first.DayNumber) / span)
            .Select(g => new StripMark(first.AddDays(g.Key * span), first.AddDays((g.Key * span) + span - 1), [.. g]))];
    }

    private static List<StripLevel> LevelsOf(SubjectPageModel model, TimeZoneInfo zone, DateOnly first, DateOnly last)
    {
        double Offset(DateTimeOffset at) => (TimeZoneInfo.ConvertTime(at, zone).DateTime - first.ToDateTime(TimeOnly.MinValue)).TotalDays;
        var end = last.DayNumber - first.DayNumber + 1.0;
        var levels = new List<StripLevel>();
        for (var i = 0; i < model.Levels.Count; i++)
        {
            var from = Math.Max(0, Offset(model.Levels[i].At));
            var to = i + 1 < model.Levels.Count ? Math.Min(end, Offset(model.Levels[i + 1].At)) : end;
            if (to > from)
            {
                levels.Add(new StripLevel(from, to, model.Levels[i].Level, model.Levels[i].At));
            }
        }

        return levels;
    }
}

/// <summary>Incidents of one kind along time.</summary>
public sealed record StripLane(string Name, IReadOnlyList<StripMark> Marks);

/// <summary>Incidents of some days.</summary>
public sealed record StripMark(DateOnly From, DateOnly To, IReadOnlyList<IncidentJson> Incidents)
{
    private static readonly string[] Gravest = ["hit", "unknown", "failed"];

    public string Outcome => Gravest.FirstOrDefault(o => Incidents.Any(i => i.Outcome == o)) ?? "intercepted";

    public double Radius => Math.Min(13, 4 + (1.6 * Math.Sqrt(Incidents.Count + Incidents.Sum(i => CasualtyText.Sum(i.Casualties, c => c.Killed)?.Best ?? 0) - 1)));

    public string Says => $"{From.ToString("d MMM yyyy", CultureInfo.InvariantCulture)}{(To > From ? " to " + To.ToString("d MMM yyyy", CultureInfo.InvariantCulture) : "")}: {Incidents.Count} {(Incidents.Count == 1 ? "incident" : "incidents")}, {Outcome}{(Incidents.Any(i => i.Contested) ? ", contested" : "")}";
}

/// <summary>A stretch of time at one level, in days from the left edge.</summary>
public sealed record StripLevel(double From, double To, string Level, DateTimeOffset At);
