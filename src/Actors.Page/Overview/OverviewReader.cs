using System.Globalization;
using Actors.Abstractions.Queries;
using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Domain.Threat.Decisions;
using Actors.Gateway.Incidents;
using Actors.Gateway.Notifications;
using Actors.Gateway.Subjects;
using Actors.Page.Live;
using Actors.Page.Maps;
using Actors.Page.Parts;
using Actors.Page.Subjects;

namespace Actors.Page.Overview;

/// <summary>Reads the overview from the same grains as the HTTP API.</summary>
internal sealed class OverviewReader(SubjectReader subjects, TallyReader tallies, NotificationReader notifications, NotificationHub hub)
{
    private const int RowsPerKind = 12;
    private const int DaysShown = 30;
    private const double Earlier = DaysShown - 1;
    private const int MappedIncidents = 1_000;
    private static readonly string[] Dimensions = ["place", "target", "perpetrator"];

    /// <summary>What is known now, or was at a recorded time.</summary>
    /// <param name="map">Key of a sheet; null: the one on which something is.</param>
    public async Task<OverviewModel> ReadAsync(DateTimeOffset? asOf, string? map)
    {
        var catalogue = subjects.Catalogue;
        var head = await subjects.Queries.ListAsync(new IncidentQuery { Filter = new TallyQuery { AsOf = asOf }, Limit = 12 });
        var positions = head.Positions;
        var today = subjects.Clock.Today(TimeZoneInfo.Utc);
        var from = today.AddDays(1 - DaysShown);

        var day = new TallyQuery { From = today, To = today };
        var read = await tallies.ReadAsync(
            SubjectId.World,
            [
                day, new TallyQuery(), new TallyQuery { From = from, To = today.AddDays(-1) },
                .. Dimensions.Select(d => new TallyQuery { From = from, By = d }), .. Dimensions.Select(d => new TallyQuery { By = d }),
            ],
            asOf,
            positions);
        var (todayTally, allTime, before) = (read.Answers[0], read.Answers[1], read.Answers[2]);
        var quiet = read.Answers[3].Incidents.High == 0;
        var start = quiet ? (DateOnly?)null : from;
        var shown = read.Answers.Skip(quiet ? 6 : 3).Take(Dimensions.Length).ToList();
        var (places, targets, perpetrators) = (shown[0], shown[1], shown[2]);
        var placed = Weigh([places]);
        var named = Weigh([targets, perpetrators]);
        var mapping = subjects.Queries.ListAsync(new IncidentQuery
        {
            Filter = asOf is null ? new TallyQuery { From = start, Positions = positions } : new TallyQuery { From = start, AsOf = asOf },
            Limit = MappedIncidents,
        });
        var rows = await Task.WhenAll(
            RowsAsync(placed, SubjectKind.Region, asOf, positions), RowsAsync(placed, SubjectKind.Base, asOf, positions), RowsAsync(named, SubjectKind.Group, asOf, positions));
        var (regions, bases, groups) = (rows[0], rows[1], rows[2]);
        var levels = regions.Concat(bases).Where(r => r.Level is not null).ToDictionary(r => r.Subject, r => r.Level!);
        return new OverviewModel
        {
            Catalogue = catalogue,
            AsOf = asOf,
            Today = today,
            TodayTally = TallyJson.Of(todayTally, day),
            AllTime = TallyJson.Of(allTime, new TallyQuery()),
            Quiet = quiet,
            Bases = bases,
            Regions = regions,
            Groups = groups,
            Recent = [.. head.Items.Select(IncidentJson.Of)],
            Map = Draw(MapSheet.Find(map), await mapping, places, levels),
            Usual = new UsualDay(before.Incidents.Best / Earlier, before.Killed.Best / Earlier, before.Injured.Best / Earlier),
            Notifications = await notifications.LastAsync(null, 30, asOf + subjects.Clock.Offset),
            Diff = asOf is { } past ? DiffJson.Of(await subjects.Queries.DiffAsync(SubjectId.World.ToString(), past, null, 50)) : null,
        };
    }

