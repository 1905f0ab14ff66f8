using System.Collections.Immutable;
using System.Globalization;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Matching;
using Actors.Domain.Reports;
using Actors.Domain.Tests.Catalogues;
using Actors.Testing;

namespace Actors.Domain.Tests.Matching;

/// <summary>UCDP's events in Iraq and Syria as reports, with a catalogue that knows the groups and two wide umbrellas over them.</summary>
internal sealed class UcdpEvents
{
    public const string File = "data/ucdp/iraq-syria.csv.gz";
    private const string StateForces = "state-forces-of-the-region";
    private const string ArmedGroups = "armed-groups-of-the-region";
    private static readonly Lazy<UcdpEvents> Loaded = new(() => new UcdpEvents());
    private readonly ILookup<(SubjectId Country, DateOnly Day), Event> byDay;

    private UcdpEvents()
    {
        var rows = CsvRows.Read(
            SharedData.PathOf(File),
            "id", "side_a", "side_b", "where_coordinates", "adm_1", "latitude", "longitude", "country", "date_start", "date_end",
            "low", "best", "high", "type_of_violence", "where_prec", "date_prec", "deaths_a", "deaths_b", "deaths_civilians").ToList();
        Catalogue = WithGroups(rows.SelectMany(r => new[] { r[1], r[2] }).Distinct(StringComparer.Ordinal));
        var regions = new RegionNames(Catalogue);
        All = [.. rows.Select(row => Event(row, regions))];
        byDay = All.ToLookup(e => (e.Facts.CountryOf(Catalogue), e.Facts.From));
        Twins = [.. All.GroupBy(e => (e.Facts.From, e.Facts.To, e.Report.Place!.Lat, e.Report.Place.Lon, e.Row.SideA, e.Row.SideB))
            .Where(same => same.Count() > 1)
            .SelectMany(same => same)];
    }

    public static UcdpEvents Instance => Loaded.Value;

    public Domain.Catalogue.Catalogue Catalogue { get; }

    public IReadOnlyList<Event> All { get; }

    /// <summary>Events that share date, place and both sides with another.</summary>
    public IReadOnlyList<Event> Twins { get; }

    /// <summary>What the intake would find: incidents of the country that began within a day of this.</summary>
    public List<MatchCandidate> CandidatesOf(MatchFacts facts)
    {
        var country = facts.CountryOf(Catalogue);
        return [.. new[] { -1, 0, 1 }.SelectMany(apart => byDay[(country, facts.From.AddDays(apart))]).Select(e => e.Candidate)];
    }

    public RecordedReport Record(IncidentReport report)
    {
        var place = report.Place!;
        return new RecordedReport
        {
            Report = report,
            Scope = "b",
            RecordedAt = report.PublishedAt,
            ReceivedAt = report.PublishedAt,
            PlaceLineage = Catalogue.Expand(SubjectId.Region(place.Region!)),
            PlaceKnown = true,
        };
    }

    public string? UmbrellaOf(string group) =>
        Catalogue.FindGroup(group) is { Umbrellas: [var first, ..] } ? first.Group : null;

    private static Domain.Catalogue.Catalogue WithGroups(IEnumerable<string> names)
    {
        var catalogue = Domain.Catalogue.Catalogue.BuiltIn;
        foreach (var umbrella in new[] { StateForces, ArmedGroups })
        {
            catalogue = catalogue.Apply(new PutGroup(new GroupEntry(umbrella, [umbrella], [], [])), catalogue.Version + 1);
        }

        foreach (var name in names)
        {
            var known = catalogue.Resolve(SubjectKind.Group, name);
            var umbrella = name.StartsWith("Government", StringComparison.Ordinal) ? StateForces : ArmedGroups;
            ImmutableArray<GroupLink> above = name == "Civilians" ? [] : [new GroupLink(umbrella, null, null)];
            var entry = catalogue.FindGroup(known.Subject.Key) ?? new GroupEntry(known.Subject.Key, [name], [], []);
            var put = new PutGroup(entry.Umbrellas.IsEmpty ? entry with { Umbrellas = above } : entry);
            if (catalogue.Check(put).IsEmpty)
            {
                catalogue = catalogue.Apply(put, catalogue.Version + 1);
            }
        }

        return catalogue;
    }

    private Event Event(string[] row, RegionNames regions)
    {
        var country = regions.FindCountry(row[7])!;
        var region = regions.FindSubdivision(row[7], row[4]) ?? country;
        long[] triple = [Number(row[10]), Number(row[11]), Number(row[12])];
        var from = DateOnly.Parse(row[8], CultureInfo.InvariantCulture);
        var report = new IncidentReport
        {
            Id = "ucdp:" + row[0],
            Source = "ucdp",
            PublishedAt = DateTimeOffset.UnixEpoch,
            Incident = row[0],
            Occurred = new Occurrence(from, DateOnly.Parse(row[9], CultureInfo.InvariantCulture), row[15] switch { "1" => DayPrecision.Day, "2" or "3" => DayPrecision.Week, "4" => DayPrecision.Month, _ => DayPrecision.Year }, null),
            Place = new Place
            {
                Region = region.Key,
                Name = row[3],
                Lat = double.Parse(row[5], CultureInfo.InvariantCulture),
                Lon = double.Parse(row[6], CultureInfo.InvariantCulture),
                Precision = row[14] switch { "1" => PlacePrecision.Exact, "2" => PlacePrecision.Near, _ => PlacePrecision.Area },
            },
            Type = row[13] == "3" ? "violence-against-civilians" : "battles",
            Perpetrators = [new Perpetrator(Group(row[1]), PerpetratorRole.Blamed, null)],
            Targets = [Group(row[2])],
            Casualties = [new Casualties(null, new Figure(triple.Min(), triple[1], triple.Max()), null), .. Parties(row)],
        };
        var facts = MatchFacts.Of(Record(report), Catalogue)!;
        var candidate = new MatchCandidate(IncidentIds.OfReference("ucdp", row[0]), [facts], ["ucdp"]);
        return new Event(report, facts, candidate, new EventRow(row[1], row[2], row[3]));
    }

    /// <summary>Deaths of each side and of civilians, as the file itemises them.</summary>
    private IEnumerable<Casualties> Parties(string[] row) =>
        new[] { (Group(row[1]), row[16]), (Group(row[2]), row[17]), (Group("Civilians"), row[18]) }
            .GroupBy(side => side.Item1, side => Number(side.Item2))
            .Select(party => new Casualties(party.Key, Figure.Exactly(party.Sum()), null));

    private string Group(string name) => Catalogue.Resolve(SubjectKind.Group, name).Subject.Key;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>Names as the file writes them.</summary>
internal sealed record EventRow(string SideA, string SideB, string Where);

/// <summary>One event: its report, what matching sees of it, and the incident it makes.</summary>
internal sealed record Event(IncidentReport Report, MatchFacts Facts, MatchCandidate Candidate, EventRow Row);
