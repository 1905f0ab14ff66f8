using System.Collections.Immutable;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using CsCheck;

namespace Actors.Domain.Tests.Reports;

/// <summary>Generators of valid reports of every kind. Keys, references and report ids come from small pools, so that generated reports
/// meet in the same incidents and subjects; now and then a name is as strange as people may write it.</summary>
public static class ReportGen
{
    public static readonly string[] BaseKeys = ["ain-al-asad", "al-harir", "al-tanf", "Al Asad Airbase", "unheard-of outpost"];
    public static readonly string[] RegionKeys = ["iq", "iq-ni", "iq-an", "sy", "sy-hm", "middle-east"];
    public static readonly string[] GroupKeys = ["us-forces", "international-coalition", "iran-backed-militias", "iraqi-counter-terrorism-service"];
    public static readonly string[] SourceKeys = ["iraqi-security-sources", "us-officials", "iran", "kurdistan-counter-terrorism-service"];
    public static readonly string[] References = ["ref-1", "ref-2", "ref-3", "2023-11-09-asad-drones"];
    public static readonly string[] ReportIds = [.. Enumerable.Range(0, 40).Select(number => $"sender:{number:00}")];

    private static readonly Gen<string> StrangeName = Gen.OneOf(
            "a", "Z", "é", "عين الأسد", "😀", "\"", "\\", "/", "-", " x", "7", "'", "~", "<&>", "\u2028", "𐍈")
        .Array[1, 8].Select(parts => string.Concat(parts).Trim()).Where(name => name.Length > 0 && !name.All(char.IsWhiteSpace));

    /// <summary>Words with line ends, quotes and scripts of all kinds.</summary>
    public static readonly Gen<string> Prose = Gen.OneOf("said", "\n", "\r\n", "\t", " ", "\"", "\\n", "قال", "🚁", "é", "</script>", "{}")
        .Array[0, 20].Select(parts => "w" + string.Concat(parts));

    public static readonly Gen<string> BaseName = Named(BaseKeys);
    public static readonly Gen<string> RegionName = Named(RegionKeys);
    public static readonly Gen<string> GroupName = Named(GroupKeys);
    public static readonly Gen<string> SourceName = Named(SourceKeys);

    /// <summary>Days of one autumn, and now and then any allowed day.</summary>
    public static readonly Gen<DateOnly> Day = Gen.Frequency(
        (9, Gen.Int[0, 60].Select(days => new DateOnly(2023, 10, 1).AddDays(days))),
        (1, Gen.Int[0, 109_938].Select(days => new DateOnly(1900, 1, 1).AddDays(days))));

