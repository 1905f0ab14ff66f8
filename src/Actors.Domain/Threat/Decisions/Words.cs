using System.Globalization;

namespace Actors.Domain.Threat.Decisions;

/// <summary>Numbers and times as they are said.</summary>
internal static class Words
{
    public static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return $"{local.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture)} {(zone.BaseUtcOffset == TimeSpan.Zero ? "UTC" : zone.Id)}";
    }

    public static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture);

    /// <summary>A probability to four decimals, without trailing zeros.</summary>
    public static string P(double p) => p < 0.0001 ? "less than 0.0001" : p.ToString("0.####", CultureInfo.InvariantCulture);

    public static string Of(long count, string thing) => $"{count} {thing}{(count == 1 ? "" : "s")}";

    public static string Are(long count, string thing) => $"{(count == 1 ? "is" : "are")} {Of(count, thing)}";

    public static string List(IReadOnlyCollection<string> items) => items.Count switch
    {
        0 => "nobody",
        1 => items.First(),
        _ => string.Join(", ", items.Take(items.Count - 1)) + " and " + items.Last(),
    };
}
