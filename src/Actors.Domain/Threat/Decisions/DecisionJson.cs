using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Domain.Threat.Decisions;

/// <summary>The stored and shown form of a decision, version 1: camelCase JSON, enumerations as camelCase words, subjects as
/// <c>base:al-harir</c>, times in UTC. The same decision gives the same bytes, so a stored one can be compared with one computed again.</summary>
public static class DecisionJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new SubjectConverter() },
    };

    /// <summary>UTF-8.</summary>
    public static byte[] Write(Decision decision) => JsonSerializer.SerializeToUtf8Bytes(decision, Options);

    /// <summary>Reads what <see cref="Write(Decision)"/> wrote.</summary>
    /// <exception cref="JsonException">It is no decision of version 1.</exception>
    public static Decision Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<Decision>(json, Options) ?? throw new JsonException("A decision must be an object, not null.");

    private sealed class SubjectConverter : JsonConverter<SubjectId>
    {
        public override SubjectId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            SubjectId.TryParse(reader.GetString(), out var subject) ? subject : throw new JsonException("A subject is written like base:al-harir.");

        public override void Write(Utf8JsonWriter writer, SubjectId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
