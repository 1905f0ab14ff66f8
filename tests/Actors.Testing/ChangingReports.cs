using System.Globalization;
using System.Text.Json;

namespace Actors.Testing;

/// <summary>
/// Reports that keep changing what is known: new incidents, further and contradicting reports, moves to other places, groups and days,
/// retractions, reports without a reference, decisions of analysts, and who is present at a base. Seeded by its random numbers.
/// </summary>
/// <param name="random">Decides everything.</param>
/// <param name="scope">Begins the ids of the reports.</param>
/// <param name="own">Begins the names of places nobody else reports about, which are used instead of those shared; null: the shared ones.</param>
/// <param name="bases">Where there are more than those shared; null: the shared ones.</param>
/// <param name="days">On how many days, from <see cref="FirstDay"/> on, incidents occur.</param>
/// <param name="presence">One in so many of the 7 % that say who is present does; the others are new incidents.</param>
public sealed class ChangingReports(Random random, string scope, string? own = null, string[]? bases = null, int days = ChangingReports.Days, int presence = 1)
{
    public const int Days = 60;

    public static readonly DateOnly FirstDay = new(2023, 10, 1);
    public static readonly string[] Bases = ["al-harir", "ain-al-asad", "changing-1", "changing-2"];
    public static readonly string[] Regions = ["iq-ni", "iq-an", "sy"];
    public static readonly string[] Perpetrators = ["iran-backed-militias", "kataib-hizballah", "changing-militia"];
    public static readonly string[] Targets = ["us-forces", "international-coalition", "iraqi-counter-terrorism-service"];
    public static readonly string[] Types = ["air-drone-strike", "shelling-artillery-missile", "armed-clash"];
    public static readonly string[] Outcomes = ["hit", "intercepted", "failed", "unknown"];

    private static readonly string[] Sources = ["us-officials", "iraqi-security-sources", "kurdistan-counter-terrorism-service"];
    private readonly List<string> retractable = [];
    private int references;
    private int made;

    public string Next() => JsonSerializer.Serialize(random.Next(100) switch
    {
        < 40 => Incident(NewReference()),
        < 68 when references > 0 => Incident(KnownReference()),
        < 76 => Incident(reference: null),
        < 86 when retractable.Count > 0 => Retraction(),
        < 91 when references > 0 => Assessment(),
        < 98 when presence == 1 || random.Next(presence) == 0 => Presence(),
        < 98 => Incident(NewReference()),
        _ => Incident(NewReference(), dated: false),
    });

    private string NewReference() => string.Create(CultureInfo.InvariantCulture, $"ref-{references++}");

    private string KnownReference() => string.Create(CultureInfo.InvariantCulture, $"ref-{random.Next(references)}");

    private Dictionary<string, object> Report(string kind) => new()
    {
        ["kind"] = kind,
        ["id"] = string.Create(CultureInfo.InvariantCulture, $"{scope}:{++made:000000}"),
        ["source"] = Any(Sources),
        ["publishedAt"] = new DateTime(2023, 11, 9, 0, 0, 0, DateTimeKind.Utc).AddSeconds(made),
    };

    private Dictionary<string, object> Incident(string? reference, bool dated = true)
    {
        var report = Report("incident");
        retractable.Add((string)report["id"]);
        if (reference is not null)
        {
            report["incident"] = reference;
        }

        Claim(report, dated);
        if (random.Next(10) == 0)
        {
            report["caveat"] = "not-independently-confirmed";
        }

        return report;
    }

    private Dictionary<string, object> Assessment()
    {
        var report = Report("assessment");
        retractable.Add((string)report["id"]);
        report["incident"] = KnownReference();
        report["reason"] = "seen the place";
        var set = new Dictionary<string, object>();
        Claim(set, dated: random.Next(2) == 0);
        report["set"] = set;
        return report;
    }

    private void Claim(Dictionary<string, object> report, bool dated)
    {
        if (dated)
        {
            var from = FirstDay.AddDays(random.Next(days));
            report["occurred"] = new { from = Text(from), to = Text(from.AddDays(random.Next(4) / 3)) };
        }

        report["place"] = Place();
        report["type"] = Any(Types);
        report["outcome"] = Any(Outcomes);
        if (Some(Perpetrators) is { Length: > 0 } perpetrators)
        {
            report["perpetrators"] = perpetrators.Select(g => new { group = g, role = "suspected" });
        }

        if (Some(Targets) is { Length: > 0 } targets)
        {
            report["targets"] = targets.Select(g => new { group = g });
        }

        if (random.Next(4) > 0)
        {
            report["casualties"] = new object[] { new { killed = Figure(), injured = Figure() } };
        }
    }

    private Dictionary<string, string> Place() => (own, random.Next(4)) switch
    {
        (null, 0) => new() { ["region"] = Any(Regions) },
        (null, _) => new() { ["base"] = Any(bases ?? Bases) },
        (_, 0) => new() { ["region"] = $"{own}-valley" },
        (_, 1) => new() { ["base"] = $"{own}-camp", ["region"] = "iq-ni" },
        (_, 2) => new() { ["base"] = $"{own}-post", ["region"] = "sy" },
        _ => new() { ["base"] = $"{own}-outpost" },
    };

    private object Figure() => random.Next(5) switch
    {
        0 => new { atLeast = random.Next(9) },
        1 => new { atMost = random.Next(9) },
        2 => new { low = random.Next(3), best = 3 + random.Next(3), high = 6 + random.Next(9) },
        3 => "unknown",
        _ => random.Next(9),
    };

    private Dictionary<string, object> Retraction()
    {
        var report = Report("retraction");
        var at = random.Next(retractable.Count);
        report["retracts"] = retractable[at];
        report["reason"] = "source withdrew";
        retractable[at] = (string)report["id"];
        return report;
    }

    private Dictionary<string, object> Presence()
    {
        var report = Report("presence");
        retractable.Add((string)report["id"]);
        report["base"] = Any(bases ?? Bases);
        report["group"] = Any(Targets);
        report["present"] = random.Next(3) == 0;
        report["since"] = Text(FirstDay.AddDays(random.Next(days)));
        return report;
    }

    private string Any(string[] of) => of[random.Next(of.Length)];

    private string[] Some(string[] of) => [.. of.Where(_ => random.Next(2) == 0)];

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
