using System.Collections.Immutable;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Threat.Views;

namespace Actors.Domain.Tests.Threat;

/// <summary>The first news day as the subjects see it on its evening.</summary>
internal static class NewsDay
{
    public static readonly TimeZoneInfo Baghdad = TimeZoneInfo.FindSystemTimeZoneById("Asia/Baghdad");
    public static readonly DateOnly Day = new(2023, 11, 9);
    public static readonly DateTimeOffset Evening = new(2023, 11, 9, 19, 0, 0, TimeSpan.Zero);

    public static ViewIncident Mosul { get; } = new()
    {
        Id = new Guid("00000000-0000-0000-0000-000000000001"),
        Day = Day,
        Place = SubjectId.Region("iq-ni"),
        PlaceName = "Nineveh",
        Subdivision = "iq-ni",
        Country = "iq",
        Type = "remote-explosive-ied",
        Outcome = "hit",
        Killed = 0,
        Injured = 0,
        Reliability = 'C',
        Roots = ["iraqi-security-sources"],
        Lat = 36.34,
        Lon = 43.13,
    };

    public static ViewIncident Harir { get; } = Mosul with
    {
        Id = new Guid("00000000-0000-0000-0000-000000000002"),
        Place = SubjectId.Base("al-harir"),
        PlaceName = "Al-Harir",
        Subdivision = "iq-ar",
        Type = "air-drone-strike",
        Outcome = "intercepted",
        Roots = ["iraqi-security-sources", "kurdistan-counter-terrorism-service"],
        Lat = 36.53,
        Lon = 44.34,
        Contested = true,
    };

    public static ViewIncident Asad { get; } = Harir with
    {
        Id = new Guid("00000000-0000-0000-0000-000000000003"),
        Place = SubjectId.Base("ain-al-asad"),
        PlaceName = "Ain al-Asad",
        Subdivision = "iq-an",
        Roots = ["iraqi-security-sources"],
        Lat = 33.79,
        Lon = 42.44,
        Contested = false,
    };

    public static TotalReport AtLeastForty { get; } = new()
    {
        Id = "guardian:2023-11-09:07",
        Source = "us-officials",
        PublishedAt = new(2023, 11, 9, 18, 45, 0, TimeSpan.Zero),
        Scope = [SubjectId.Region("iq"), SubjectId.Region("sy")],
        Target = "us-forces",
        Measure = TotalMeasure.Attacks,
        Value = Figure.AtLeast(40),
        From = new DateOnly(2023, 10, 1),
        FromPrecision = DayPrecision.Approximate,
        AsOf = Day,
    };

    public static Signal Threat { get; } = new(
        new StatementReport
        {
            Id = "guardian:2023-11-09:11",
            Source = "iran-backed-militias",
            PublishedAt = new(2023, 11, 9, 18, 45, 0, TimeSpan.Zero),
            Speaker = "iran-backed-militias",
            Stance = Stance.Threat,
            About = [SubjectId.Group("us-forces")],
        },
        new(2023, 11, 9, 18, 46, 0, TimeSpan.Zero),
        [SubjectId.Group("us-forces")]);

    public static SubjectView UsForces { get; } = Fold(SubjectId.Group("us-forces"), "US forces", Mosul, Harir, Asad) with
    {
        Totals = [new ViewTotal(AtLeastForty, 3)],
        Signals = [Threat],
    };

    public static SubjectView Fold(SubjectId subject, string name, params ImmutableArray<ViewIncident> incidents)
    {
        var fold = new SubjectFold(subject, name, Baghdad);
        foreach (var incident in incidents)
        {
            fold.Apply(null, incident);
        }

        return fold.View();
    }

    /// <summary>An incident of a series, with an id of its own.</summary>
    public static ViewIncident On(DateOnly day, int number, string source = "monitor") => Asad with
    {
        Id = new Guid(day.DayNumber, (short)number, (short)source.Length, [0, 0, 0, 0, 0, 0, 0, (byte)source[0]]),
        Day = day,
        Roots = [source],
    };
}
