using System.Collections.Immutable;
using System.Globalization;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>Claimed values as text a person reads.</summary>
internal static class ClaimText
{
    public static string Of(Claim<OccurrenceSpan> claim) => Of(((IncidentReport)claim.From.Report).Occurred!);

    public static string Of(Occurrence occurred)
    {
        var days = occurred.To > occurred.From ? $"{Day(occurred.From)} to {Day(occurred.To)}" : Day(occurred.From);
        return occurred.Precision switch
        {
            DayPrecision.Day => days,
            DayPrecision.Approximate => "about " + days,
            DayPrecision.Week => $"{days} (known to the week)",
            DayPrecision.Month => $"{days} (known to the month)",
            _ => $"{days} (known to the year)",
        };
    }

    public static string Of(Figure figure)
    {
        var best = Number(figure.Best);
        if (figure.High == figure.Low)
        {
            return best;
        }

        if (figure.High is not { } high)
        {
            return figure.Best == figure.Low ? $"at least {best}" : $"at least {Number(figure.Low)}, best {best}";
        }

        return figure is { Low: 0 } && figure.Best == high
            ? $"at most {best}"
            : $"{Number(figure.Low)} to {Number(high)}, best {best}";
    }

    public static string Of(DamageClaim claim) => string.Join(", ", claim.Items.Select(Of));

    public static string Of(ImmutableArray<Perpetrator> perpetrators) => string.Join(", ", perpetrators.Select(Of));

    public static string Of(ImmutableArray<string> names) => names.Length == 1 ? names[0] : string.Join(", ", names);

    private static string Of(Damage damage) =>
        (damage.Extent ?? "damaged") + (damage.Count is { } count ? $" ({Of(count)})" : "");

    private static string Of(Perpetrator perpetrator)
    {
        var role = perpetrator.Role switch
        {
            PerpetratorRole.Claimed => "claimed",
            PerpetratorRole.Blamed => "blamed",
            _ => "suspected",
        };
        return $"{perpetrator.Group} ({role}{(perpetrator.By is { } by ? " by " + by : "")})";
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
