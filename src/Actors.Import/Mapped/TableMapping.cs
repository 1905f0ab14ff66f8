using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Import.Mapped;

/// <summary>
/// What the columns of a table of one's own mean, as a JSON file says it. A text in a rule is a template: <c>{column}</c> stands for
/// the row's cell, <c>{row}</c> for the row's number, <c>{hash}</c> for the first 12 hex digits of the SHA-256 of its cells.
/// </summary>
public sealed record TableMapping
{
    /// <summary>Between cells: one character; default a comma.</summary>
    public string Separator { get; init => field = value ?? ","; } = ",";

    /// <summary>Scope of the references; null: the sender's own.</summary>
    public string? Scope { get; init; }

    /// <summary>Rows to pass over: column name to the cells that mark them (a page header repeated as a row, a blank time).</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Skip { get; init => field = value ?? field; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Id of the report; must differ for each row.</summary>
    public required string Id { get; init; }

    /// <summary>Reference of the incident; null: none.</summary>
    public string? Incident { get; init; }

    public required string Source { get; init; }

    /// <summary>When it was published: a column template, or a fixed time.</summary>
    public required string PublishedAt { get; init; }

    public int? Credibility { get; init; }

    /// <summary>Column template of the day or time it happened.</summary>
    public required string Day { get; init; }

    /// <summary>How days are written, in .NET's notation; default <c>yyyy-MM-dd</c>. Times of the day are read and dropped.</summary>
    public IReadOnlyList<string> DayFormats { get; init => field = value ?? field; } = ["yyyy-MM-dd"];

    /// <summary><c>day</c>, <c>week</c>, <c>month</c>, <c>year</c> or <c>approximate</c>.</summary>
    public string? DayPrecision { get; init; }

    public string? Zone { get; init; }

    /// <summary>Region: a key or name.</summary>
    public string? Region { get; init; }

    public string? PlaceName { get; init; }

    public string? Lat { get; init; }

    public string? Lon { get; init; }

    /// <summary>Event type; see <see cref="Values"/> to translate the table's words.</summary>
    public string? Type { get; init; }

    public string? Weapon { get; init; }

    public string? Outcome { get; init; }

    public string? Perpetrator { get; init; }

    public string? Target { get; init; }

    public string? Killed { get; init; }

    public string? Injured { get; init; }

    public string? Quote { get; init; }

    /// <summary>Translations by field of this mapping (<c>type</c>, <c>target</c>, …): the table's words to ours. A word that is not listed is
    /// refused unless <c>*</c> is listed; translated to "" it is left out.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Values { get; init => field = value ?? field; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>Reads a mapping file.</summary>
    /// <exception cref="ImportFormatException">There is none, or it says something unknown or wrong.</exception>
    public static TableMapping Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new ImportFormatException($"There is no mapping file {path}.");
        }

        try
        {
            var mapping = JsonSerializer.Deserialize(File.ReadAllBytes(path), TableMappingJson.Default.TableMapping)
                ?? throw new ImportFormatException($"{path} is null; it must be an object.");
            return mapping.Separator.Length == 1 && mapping.Separator[0] is not ('"' or '\n' or '\r')
                ? mapping
                : throw new ImportFormatException($"{path}: separator must be one character, for example \",\", \";\" or \"\\t\".");
        }
        catch (JsonException wrong)
        {
            throw new ImportFormatException($"{path}: {wrong.Message}", wrong);
        }
    }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(TableMapping))]
internal sealed partial class TableMappingJson : JsonSerializerContext;
