using System.Text;
using System.Text.Json;
using Actors.Domain.Reports;
using Actors.Import.Csv;

namespace Actors.Import.Stix;

/// <summary>Reads properties of one object of a bundle; a refusal names the property and what is wrong with it.</summary>
internal static class StixObject
{
    /// <summary>The incident extension of the draft extension suite: its properties are also looked for on the object itself.</summary>
    private const string IncidentExtension = "extension-definition--ef765651-680c-498d-9894-99799f2fa126";

    public static string? Text(this JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    public static bool Is(this JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public static double? Number(this JsonElement item, string name) =>
        !item.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number
        : throw new RowRefusedException($"{name} is '{CellValues.Short(value.GetRawText())}', which is no number");

    public static DateTimeOffset? Instant(this JsonElement item, string name) =>
        item.Text(name) is not { } text ? null
        : Rfc3339.ReadInstant(Encoding.UTF8.GetBytes(text), out var instant) is null ? instant
        : throw new RowRefusedException($"{name} is '{CellValues.Short(text)}', which is no time");

    /// <summary>The extension of that id on the object, or null.</summary>
    public static JsonElement? Extension(this JsonElement item, string id) =>
        item.TryGetProperty("extensions", out var all) && all.ValueKind == JsonValueKind.Object && all.TryGetProperty(id, out var one) && one.ValueKind == JsonValueKind.Object ? one : null;

    /// <summary>Where an incident says how it ended and whom it hit: its extension, else itself.</summary>
    public static JsonElement Particulars(this JsonElement incident) => incident.Extension(IncidentExtension) ?? incident;

    /// <summary>The texts of a list.</summary>
    public static IEnumerable<string> Texts(this JsonElement item, string name) =>
        item.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!)
            : [];
}
