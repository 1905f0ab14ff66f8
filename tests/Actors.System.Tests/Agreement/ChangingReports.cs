using System.Globalization;
using System.Text.Json;

namespace Actors.System.Tests.Agreement;

/// <summary>
/// Reports that keep changing what is known: new incidents, further and contradicting reports, moves to other places and days, retractions,
/// reports without a reference, and who is present at a base.
/// </summary>
internal sealed class ChangingReports(Random random)
{
    public const string Party = "us-forces";
    public static readonly DateOnly FirstDay = new(2022, 1, 1);
    public const int Days = 720;

    public static readonly string[] Bases = ["al-harir", "ain-al-asad", "agreement-1", "agreement-2", "agreement-3", "agreement-4"];
    public static readonly string[] Regions = ["iq-ni", "iq-an", "sy", "jo"];
    public static readonly string[] Perpetrators = ["iran-backed-militias", "kataib-hezbollah", "agreement-militia"];
    public static readonly string[] Targets = [Party, "international-coalition", "iraqi-counter-terrorism-service"];
    public static readonly string[] Types = ["air-drone-strike", "shelling-artillery-missile", "remote-explosive-ied", "armed-clash"];
    public static readonly string[] Outcomes = ["hit", "intercepted", "failed", "unknown"];

    private static readonly string[] Sources = ["us-officials", "iraqi-security-sources", "kurdistan-counter-terrorism-service", "agreement-source"];
    private readonly List<string> retractable = [];
    private int references;
    private int made;

    public string Next()
    {
        var report = random.Next(100) switch
        {
            < 45 => Incident(NewReference()),
            < 80 when references > 0 => Incident(string.Create(CultureInfo.InvariantCulture, $"ref-{random.Next(references)}")),
            < 85 => Incident(reference: null),
            < 95 when retractable.Count > 0 => Retraction(),
            < 98 => Presence(),
            _ => Incident(NewReference(), dated: false),
        };
        return JsonSerializer.Serialize(report);
    }

    private string NewReference() => string.Create(CultureInfo.InvariantCulture, $"ref-{references++}");

    private Dictionary<string, object> Report(string kind)
    {
        made++;
        var id = string.Create(CultureInfo.InvariantCulture, $"agreement:{made:000000}");
        return new()
        {
            ["kind"] = kind,
            ["id"] = id,
            ["source"] = Any(Sources),
            ["publishedAt"] = new DateTime(2024, 6, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(made),
        };
    }

    private Dictionary<string, object> Incident(string? reference, bool dated = true)
    {
        var report = Report("incident");
        retractable.Add((string)report["id"]);
        if (reference is not null)
        {
            report["incident"] = reference;
        }

        if (dated)
        {
            var from = FirstDay.AddDays(random.Next(Days));
            report["occurred"] = new { from = Text(from), to = Text(from.AddDays(random.Next(4) / 3)) };
        }

        report["place"] = random.Next(3) == 0
            ? new Dictionary<string, string> { ["region"] = Any(Regions) }
            : new Dictionary<string, string> { ["base"] = Any(Bases) };
        report["type"] = Any(Types);
        report["outcome"] = Any(Outcomes);
        report["perpetrators"] = Some(Perpetrators).Select(g => new { group = g, role = "suspected" });
        report["targets"] = Some(Targets).Select(g => new { group = g });
        if (random.Next(4) > 0)
        {
            report["casualties"] = Casualties();
        }

        if (random.Next(10) == 0)
        {
            report["caveat"] = "not-independently-confirmed";
        }

        return report;
    }

    private List<Dictionary<string, object>> Casualties()
    {
        // For all, or by party; sometimes both.
        List<Dictionary<string, object>> casualties = [];
        var form = random.Next(3);
        if (form != 0)
        {
            casualties.Add(new() { ["party"] = Party, ["killed"] = Figure(), ["injured"] = Figure() });
        }

        if (form != 1)
        {
            casualties.Add(new() { [random.Next(2) == 0 ? "killed" : "injured"] = Figure() });
        }

        return casualties;
    }

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
        retractable.RemoveAt(at);
        return report;
    }

    private Dictionary<string, object> Presence()
    {
        var report = Report("presence");
        report["base"] = Any(Bases);
        report["group"] = Party;
        report["present"] = random.Next(2) == 0;
        report["since"] = Text(FirstDay.AddDays(random.Next(Days)));
        return report;
    }

    private string Any(string[] of) => of[random.Next(of.Length)];

    private string[] Some(string[] of) => [.. of.Where(_ => random.Next(2) == 0)];

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
