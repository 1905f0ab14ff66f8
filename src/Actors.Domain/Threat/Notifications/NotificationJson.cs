using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Actors.Domain.Threat.Policies;

namespace Actors.Domain.Threat.Notifications;

/// <summary>A notification as everybody outside sees it (API.md, "Notification"); over SSE the same JSON is the data.</summary>
public static class NotificationJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Kind as written, also the SSE event.</summary>
    public static string Slug(NotificationKind kind) => PolicySlugs.Write(kind);

    /// <summary>False: no kind is written so.</summary>
    public static bool TryParseKind(string slug, out NotificationKind kind) => PolicySlugs.TryParse(slug, out kind);

    /// <summary>UTF-8 JSON.</summary>
    public static byte[] Write(Notification notification)
    {
        ArgumentNullException.ThrowIfNull(notification);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Plain))
        {
            json.WriteStartObject();
            json.WriteNumber("position", notification.Position);
            json.WriteString("kind", Slug(notification.Kind));
            json.WriteString("subject", notification.Subject.ToString());
            json.WriteString("at", notification.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture));
            json.WriteString("from", notification.From);
            json.WriteString("to", notification.To);
            json.WriteString("text", notification.Text);
            json.WriteStartArray("evidence");
            foreach (var link in notification.Evidence)
            {
                json.WriteStringValue(link);
            }

            json.WriteEndArray();
            if (notification.Corrects is { } corrects)
            {
                json.WriteNumber("corrects", corrects);
            }
            else
            {
                json.WriteNull("corrects");
            }

            json.WriteString("policy", notification.Policy);
            json.WriteStartObject("positions");
            foreach (var (partition, position) in notification.Positions)
            {
                json.WriteNumber(partition.ToString(CultureInfo.InvariantCulture), position);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is no notification.</exception>
    public static Notification Read(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var json = document.RootElement;
        if (!TryParseKind(json.GetProperty("kind").GetString()!, out var kind) || !SubjectId.TryParse(json.GetProperty("subject").GetString(), out var subject))
        {
            throw new JsonException("A notification needs a known kind and a subject.");
        }

        return new Notification
        {
            Position = json.GetProperty("position").GetInt64(),
            Kind = kind,
            Subject = subject,
            At = json.GetProperty("at").GetDateTimeOffset(),
            From = json.GetProperty("from").GetString(),
            To = json.GetProperty("to").GetString(),
            Text = json.GetProperty("text").GetString()!,
            Evidence = [.. json.GetProperty("evidence").EnumerateArray().Select(e => e.GetString()!)],
            Corrects = json.GetProperty("corrects").ValueKind == JsonValueKind.Null ? null : json.GetProperty("corrects").GetInt64(),
            Policy = json.GetProperty("policy").GetString()!,
            Positions = json.GetProperty("positions").EnumerateObject()
                .ToImmutableSortedDictionary(p => int.Parse(p.Name, CultureInfo.InvariantCulture), p => p.Value.GetInt64()),
        };
    }
}
