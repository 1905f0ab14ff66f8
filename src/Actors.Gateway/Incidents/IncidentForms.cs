using System.Globalization;
using System.Text;
using Actors.Abstractions.Queries;
using Actors.Gateway.Wire;
using Microsoft.Net.Http.Headers;

namespace Actors.Gateway.Incidents;

/// <summary>A page of incidents in the form asked for: JSON, GeoJSON (RFC 7946) or CSV (RFC 4180).</summary>
internal static class IncidentForms
{
    private const string GeoJson = "application/geo+json";
    private const string Csv = "text/csv";

    public static IResult Answer(HttpContext context, IncidentPage page)
    {
        var items = page.Items.Select(IncidentJson.Of).ToList();
        context.Response.Headers.Vary = HeaderNames.Accept;
        if (page.Cursor is not null)
        {
            var query = context.Request.Query.Where(q => q.Key != "cursor").Select(q => q.Key + "=" + Uri.EscapeDataString(q.Value.ToString()));
            context.Response.Headers.Link = $"<{context.Request.Path}?{string.Join('&', query.Append("cursor=" + page.Cursor))}>; rel=\"next\"";
        }

        return Preferred(context.Request) switch
        {
            GeoJson => Results.Text(System.Text.Json.JsonSerializer.Serialize(Collection(items, page), ApiJson.Options), GeoJson, Encoding.UTF8),
            Csv => Results.Text(WriteCsv(items), Csv, Encoding.UTF8),
            _ => Results.Json(new IncidentListJson(items, page.Cursor, page.AsOf, Positions.ToJson(page.Positions)), ApiJson.Options),
        };
    }

    private static string Preferred(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        foreach (var type in accepted.OrderByDescending(a => a.Quality ?? 1))
        {
            if (type.MediaType.Value is GeoJson or Csv)
            {
                return type.MediaType.Value;
            }

            if (type.MatchesMediaType("application/json"))
            {
                return "application/json";
            }
        }

        return "application/json";
    }

    private static object Collection(List<IncidentJson> items, IncidentPage page) => new
    {
        type = "FeatureCollection",
        features = items.Select(i => new
        {
            type = "Feature",
            id = i.Id,
            geometry = i is { Lat: { } lat, Lon: { } lon } ? new { type = "Point", coordinates = new[] { lon, lat } } : null,
            properties = i,
        }),
        cursor = page.Cursor,
        asOf = page.AsOf,
        positions = Positions.ToJson(page.Positions),
    };

    private static string WriteCsv(List<IncidentJson> items)
    {
        var csv = new StringBuilder("id,day,last_day,place,name,lat,lon,type,outcome,perpetrators,targets,killed_low,killed_best,killed_high,injured_low,injured_best,injured_high,contested,membership,sources,revision,recorded_at\r\n");
        foreach (var i in items)
        {
            var killed = Total(i, c => c.Killed);
            var injured = Total(i, c => c.Injured);
            csv.AppendJoin(',', new[]
            {
                i.Id, Day(i.Day), Day(i.LastDay), i.Place, i.Name, Number(i.Lat), Number(i.Lon), i.Type, i.Outcome,
                string.Join(';', i.Perpetrators), string.Join(';', i.Targets),
                killed.Low, killed.Best, killed.High, injured.Low, injured.Best, injured.High,
                i.Contested ? "true" : "false", i.Membership, string.Join(';', i.Sources),
                i.Revision.ToString(CultureInfo.InvariantCulture), i.RecordedAt.ToString("O", CultureInfo.InvariantCulture),
            }.Select(Quote)).Append("\r\n");
        }

        return csv.ToString();
    }

    /// <summary>The figure for all parties where stated, else the sum over the parties; empty: unknown or unbounded.</summary>
    private static (string Low, string Best, string High) Total(IncidentJson incident, Func<CasualtyJson, FigureJson?> figure)
    {
        var all = incident.Casualties.Where(c => c.Party is null).Select(figure).OfType<FigureJson>().ToList();
        var figures = all.Count > 0 ? all : [.. incident.Casualties.Select(figure).OfType<FigureJson>()];
        return figures.Count == 0
            ? ("", "", "")
            : (Text(figures.Sum(f => f.Low)), Text(figures.Sum(f => f.Best)), figures.Any(f => f.High is null) ? "" : Text(figures.Sum(f => f.High!.Value)));
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Quoted where the format needs it; a leading = + - @ gets a quote mark so that no spreadsheet runs it.</summary>
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
