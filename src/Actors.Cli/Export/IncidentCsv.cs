using System.Globalization;
using System.Text;
using Actors.Client;

namespace Actors.Cli.Export;

/// <summary>Incidents as comma-separated text (RFC 4180), one a row. Cells that a spreadsheet would run as a formula get a quote mark in front.</summary>
internal sealed class IncidentCsv(Stream output) : IIncidentForm
{
    private const string Header =
        "id,day,last_day,place,name,lat,lon,type,outcome,perpetrators,targets,killed_low,killed_best,killed_high,injured_low,injured_best,injured_high,contested,sources,revision,recorded_at";

    private readonly StringBuilder text = new();

    public ValueTask BeginAsync()
    {
        text.Append(Header).Append("\r\n");
        return FlushAsync();
    }

    public ValueTask WriteAsync(IReadOnlyList<IncidentItem> incidents, bool first)
    {
        foreach (var incident in incidents)
        {
            text.AppendJoin(',', Cells(incident).Select(Quote)).Append("\r\n");
        }

        return FlushAsync();
    }

    public ValueTask EndAsync() => ValueTask.CompletedTask;

    private async ValueTask FlushAsync()
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()));
        text.Clear();
    }

    /// <summary>Blank: unknown, or unbounded.</summary>
    private static string?[] Cells(IncidentItem i)
    {
        var killed = IncidentFigures.Of(i, c => c.Killed);
        var injured = IncidentFigures.Of(i, c => c.Injured);
        return
        [
            i.Id, Day(i.Day), Day(i.LastDay), i.Place, i.Name, Number(i.Lat), Number(i.Lon), i.Type, i.Outcome,
            string.Join(';', i.Perpetrators), string.Join(';', i.Targets),
            $"{killed?.Low}", $"{killed?.Best}", $"{killed?.High}", $"{injured?.Low}", $"{injured?.Best}", $"{injured?.High}",
            i.Contested ? "true" : "false", string.Join(';', i.Sources), $"{i.Revision}", i.RecordedAt.ToString("O", CultureInfo.InvariantCulture),
        ];
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
