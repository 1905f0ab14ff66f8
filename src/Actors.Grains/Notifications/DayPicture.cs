using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Tallies;
using Actors.Domain.Threat.Views;

namespace Actors.Grains.Notifications;

/// <summary>The days of a subject as policies see them, kept from one decision to the next: only days that were touched are read again.</summary>
internal sealed class DayPicture(SubjectId subject)
{
    /// <summary>Touched days further apart than this are read with everything else.</summary>
    private const int MaxStretch = 31;

    private readonly SortedList<DateOnly, SubjectDay> days = [];
    private readonly SortedList<DateOnly, ViewDay> views = [];
    private readonly Dictionary<DateOnly, DaySpread[]> spreads = [];
    private DateOnly? from;
    private DateOnly? to;
    private bool everything = true;
    private bool withPlaces;

    private GroupRole? Role => subject.Kind == SubjectKind.Group ? GroupRole.Target : null;

    /// <summary>The days as tallied, for totals.</summary>
    public IEnumerable<SubjectDay> Tallied => days.Values;

    public IReadOnlyList<ViewDay> Days => [.. views.Values];

    /// <summary>By country, ascending by day within each.</summary>
    public IReadOnlyList<DaySpread> Spreads => [.. spreads.OrderBy(s => s.Key).SelectMany(s => s.Value).OrderBy(s => s.Country, StringComparer.Ordinal).ThenBy(s => s.Day)];

    public void Touch(EntryEffects effects)
    {
        if (everything)
        {
            return;
        }

        foreach (var change in effects.Changes)
        {
            Touch(change.Before);
            Touch(change.After);
        }
    }

    private void Touch(Contribution? contribution)
    {
        if (contribution is null)
        {
            return;
        }

        foreach (var day in contribution.Days)
        {
            from = from is { } f && f < day.Value ? f : day.Value;
            to = to is { } t && t > day.Value ? t : day.Value;
        }
    }

    /// <summary>Reads what was touched. False: the state cannot tell (too many values a dimension, too many incidents of several days).</summary>
    /// <param name="state">The state.</param>
    /// <param name="catalogue">In force.</param>
    /// <param name="places">Whether <see cref="Spreads"/> and <see cref="Itemised"/> will be asked for.</param>
    public bool Refresh(SubjectState state, ICatalogue catalogue, bool places)
    {
        if (places != withPlaces)
        {
            withPlaces = places;
            spreads.Clear();
            everything |= places;
        }

        if (!everything && from is null)
        {
            return true;
        }

        var whole = everything || to!.Value.DayNumber - from!.Value.DayNumber > MaxStretch;
        var (first, last) = whole ? (DateOnly.MinValue, DateOnly.MaxValue) : (from!.Value, to!.Value);
        if (state.Days(first, last, catalogue, Role, places) is not { } read)
        {
            return false;
        }

        foreach (var day in days.Keys.Where(d => d >= first && d <= last).ToArray())
        {
            days.Remove(day);
            views.Remove(day);
            spreads.Remove(day);
        }

        foreach (var day in read)
        {
            days.Add(day.Day, day);
            views.Add(day.Day, ViewOf(day));
            if (places)
            {
                spreads.Add(day.Day, SpreadOf(day, catalogue));
            }
        }

        (everything, from, to) = (false, null, null);
        return true;
    }

    /// <summary>True for a total about this group: what is itemised within it is compared with it.</summary>
    public static bool IsItemised(TotalReport total, SubjectId subject) =>
        subject.Kind == SubjectKind.Group && total.Target is { } target && SubjectId.Group(target) == subject;

    /// <summary>What is itemised in the scope and window of a stated total about this group; null where cells cannot tell.</summary>
    public long? Itemised(TotalReport total, ICatalogue catalogue)
    {
        if (!IsItemised(total, subject))
        {
            return null;
        }

        long sum = 0;
        foreach (var day in days.Values.Where(d => d.Day <= total.AsOf && (total.From is not { } start || d.Day >= start)))
        {
            var inside = day.Places.Where(p => total.Scope.Any(s => catalogue.Contains(s, p.Place, p.Within))).Sum(p => p.Incidents);
            if (total.Measure == TotalMeasure.Attacks)
            {
                sum += inside;
            }
            else if (inside == day.Incidents)
            {
                sum += total.Measure == TotalMeasure.Killed ? day.Killed : day.Injured;
            }
            else if (inside > 0)
            {
                // Figures are kept by day, not by day and place.
                return null;
            }
        }

        return sum;
    }

    private static ViewDay ViewOf(SubjectDay day) => new()
    {
        Day = day.Day,
        Incidents = (int)day.Incidents,
        DayPrecise = (int)day.DayPrecise,
        Hits = Of(day, "hit"),
        Intercepted = Of(day, "intercepted"),
        Failed = Of(day, "failed"),
        Killed = day.Killed,
        Injured = day.Injured,
        Sources = [.. day.Sources.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new SourceCount(s.Key, (int)s.Value))],
    };

    private static int Of(SubjectDay day, string outcome) => (int)day.Outcomes.GetValueOrDefault(outcome);

    private static DaySpread[] SpreadOf(SubjectDay day, ICatalogue catalogue)
    {
        var byCountry = new Dictionary<string, List<(long Incidents, SpreadPlace At)>>(StringComparer.Ordinal);
        foreach (var place in day.Places)
        {
            var lineage = catalogue.Expand(place.Place, place.Within);
            if (RegionOf(lineage, "country", catalogue) is not { } country)
            {
                continue;
            }

            if (!byCountry.TryGetValue(country, out var list))
            {
                byCountry.Add(country, list = []);
            }

            var (lat, lon) = PositionOf(place.Place, catalogue);
            list.Add((place.Incidents, new SpreadPlace(place.Place, RegionOf(lineage, "subdivision", catalogue), lat, lon)));
        }

        return
        [
            .. byCountry.OrderBy(c => c.Key, StringComparer.Ordinal)
                .Select(c => DaySpread.Of(c.Key, day.Day, (int)c.Value.Sum(p => p.Incidents), [.. c.Value.Select(p => p.At)])),
        ];
    }

    private static string? RegionOf(IEnumerable<SubjectId> lineage, string kind, ICatalogue catalogue) =>
        lineage.Where(s => s.Kind == SubjectKind.Region).Select(s => catalogue.FindRegion(s.Key)).FirstOrDefault(r => r?.Kind == kind)?.Key;

    private static (double? Lat, double? Lon) PositionOf(SubjectId leaf, ICatalogue catalogue) => leaf.Kind == SubjectKind.Base
        ? (catalogue.FindBase(leaf.Key)?.Lat, catalogue.FindBase(leaf.Key)?.Lon)
        : (catalogue.FindRegion(leaf.Key)?.Lat, catalogue.FindRegion(leaf.Key)?.Lon);
}