    /// <summary>Each incident where all can be drawn, else each place with its count; on the sheet asked for, else on one where something is.</summary>
    private MapMarks Draw(MapSheet? sheet, IncidentPage incidents, TallyAnswer places, IReadOnlyDictionary<string, string> levels)
    {
        MapMarks On(MapSheet on) => incidents.Cursor is null
            ? MapMarks.OfIncidents(on, [.. incidents.Items.Select(IncidentJson.Of)], subjects.Catalogue, levels)
            : MapMarks.OfPlaces(on, [.. places.Breakdown!.Select(BreakdownJson.Of)], subjects.Catalogue, levels);
        if (sheet is not null)
        {
            return On(sheet);
        }

        var near = On(MapSheet.MiddleEast);
        return near.Elsewhere > near.Clusters.Sum(c => c.Count) ? On(MapSheet.World) : near;
    }

    /// <summary>Incidents by subject, each leaf counted for all that contain it; only to choose which subjects are shown.</summary>
    private Dictionary<SubjectId, long> Weigh(IReadOnlyList<TallyAnswer> tallies)
    {
        var weights = new Dictionary<SubjectId, long>();
        foreach (var row in tallies.SelectMany(t => t.Breakdown ?? []))
        {
            if (SubjectId.TryParse(row.Key, out var leaf))
            {
                foreach (var subject in subjects.Catalogue.Expand(leaf))
                {
                    weights[subject] = weights.GetValueOrDefault(subject) + row.Incidents.High;
                }
            }
        }

        return weights;
    }

    private async Task<IReadOnlyList<SubjectRow>> RowsAsync(Dictionary<SubjectId, long> weights, SubjectKind kind, DateTimeOffset? asOf, string positions)
    {
        var chosen = weights
            .Where(w => w.Key.Kind == kind && w.Key != SubjectId.World)
            .OrderByDescending(w => w.Value).ThenBy(w => w.Key.Key, StringComparer.Ordinal)
            .Take(RowsPerKind);
        var rows = await Task.WhenAll(chosen.Select(w => RowAsync(w.Key, asOf, positions)));
        return [.. rows.OrderByDescending(r => r.Today.Best).ThenByDescending(r => r.Last30Days.Best).ThenByDescending(r => r.AllTime)];
    }

    /// <summary>The level now, or as decided last at a past time.</summary>
    private async Task<(string? Level, DateTimeOffset? Since)> LevelAsync(SubjectId subject, ISubjectGrain grain, DateTimeOffset? asOf)
    {
        if (asOf is not { } past)
        {
            var now = await grain.DescribeAsync(null);
            return (now.Level, now.LevelSince);
        }

        return await hub.Reader.DecisionAtAsync(subject.ToString(), past + subjects.Clock.Offset) is { } recorded && DecisionJson.Read(recorded.Span) is var decision
            ? (decision.To, decision.Since)
            : (null, null);
    }

    private async Task<SubjectRow> RowAsync(SubjectId subject, DateTimeOffset? asOf, string positions)
    {
        var grain = subjects.Grain(subject);
        var today = subjects.Clock.Today(TimeZoneInfo.FindSystemTimeZoneById(subjects.Catalogue.ZoneOf(subject)));
        var from = today.AddDays(1 - DaysShown);
        var window = new TallyQuery { From = from, To = today, By = "day" };
        var read = await tallies.ReadAsync(subject, [window, new TallyQuery()], asOf, positions);
        var (days, all) = (TallyJson.Of(read.Answers[0], window), read.Answers[1]);
        var (level, since) = await LevelAsync(subject, grain, asOf);
        var key = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var todayCount = days.Breakdown!.FirstOrDefault(d => d.Key == key)?.IncidentsRange ?? new RangeJson(0, 0, 0);
        return new SubjectRow(
            subject.ToString(),
            Layout.Words.Name(subjects.Catalogue, subject.ToString()),
            level,
            since,
            todayCount,
            (days.Incidents - todayCount.Best) / Earlier,
            days.IncidentsRange,
            all.Incidents.Best,
            ChartBar.Fill(days.Breakdown!, "day", from, today));
    }
}
