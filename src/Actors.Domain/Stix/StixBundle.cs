using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Actors.Domain.Stix;

/// <summary>
/// Gathers objects of a STIX 2.1 bundle: bases and regions as locations (a base with the identity of who holds it), groups as threat
/// actors or identities, sources as identities, incidents with what is said of them as reports, notes and opinions.
/// </summary>
/// <remarks>Adding the same object again changes nothing. Not safe for use by several threads at once.</remarks>
public sealed partial class StixBundle
{
    private const string IncidentExtension = "extension-definition--ef765651-680c-498d-9894-99799f2fa126";
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, JsonObject> objects = new(StringComparer.Ordinal);
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly DateTimeOffset made;

    /// <summary>An empty bundle.</summary>
    /// <param name="made">Time of what has no time of its own (catalogue objects): the export's.</param>
    public StixBundle(DateTimeOffset made)
    {
        this.made = made;
        Exporter = Add("identity", "exporter", made, made, new JsonObject { ["name"] = "Actors", ["identity_class"] = "system" }, author: null);
    }

    /// <summary>Id of the identity that made what nobody else said.</summary>
    public string Exporter { get; }

    /// <summary>Objects in it.</summary>
    public int Count => objects.Count;

    /// <summary>STIX times: UTC with Z and milliseconds.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>The bundle, UTF-8 JSON; its id follows from its objects.</summary>
    public byte[] Write()
    {
        var all = new JsonArray([.. objects.Values.Select(o => (JsonNode)o.DeepClone())]);
        var key = string.Join('\n', objects.Values.Select(o => (string)o["id"]! + (string)o["modified"]!));
        return JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject { ["type"] = "bundle", ["id"] = StixIds.Of("bundle", key), ["objects"] = all }, Plain);
    }

    /// <summary>
    /// The objects that came since the last time, each as UTF-8 JSON, and forgets them: for bundles too large to be held. Places, parties and
    /// sources stay known, so that none comes twice; of an incident everything must be added between two calls.
    /// </summary>
    public IReadOnlyList<byte[]> Take()
    {
        var written = objects.Values.Select(o => JsonSerializer.SerializeToUtf8Bytes(o, Plain)).ToArray();
        taken.UnionWith(objects.Values.Where(IsShared).Select(o => (string)o["id"]!));
        objects.Clear();
        return written;
    }

    /// <summary>Of the catalogue: met again with every incident.</summary>
    private static bool IsShared(JsonObject one) =>
        (string)one["type"]! is "identity" or "location" or "threat-actor" or "extension-definition" || ((string?)one["source_ref"])?.StartsWith("identity--", StringComparison.Ordinal) == true;

    private string Add(string type, string key, DateTimeOffset created, DateTimeOffset modified, JsonObject content, string? author)
    {
        var id = StixIds.Of(type, key);
        if (objects.ContainsKey(id) || taken.Contains(id))
        {
            return id;
        }

        var one = new JsonObject
        {
            ["type"] = type,
            ["spec_version"] = "2.1",
            ["id"] = id,
            ["created"] = Time(created),
            ["modified"] = Time(modified < created ? created : modified),
        };
        if (author is not null)
        {
            one["created_by_ref"] = author;
        }

        foreach (var (name, value) in content)
        {
            // Absent, not null and not empty: STIX knows neither.
            if (value is not null && value is not JsonArray { Count: 0 })
            {
                one[name] = value.DeepClone();
            }
        }

        objects[id] = one;
        return id;
    }

    private static JsonArray Texts(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode)JsonValue.Create(v)!)]);

    private string Relate(string type, string from, string to, DateTimeOffset at, string? author = null, string? description = null, int? confidence = null) =>
        Add("relationship", $"{type}\n{from}\n{to}\n{author}", at, at, new JsonObject
        {
            ["relationship_type"] = type,
            ["source_ref"] = from,
            ["target_ref"] = to,
            ["description"] = description,
            ["confidence"] = confidence,
        }, author ?? Exporter);
}
