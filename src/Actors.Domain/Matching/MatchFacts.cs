using System.Collections.Immutable;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;

namespace Actors.Domain.Matching;

/// <summary>What one report says that tells an incident from others.</summary>
public sealed record MatchFacts
{
    /// <summary>First day, as stated.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day, as stated.</summary>
    public required DateOnly To { get; init; }

    /// <summary>The place and all that contains it, innermost first.</summary>
    public required ImmutableArray<SubjectId> Lineage { get; init; }

    public double? Lat { get; init; }

    public double? Lon { get; init; }

    /// <summary>The label of the place, folded; empty when none was given.</summary>
    public string Name { get; init; } = "";

    public string? Type { get; init; }

    public ImmutableArray<string> Perpetrators { get; init; } = [];

    public ImmutableArray<string> Targets { get; init; } = [];

    /// <summary>How exactly the day is known.</summary>
    public required DayPrecision Precision { get; init; }

    /// <summary>How exactly the place is known; null: not stated.</summary>
    public PlacePrecision? PlacePrecision { get; init; }

    /// <summary>Figures of each party that is named, by party.</summary>
    public ImmutableArray<Casualties> Parties { get; init; } = [];

    /// <summary>Of all parties together, else the sum over those stated; null: not stated.</summary>
    public Figure? Killed { get; init; }

    /// <summary>As <see cref="Killed"/>.</summary>
    public Figure? Injured { get; init; }

    /// <summary>The innermost place.</summary>
    public SubjectId Leaf => Lineage[0];

    /// <summary>The facts of a report, or null where it says no day or no place: such a report is never matched by itself.</summary>
    public static MatchFacts? Of(RecordedReport recorded, ICatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(catalogue);
        if (!IsComparable(recorded, catalogue))
        {
            return null;
        }

        var report = (IncidentReport)recorded.Report;
        var (occurred, place) = (report.Occurred!, report.Place!);
        var installation = place.Base is null ? null : catalogue.FindBase(place.Base);
        var lat = place.Lat ?? installation?.Lat;
        var lon = place.Lon ?? installation?.Lon;
        return new MatchFacts
        {
            From = occurred.From,
            To = occurred.To,
            Precision = occurred.Precision,
            PlacePrecision = place.Precision,
            Parties = [.. report.Casualties.Where(c => c.Party is not null)],
            Lineage = recorded.PlaceLineage,
            Lat = place.Precision == Reports.PlacePrecision.Area ? null : lat,
            Lon = place.Precision == Reports.PlacePrecision.Area ? null : lon,
            Name = place.Name is null ? "" : NameFold.Loose(place.Name),
            Type = report.Type,
            Perpetrators = [.. report.Perpetrators.Select(p => p.Group).Distinct(StringComparer.Ordinal)],
            Targets = report.Targets,
            Killed = SumOf(report.Casualties, c => c.Killed),
            Injured = SumOf(report.Casualties, c => c.Injured),
        };
    }

    /// <summary>Whether a report says a day and a place, so that <see cref="Of"/> gives its facts.</summary>
    public static bool IsComparable(RecordedReport recorded, ICatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(catalogue);
        return recorded.Report is IncidentReport { Occurred: not null, Place: { } place }
            && !recorded.PlaceLineage.IsEmpty
            && (recorded.PlaceLineage[0] != SubjectId.World || place.Lat is not null || (place.Base is { } key && catalogue.FindBase(key)?.Lat is not null));
    }

    /// <summary>The country an incident at a place is looked for in; <c>region:world</c> where the place is in none.</summary>
    /// <param name="lineage">The place and all that contains it.</param>
    /// <param name="catalogue">Says which regions are countries.</param>
    public static SubjectId CountryOf(ImmutableArray<SubjectId> lineage, ICatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        foreach (var place in lineage)
        {
            if (place.Kind == SubjectKind.Region && catalogue.FindRegion(place.Key)?.Kind == "country")
            {
                return place;
            }
        }

        return SubjectId.World;
    }

    /// <summary>As <see cref="CountryOf(ImmutableArray{SubjectId}, ICatalogue)"/>, of this place.</summary>
    public SubjectId CountryOf(ICatalogue catalogue) => CountryOf(Lineage, catalogue);

    private static Figure? SumOf(ImmutableArray<Casualties> casualties, Func<Casualties, Figure?> which)
    {
        Figure? sum = null;
        foreach (var casualty in casualties)
        {
            if (which(casualty) is not { } figure)
            {
                continue;
            }

            if (casualty.Party is null)
            {
                return figure;
            }

            sum = sum is { } s ? new Figure(s.Low + figure.Low, s.Best + figure.Best, s.High + figure.High) : figure;
        }

        return sum;
    }
}
