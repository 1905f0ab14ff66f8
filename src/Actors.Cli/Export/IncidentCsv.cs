using System.Globalization;
using Actors.Client;

namespace Actors.Cli.Export;

/// <summary>Incidents as comma-separated text (RFC 4180), one a row. Cells that a spreadsheet would run as a formula get a quote mark in front.</summary>
internal static class IncidentCsv
{
    private const string Header =
        "id,day,last_day,place,name,lat,lon,type,outcome,perpetrators,targets,killed_low,killed_best,killed_high,injured_low,injured_best,injured_high,contested,sources,revision,recorded_at";

    public static async Task WriteAsync(TextWriter output, IAsyncEnumerable<IncidentItem> incidents)
    {
        await output.WriteAsync(Header + "\r\n");
        await foreach (var i in incidents)
        {
            var killed = Figures(i, c => c.Killed);
            var injured = Figures(i, c => c.Injured);
            string?[] cells =
            [
                i.Id, Day(i.Day), Day(i.LastDay), i.Place, i.Name, Number(i.Lat), Number(i.Lon), i.Type, i.Outcome,
                string.Join(';', i.Perpetrators), string.Join(';', i.Targets),
                killed.Low, killed.Best, killed.High, injured.Low, injured.Best, injured.High,
                i.Contested ? "true" : "false", string.Join(';', i.Sources), $"{i.Revision}", i.RecordedAt.ToString("O", CultureInfo.InvariantCulture),
            ];
            await output.WriteAsync(string.Join(',', cells.Select(Quote)) + "\r\n");
        }
    }

    /// <summary>The figure for all parties where stated, else the sum over the parties; blank: unknown, or unbounded.</summary>
    internal static (string Low, string Best, string High) Figures(IncidentItem incident, Func<PartyCasualties, Figure?> figure)
    {
        var all = incident.Casualties.Where(c => c.Party is null).Select(figure).OfType<Figure>().ToList();
        var figures = all.Count > 0 ? all : [.. incident.Casualties.Select(figure).OfType<Figure>()];
        return figures.Count == 0
            ? ("", "", "")
            : ($"{figures.Sum(f => f.Low)}", $"{figures.Sum(f => f.Best)}", figures.Any(f => f.High is null) ? "" : $"{figures.Sum(f => f.High)}");
    }

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static string Number(double? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";

    private static string Quote(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return "";
        }

        if (value[0] is '=' or '@' or '\t' || (value[0] is '+' or '-' && !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
        {
            value = "'" + value;
        }

        return value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : "\"" + value.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }
}
