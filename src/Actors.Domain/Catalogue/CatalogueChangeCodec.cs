using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Actors.Domain.Catalogue;

/// <summary>
/// The stored form of catalogue changes, entries of the control partition: UTF-8 JSON, <c>{"v":1,"change":"put-base",…}</c>, members in a fixed
/// order, nulls left out. The bytes of version 1 never change; a new form gets a new version and is readable one release before
/// it is written.
/// </summary>
public static class CatalogueChangeCodec
{
    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The bytes of a change; equal changes give equal bytes.</summary>
    public static byte[] Encode(CatalogueChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Written))
        {
            json.WriteStartObject();
            json.WriteNumber("v", Version);
            WriteChange(json, change);
            WriteOptional(json, "by", change.By);
            WriteOptional(json, "reason", change.Reason);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="FormatException">Not such bytes: the message names the member. Unknown members and versions are refused, since
    /// ignoring them would lose what a newer release meant.</exception>
    public static CatalogueChange Decode(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = new StoredObject(document.RootElement, "");
            var version = root.Integer("v");
            if (version != Version)
            {
                throw new FormatException($"A catalogue change of version {version}; this release reads version {Version}.");
            }

            var change = ReadChange(root) with { By = root.OptionalText("by"), Reason = root.OptionalText("reason") };
            root.End();
            return change;
        }
        catch (JsonException e)
        {
            throw new FormatException("A catalogue change that is no JSON: " + e.Message, e);
        }
    }

    private static void WriteChange(Utf8JsonWriter json, CatalogueChange change)
    {
        switch (change)
        {
            case PutBase put:
                json.WriteString("change", "put-base");
                json.WriteStartObject("base");
                WriteNames(json, put.Entry.Key, put.Entry.Names);
                json.WriteString("region", put.Entry.Region);
                WriteOptional(json, "lat", put.Entry.Lat);
                WriteOptional(json, "lon", put.Entry.Lon);
                WriteOptional(json, "zone", put.Entry.Zone);
                json.WriteEndObject();
                break;
            case PutRegion put:
                json.WriteString("change", "put-region");
                WriteRegion(json, put.Entry);
                break;
            case PutGroup put:
                json.WriteString("change", "put-group");
                json.WriteStartObject("group");
                WriteNames(json, put.Entry.Key, put.Entry.Names);
                WriteLinks(json, "umbrellas", put.Entry.Umbrellas);
                WriteLinks(json, "sponsors", put.Entry.Sponsors);
                json.WriteEndObject();
                break;
            case PutSource put:
                json.WriteString("change", "put-source");
                json.WriteStartObject("source");
                WriteNames(json, put.Entry.Key, put.Entry.Names);
                json.WriteString("reliability", put.Entry.Reliability.ToString());
                json.WriteString("kind", put.Entry.Kind);
                json.WriteEndObject();
                break;
            case JoinSubject join:
                json.WriteString("change", "join");
                json.WriteString("provisional", join.Provisional.ToString());
                json.WriteString("into", join.Into.ToString());
                break;
            case SplitSubject split:
                json.WriteString("change", "split");
                json.WriteString("provisional", split.Provisional.ToString());
                break;
            default:
                throw new InvalidOperationException($"The change {change.GetType().Name} has no stored form.");
        }
    }

    private static void WriteRegion(Utf8JsonWriter json, RegionEntry entry)
    {
        json.WriteStartObject("region");
        WriteNames(json, entry.Key, entry.Names);
        json.WriteString("kind", entry.Kind);
        WriteOptional(json, "parent", entry.Parent);
        WriteOptional(json, "zone", entry.Zone);
        WriteOptional(json, "lat", entry.Lat);
        WriteOptional(json, "lon", entry.Lon);
        WriteOptional(json, "numeric", entry.Numeric);
        WriteOptional(json, "alpha3", entry.Alpha3);
        WriteOptional(json, "mainZone", entry.MainZone);
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string key, ImmutableArray<string> names)
    {
        json.WriteString("key", key);
        json.WriteStartArray("names");
        foreach (var name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    private static void WriteLinks(Utf8JsonWriter json, string member, ImmutableArray<GroupLink> links)
    {
        json.WriteStartArray(member);
        foreach (var link in links)
        {
            json.WriteStartObject();
            json.WriteString("group", link.Group);
            WriteOptional(json, "from", link.From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            WriteOptional(json, "to", link.To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOptional(Utf8JsonWriter json, string member, string? value)
    {
        if (value is not null)
        {
            json.WriteString(member, value);
        }
    }

    private static void WriteOptional(Utf8JsonWriter json, string member, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(member, number);
        }
    }

    private static CatalogueChange ReadChange(StoredObject root) => root.Text("change") switch
    {
        "put-base" => root.Object("base", o => new PutBase(new BaseEntry(
            o.Text("key"), o.Texts("names"), o.Text("region"), o.OptionalNumber("lat"), o.OptionalNumber("lon"), o.OptionalText("zone")))),
        "put-region" => root.Object("region", o => new PutRegion(new RegionEntry(
            o.Text("key"),
            o.Texts("names"),
            o.Text("kind"),
            o.OptionalText("parent"),
            o.OptionalText("zone"),
            o.OptionalNumber("lat"),
            o.OptionalNumber("lon"))
        {
            Numeric = o.OptionalInteger("numeric"),
            Alpha3 = o.OptionalText("alpha3"),
            MainZone = o.OptionalText("mainZone"),
        })),
        "put-group" => root.Object("group", o => new PutGroup(new GroupEntry(
            o.Text("key"), o.Texts("names"), o.Objects("umbrellas", ReadLink), o.Objects("sponsors", ReadLink)))),
        "put-source" => root.Object("source", o => new PutSource(new SourceEntry(
            o.Text("key"), o.Texts("names"), o.Letter("reliability"), o.Text("kind")))),
        "join" => new JoinSubject(root.Subject("provisional"), root.Subject("into")),
        "split" => new SplitSubject(root.Subject("provisional")),
        var other => throw new FormatException($"/change: '{other}' is no change of the catalogue."),
    };

    private static GroupLink ReadLink(StoredObject link) => new(link.Text("group"), link.OptionalDay("from"), link.OptionalDay("to"));
}
