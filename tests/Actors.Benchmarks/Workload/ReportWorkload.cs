using System.Globalization;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Reports;

namespace Actors.Benchmarks.Workload;

/// <summary>
/// Reports as a busy desk gets them: 10,000 subjects of which few are busy (Zipf), seven subjects a report, three reports in ten about
/// an incident already reported. The same seed gives the same reports.
/// </summary>
public sealed class ReportWorkload
{
    private const int SubjectCount = 10_000;
    private const int PerpetratorCount = 1_200;
    private const int TargetCount = 800;
    private const double RevisionShare = 0.3;

    /// <summary>News is corrected while it is new: a revision is about one of so many last incidents.</summary>
    private const int Correctable = 1_000;

    private static readonly string[] Types =
        ["air-drone-strike", "shelling-artillery-missile", "remote-explosive-ied", "suicide-bomb", "armed-clash", "attack-on-civilians", "abduction", "grenade"];

    private static readonly Outcome[] Outcomes = [Outcome.Hit, Outcome.Intercepted, Outcome.Failed, Outcome.Unknown];
    private static readonly DateOnly FirstDay = new(2023, 9, 1);
    private static readonly DateTimeOffset FirstPublished = new(2023, 9, 1, 6, 0, 0, TimeSpan.Zero);

    private readonly Random random;
    private readonly string prefix;
    private readonly int days;
    private readonly List<string> subjects = [];
    private readonly int[][] places;
    private readonly int firstPerpetrator;
    private readonly int firstTarget;
    private readonly ZipfPicker placePicker;
    private readonly ZipfPicker perpetratorPicker;
    private readonly ZipfPicker targetPicker;
    private readonly SyntheticReport[] latest = new SyntheticReport[Correctable];
    private int made;

    /// <param name="seed">Of the random numbers.</param>
    /// <param name="prefix">Begins every name of this workload: another prefix, other subjects and reports.</param>
    /// <param name="days">How many days the incidents are spread over.</param>
    /// <param name="shrink">By how much there are fewer subjects than 10,000, of every kind.</param>
    public ReportWorkload(int seed, string prefix, int days = 90, int shrink = 1)
    {
        random = new Random(seed);
        (this.prefix, this.days) = (prefix, days);
        var (perpetrators, targets) = (PerpetratorCount / shrink, TargetCount / shrink);
        (perpetratorPicker, targetPicker) = (new ZipfPicker(perpetrators), new ZipfPicker(targets));

        // Subdivisions that lie in a country, a theatre and the world, so that base, region, country, theatre, world and two
        // groups are seven.
        var catalogue = Catalogue.BuiltIn;
        var regions = catalogue.Regions
            .Where(region => region.Kind == "subdivision")
            .Select(region => catalogue.Expand(new SubjectId(SubjectKind.Region, region.Key)))
            .Where(lineage => lineage.Length == 4)
            .OrderBy(lineage => lineage[0].Key, StringComparer.Ordinal)
            .Where((_, i) => i % (3 * shrink) == 0)
            .ToList();
        var index = new Dictionary<SubjectId, int>();
        var regionSubjects = regions.Select(lineage => lineage.Select(IndexOf).ToArray()).ToList();
        var baseCount = (SubjectCount / shrink) - index.Count - perpetrators - targets;
        places = new int[baseCount][];
        for (var i = 0; i < baseCount; i++)
        {
            places[i] = [IndexOf(SubjectId.Base($"{prefix}-base-{i}")), .. regionSubjects[random.Next(regionSubjects.Count)]];
        }

        placePicker = new ZipfPicker(baseCount);
        firstPerpetrator = subjects.Count;
        for (var i = 0; i < perpetrators; i++)
        {
            IndexOf(SubjectId.Group($"{prefix}-faction-{i}"));
        }

        firstTarget = subjects.Count;
        for (var i = 0; i < targets; i++)
        {
            IndexOf(SubjectId.Group($"{prefix}-force-{i}"));
        }

        int IndexOf(SubjectId subject)
        {
            if (!index.TryGetValue(subject, out var number))
            {
                number = subjects.Count;
                index.Add(subject, number);
                subjects.Add(subject.ToString());
            }

            return number;
        }
    }

    /// <summary>All subjects, such as <c>region:iq-an</c>.</summary>
    public IReadOnlyList<string> Subjects => subjects;

    /// <summary>Incidents so far.</summary>
    public int IncidentCount { get; private set; }

    /// <summary>The next reports.</summary>
    public SyntheticReport[] Next(int count)
    {
        var reports = new SyntheticReport[count];
        for (var i = 0; i < count; i++)
        {
            reports[i] = Next();
        }

        return reports;
    }

    /// <summary>Such reports as one JSON array.</summary>
    public static byte[] ToArrayBody(IEnumerable<SyntheticReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        using var body = new MemoryStream();
        foreach (var report in reports)
        {
            body.WriteByte(body.Length == 0 ? (byte)'[' : (byte)',');
            body.Write(report.Canonical);
        }

        body.WriteByte((byte)']');
        return body.ToArray();
    }

    private SyntheticReport Next()
    {
        var number = made++;
        var isRevision = IncidentCount > 0 && random.NextDouble() < RevisionShare;
        var outcome = (short)random.Next(Outcomes.Length);
        var killed = random.Next(4) == 0 ? random.Next(6) : 0;
        var injured = random.Next(3) == 0 ? random.Next(12) : 0;
        if (isRevision)
        {
            var earlier = latest[(IncidentCount - 1 - random.Next(Math.Min(IncidentCount, Correctable))) % Correctable];
            return Make(number, earlier.Reference, earlier.Day, earlier.Subjects, earlier.Type, outcome, killed, injured);
        }

        int[] concerned = [.. places[placePicker.Pick(random)], firstPerpetrator + perpetratorPicker.Pick(random), firstTarget + targetPicker.Pick(random)];
        var reference = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{IncidentCount}");
        var first = Make(number, reference, FirstDay.AddDays(random.Next(days)), concerned, (short)random.Next(Types.Length), outcome, killed, injured);
        latest[IncidentCount++ % Correctable] = first;
        return first;
    }

    private SyntheticReport Make(int number, string reference, DateOnly day, int[] concerned, short type, short outcome, int killed, int injured)
    {
        var target = KeyOf(concerned[6]);
        var report = new IncidentReport
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{prefix}:{number}"),
            Source = "desk-" + (number % 40).ToString(CultureInfo.InvariantCulture),
            Via = ["wire"],
            PublishedAt = FirstPublished.AddSeconds(number),
            Credibility = 1 + (number % 5),
            Incident = reference,
            Occurred = new Occurrence(day, day, DayPrecision.Day, "Asia/Baghdad"),
            Place = new Place { Base = KeyOf(concerned[0]), Region = KeyOf(concerned[1]), Precision = PlacePrecision.Exact },
            Type = Types[type],
            Perpetrators = [new Perpetrator(KeyOf(concerned[5]), PerpetratorRole.Suspected, null)],
            Targets = [target],
            Outcome = Outcomes[outcome],
            Casualties = [new Casualties(target, Figure.Exactly(killed), Figure.Exactly(injured))],
        };
        return new SyntheticReport(report.Id, reference, day, concerned, type, outcome, killed, injured, ReportWriter.WriteCanonical(report));
    }

    private string KeyOf(int subject) => subjects[subject][(subjects[subject].IndexOf(':', StringComparison.Ordinal) + 1)..];
}
