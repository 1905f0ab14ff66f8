using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Actors.Client;

namespace Actors.Cli.Export;

/// <summary>Incidents as a GeoJSON feature collection (RFC 7946), a feature a line; without a position the geometry is null.</summary>
internal sealed class IncidentGeoJson(Stream output) : IIncidentForm
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ValueTask BeginAsync() => output.WriteAsync("{\"type\":\"FeatureCollection\",\"features\":["u8.ToArray());

    public async ValueTask WriteAsync(IReadOnlyList<IncidentItem> incidents, bool first)
    {
        var text = new StringBuilder();
        foreach (var incident in incidents)
        {
            text.Append(first ? "\n" : ",\n").Append(Feature(incident));
            first = false;
        }

        await output.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()));
    }

    public ValueTask EndAsync() => output.WriteAsync("\n]}\n"u8.ToArray());

    private static string Feature(IncidentItem i)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WriteString("id", i.Id);
            json.WritePropertyName("geometry");
            if (i is { Lat: { } lat, Lon: { } lon })
            {
                json.WriteStartObject();
                json.WriteString("type", "Point");
                json.WriteStartArray("coordinates");
                json.WriteNumberValue(lon);
                json.WriteNumberValue(lat);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteStartObject("properties");
            json.WriteString("day", i.Day?.ToString("yyyy-MM-dd"));
            json.WriteString("place", i.Place);
            json.WriteString("name", i.Name);
            json.WriteString("type", i.Type);
            json.WriteString("outcome", i.Outcome);
            Texts(json, "perpetrators", i.Perpetrators);
            Texts(json, "targets", i.Targets);
            Figure(json, "killed", IncidentFigures.Of(i, c => c.Killed));
            Figure(json, "injured", IncidentFigures.Of(i, c => c.Injured));
            json.WriteBoolean("contested", i.Contested);
            Texts(json, "sources", i.Sources);
            json.WriteNumber("revision", i.Revision);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void Figure(Utf8JsonWriter json, string name, FigureBounds? figure)
    {
        if (figure is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("low", figure.Low);
        json.WriteNumber("best", figure.Best);
        if (figure.High is { } high)
        {
            json.WriteNumber("high", high);
        }
        else
        {
            json.WriteNull("high");
        }

        json.WriteEndObject();
    }
}