    public static readonly Gen<DateTimeOffset> Instant = Gen.Frequency(
        (5, Gen.Int[0, 5_000].Select(minutes => new DateTimeOffset(2023, 11, 9, 18, 0, 0, TimeSpan.Zero).AddMinutes(minutes))),
        (5, Gen.Long[new DateTime(1900, 1, 1).Ticks, new DateTime(2200, 12, 31, 23, 59, 59).Ticks].Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero))));

    public static readonly Gen<Figure> Figure = Gen.OneOf(
        Gen.Long[0, 50].Select(Domain.Figure.Exactly),
        Gen.Long[0, ReportLimits.MaxFigure].Select(Domain.Figure.Exactly),
        Gen.Long[0, 50].Select(Domain.Figure.AtLeast),
        Gen.Long[0, 50].Select(Domain.Figure.AtMost),
        Gen.Long[0, 50].Array[3].Select(bounds => { Array.Sort(bounds); return new Figure(bounds[0], bounds[1], bounds[2]); }),
        Gen.Long[0, 50].Array[2].Select(bounds => { Array.Sort(bounds); return new Figure(bounds[0], bounds[1], null); }));

    public static readonly Gen<SubjectId> Subject = Gen.OneOf(
        BaseName.Select(SubjectId.Base), RegionName.Select(SubjectId.Region), GroupName.Select(SubjectId.Group));

    public static readonly Gen<Occurrence> Occurrence = Gen.Select(
        Day, Gen.Int[0, 3], Gen.Enum<DayPrecision>(), Gen.OneOf("Asia/Baghdad", "Asia/Damascus", "UTC").Null(),
        (from, days, precision, zone) => new Occurrence(from, from.AddDays(from.Year < 2200 ? days : 0), precision, zone));

    public static readonly Gen<Place> Place = Gen.Select(
            BaseName.Null(), RegionName.Null(), Prose.Select(text => text.Replace('\n', ' ').Replace('\r', ' ').Replace('\t', ' ').Trim()).Null(),
            Gen.Double[-90, 90].Nullable(), Gen.Double[-180, 180], Gen.Enum<PlacePrecision>().Nullable(),
            (baseKey, region, name, lat, lon, precision) => new Place
            {
                Base = baseKey,
                Region = region,
                Name = name,
                Lat = lat,
                Lon = lat is null ? null : lon,
                Precision = precision,
            })
        .Where(place => place.Base is not null || place.Region is not null || place.Name is not null || place.Lat is not null);

    public static readonly Gen<Perpetrator> Perpetrator = Gen.Select(
        GroupName, Gen.Enum<PerpetratorRole>(), GroupName.Null(), (group, role, by) => new Perpetrator(group, role, by));

    public static readonly Gen<Damage> Damage = Gen.Select(
        Gen.OneOf("fuel-depot", "vehicle", "hangar"), Gen.OneOf("fire", "destroyed", "damaged").Null(), Figure.Nullable(),
        (what, extent, count) => new Damage(what, extent, count));

    /// <summary>Each party once.</summary>
    public static readonly Gen<ImmutableArray<Casualties>> Casualties = Gen.Select(
            GroupName.Null(), Figure.Nullable(), Figure.Nullable(), (party, killed, injured) => new Casualties(party, killed, injured))
        .Array[0, 3].Select(items => items.DistinctBy(item => item.Party).ToImmutableArray());

    public static readonly Gen<IncidentReport> Incident = Gen.Select(
            Gen.Select(Gen.OneOf(References).Null(), Occurrence.Null(), Place.Null(), Gen.OneOf([.. EventTypes.All.Select(type => type.Slug)]).Null()),
            Gen.Select(Gen.OneOf([.. Weapons.All, "a-weapon-of-its-own"]).Null(), Perpetrator.List(2), GroupName.List(3), Gen.Enum<Outcome>().Nullable()),
            Gen.Select(Damage.List(2), Casualties, Gen.OneOf(References).List(2)),
            (where, who, what) => new IncidentReport
            {
                Id = "",
                Source = "",
                PublishedAt = default,
                Incident = where.Item1,
                Occurred = where.Item2,
                Place = where.Item3,
                Type = where.Item4,
                Weapon = who.Item1,
                Perpetrators = who.Item2,
                Targets = who.Item3,
                Outcome = who.Item4,
                Damage = what.Item1,
                Casualties = what.Item2,
                InResponseTo = what.Item3,
            })
        .WithCommon();

    public static readonly Gen<StatementReport> Statement = Gen.Select(
            GroupName, Gen.Enum<Stance>(), Subject.List(3), Prose.Null(),
            (speaker, stance, about, condition) => new StatementReport
            {
                Id = "",
                Source = "",
                PublishedAt = default,
                Speaker = speaker,
                Stance = stance,
                About = about,
                Condition = condition,
            })
        .WithCommon();

    public static readonly Gen<PostureReport> Posture = Gen.Select(
            Subject.Where(subject => subject.Kind != SubjectKind.Group),
            Gen.OneOf("increase-patrols", "restrict-access", "evacuate-families", "shelter").Array[1, 3],
            Gen.Enum<PostureStatus>(),
            (subject, measures, status) => new PostureReport
            {
                Id = "",
                Source = "",
                PublishedAt = default,
                Subject = subject,
                Measures = [.. measures],
                Status = status,
            })
        .WithCommon();

    public static readonly Gen<PresenceReport> Presence = Gen.Select(
            BaseName, GroupName, Gen.Bool, Day.Nullable(),
            (place, group, present, since) => new PresenceReport
            {
                Id = "",
                Source = "",
                PublishedAt = default,
                Base = place,
                Group = group,
                Present = present,
                Since = since,
            })
        .WithCommon();

    public static readonly Gen<TotalReport> Total = Gen.Select(
            Subject.Array[1, 3], GroupName.Null(), Gen.Enum<TotalMeasure>(), Figure, Day.Nullable(), Gen.Enum<DayPrecision>(), Gen.Int[0, 40],
            (scope, target, measure, value, from, precision, days) => new TotalReport
            {
                Id = "",
                Source = "",
                PublishedAt = default,
                Scope = [.. scope],
                Target = target,
                Measure = measure,
                Value = value,
                From = from,
                FromPrecision = from is null ? DayPrecision.Day : precision,
                AsOf = from is { Year: < 2200 } first ? first.AddDays(days) : from ?? new DateOnly(2023, 11, 9),
            })
        .WithCommon();

    public static readonly Gen<RetractionReport> Retraction = Gen.Select(
            Gen.OneOf(ReportIds), Prose, (retracts, reason) => new RetractionReport
            {
                Id = "",
                Source = "",
                PublishedAt = default,
                Retracts = retracts,
                Reason = reason,
            })
        .WithCommon();

    public static readonly Gen<AssessmentReport> Assessment = Gen.Select(
            Incident, Gen.OneOf(References), Prose, Gen.Enum<Outcome>(), (set, incident, reason, outcome) => new AssessmentReport
            {
                Id = "",
                Source = "",
                PublishedAt = default,
                Incident = incident,
                Reason = reason,
                Set = new IncidentReport
                {
                    Id = "",
                    Source = "",
                    PublishedAt = default,
                    Occurred = set.Occurred,
                    Place = set.Place,
                    Type = set.Type,
                    Weapon = set.Weapon,
                    Perpetrators = set.Perpetrators,
                    Targets = set.Targets,
                    Outcome = outcome,
                    Damage = set.Damage,
                    Casualties = set.Casualties,
                },
            })
        .WithCommon()
        .Select(report => report with { Set = report.Set with { Id = report.Id, Source = report.Source, PublishedAt = report.PublishedAt } });

    /// <summary>A report of any kind, an incident half of the time.</summary>
    public static readonly Gen<Report> Any = Gen.Frequency(
        (6, Incident.Select(report => (Report)report)),
        (1, Statement.Select(report => (Report)report)),
        (1, Posture.Select(report => (Report)report)),
        (1, Presence.Select(report => (Report)report)),
        (1, Total.Select(report => (Report)report)),
        (1, Retraction.Select(report => (Report)report)),
        (1, Assessment.Select(report => (Report)report)));

    /// <summary>A report as the ledger keeps it; the names in it are as generated, not resolved.</summary>
    public static readonly Gen<RecordedReport> Recorded = Gen.Select(
            Any, Gen.OneOf("local", "ucdp"), Instant, Gen.Char['A', 'F'], Gen.Bool, Subject.List(4), Gen.OneOf("UTC", "Asia/Baghdad"),
            Any.Select(report => System.Text.Encoding.UTF8.GetString(ReportWriter.WriteCanonical(report))).Null())
        .Select((report, scope, receivedAt, reliability, flag, lineage, zone, asSent) => new RecordedReport
        {
            Report = report,
            Scope = scope,
            ReceivedAt = receivedAt,
            RecordedAt = receivedAt.AddSeconds(1),
            Reliability = reliability,
            Analyst = flag,
            PlaceLineage = lineage,
            PlaceKnown = !flag,
            Zone = zone,
            AsSent = asSent ?? "",
            FirstRecordedAt = flag ? receivedAt : null,
        });

    private static Gen<string> Named(string[] pool) => Gen.Frequency((9, Gen.OneOf(pool)), (1, StrangeName));

    private static Gen<ImmutableArray<T>> List<T>(this Gen<T> item, int most) => item.Array[0, most].Select(items => items.ToImmutableArray());

    private static Gen<T> WithCommon<T>(this Gen<T> body)
        where T : Report => Gen.Select(
            body,
            Gen.Select(Gen.OneOf(ReportIds), SourceName, SourceName.List(2), Instant),
            Gen.Select(Gen.Int[1, 6].Nullable(), Gen.OneOf("not-independently-confirmed").Null(), Gen.OneOf("https://example.org/a?b=c&d=%20#e").Null(), Prose.Null()),
            (report, who, how) => (T)((Report)report with
            {
                Id = who.Item1,
                Source = who.Item2,
                Via = who.Item3,
                PublishedAt = who.Item4,
                Credibility = how.Item1,
                Caveat = how.Item2,
                Url = how.Item3,
                Quote = how.Item4,
            }));
}
