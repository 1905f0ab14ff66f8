using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using CsCheck;

namespace Actors.Domain.Tests.Incidents;

/// <summary>Random reports of one incident: few sources and values, so that they repeat, refine, contradict and retract each other.</summary>
internal static class RandomHistory
{
    private static readonly string[]?[] Places =
    [
        null,
        ["base:al-harir", "region:iq-ar", "region:iq", "region:world"],
        ["base:ain-al-asad", "region:iq-an", "region:iq", "region:world"],
        ["base:outpost-nine", "region:iq-an", "region:iq", "region:world"],
        ["region:iq-ar", "region:iq", "region:world"],
        ["region:iq", "region:world"],
        ["region:sy", "region:world"],
        ["region:world"],
    ];

    private static readonly (string From, string To, DayPrecision Precision)?[] Days =
    [
        null,
        ("2023-11-09", "2023-11-09", DayPrecision.Day),
        ("2023-11-10", "2023-11-10", DayPrecision.Day),
        ("2023-11-09", "2023-11-10", DayPrecision.Day),
        ("2023-11-08", "2023-11-12", DayPrecision.Approximate),
        ("2023-11-09", "2023-11-09", DayPrecision.Week),
        ("2023-11-01", "2023-11-30", DayPrecision.Month),
        ("2023-11-01", "2023-11-30", DayPrecision.Approximate),
        ("2023-01-01", "2023-12-31", DayPrecision.Year),
    ];

    private static readonly string?[] Types = [null, "air-drone-strike", "explosions-remote-violence", "grenade", "armed-clash"];
    private static readonly string?[] Weapons = [null, "aircraft", "fighter-aircraft", "f-15", "drone", "home-made"];
    private static readonly Outcome?[] Outcomes = [null, Outcome.Unknown, Outcome.Hit, Outcome.Intercepted, Outcome.Failed];
    private static readonly string[][] Groups = [[], ["us-forces"], ["us-forces", "international-coalition"], ["italian-forces"]];

    private static readonly Damage[][] Damages =
    [
        [],
        [new Damage("depot", "fire", null)],
        [new Damage("depot", null, Figure.Exactly(1))],
        [new Damage("depot", "destroyed", Figure.AtLeast(1)), new Damage("runway", null, null)],
        [new Damage("runway", "cratered", Figure.Exactly(2)), new Damage("runway", "burnt", null)],
    ];

    private static readonly Figure?[] Figures =
        [null, Figure.Exactly(0), Figure.Exactly(3), Figure.AtLeast(2), Figure.AtMost(2), new Figure(2, 3, 5), Figure.AtLeast(40)];

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    private static readonly Gen<IncidentReport> Content =
        from place in Any(Places)
        from day in Any(Days)
        from type in Any(Types)
        from weapon in Any(Weapons)
        from outcome in Any(Outcomes)
        from perpetrators in Any(Groups)
        from targets in Any(Groups)
        from damage in Any(Damages)
        from party in Any<string?>(null, "us-forces", "civilians")
        from killed in Any(Figures)
        from injured in Any(Figures)
        select (IncidentReport)Reported.Incident(
            "",
            "",
            at: place,
            day: day?.From,
            to: day?.To,
            precision: day?.Precision ?? DayPrecision.Day,
            type: type,
            weapon: weapon,
            outcome: outcome,
            perpetrators: perpetrators,
            targets: targets,
            damage: damage,
            casualties: [new Casualties(party, killed, injured)]).Report with
        {
            // The lineage travels with the report until it is recorded.
            Via = [.. place ?? []],
        };

    /// <summary>1 to 14 reports: mostly of the incident, some retractions (also of retractions, of themselves and of what is unknown)
    /// and assessments.</summary>
    public static readonly Gen<RecordedReport[]> Reports =
        from count in Gen.Int[1, 14]
        from reports in
            (from kind in Gen.Int[0, 9]
             from source in Any("one", "two", "three", "four")
             from minute in Gen.Int[0, 6]
             from reliability in Any('A', 'B', 'C', 'E', 'F')
             from credibility in Any<int?>(null, 1, 2, 5, 6)
             from caveated in Gen.Int[0, 5]
             from scope in Any("local", "other")
             from analyst in Gen.Int[0, 2]
             from known in Gen.Bool
             from named in Gen.Int[0, count]
             from content in Content
             select (kind, source, minute, reliability, credibility, caveated, scope, analyst, known, named, content)).Array[count]
        select reports
            .Select((r, at) => Record(at, r.kind, r.source, r.minute, r.reliability, r.credibility, r.caveated == 0, r.scope, r.analyst == 0, r.known, r.named, r.content))
            .ToArray();

    private static RecordedReport Record(
        int at, int kind, string source, int minute, char reliability, int? credibility, bool caveated, string scope, bool analyst, bool known, int named, IncidentReport content)
    {
        var id = "r" + at;
        var published = Reported.Evening.AddMinutes(minute);
        var lineage = content.Via;
        var stated = content with
        {
            Id = id,
            Source = source,
            Via = [],
            PublishedAt = published,
            Credibility = credibility,
            Caveat = caveated ? "not-independently-confirmed" : null,
        };
        Report report = kind switch
        {
            < 7 => stated,
            < 9 => new RetractionReport { Id = id, Source = source, PublishedAt = published, Retracts = "r" + named, Reason = "withdrawn" },
            _ => new AssessmentReport { Id = id, Source = source, PublishedAt = published, Incident = "x", Set = stated, Reason = "seen" },
        };
        return Reported.Record(report, scope, reliability, analyst, report is RetractionReport ? null : [.. lineage], known);
    }
}
