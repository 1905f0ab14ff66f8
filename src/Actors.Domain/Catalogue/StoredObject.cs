using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Actors.Domain.Catalogue;

/// <summary>A stored JSON object read member by member; a missing, mistyped, repeated or left-over member is a <see cref="FormatException"/>
/// that names it.</summary>
internal sealed class StoredObject
{
    private readonly Dictionary<string, JsonElement> _members = [];
    private readonly string _path;

    public StoredObject(JsonElement element, string path)
    {
        _path = path;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{(path.Length == 0 ? "A catalogue change" : path)}: an object is expected.");
        }

        foreach (var member in element.EnumerateObject())
        {
            if (!_members.TryAdd(member.Name, member.Value))
            {
                throw new FormatException($"{path}/{member.Name}: given twice.");
            }
        }
    }

    public string Text(string member) => OptionalText(member) ?? throw Missing(member);

    public string? OptionalText(string member) => Take(member, JsonValueKind.String)?.GetString();

    public int Integer(string member) => OptionalInteger(member) ?? throw Missing(member);

    public int? OptionalInteger(string member)
    {
        if (Take(member, JsonValueKind.Number) is not { } element)
        {
            return null;
        }

        return element.TryGetInt32(out var value) ? value : throw new FormatException($"{_path}/{member}: a whole number is expected.");
    }

    public double? OptionalNumber(string member) => Take(member, JsonValueKind.Number)?.GetDouble();

    public DateOnly? OptionalDay(string member)
    {
        if (OptionalText(member) is not { } text)
        {
            return null;
        }

        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new FormatException($"{_path}/{member}: a day as yyyy-MM-dd is expected.");
    }

    public char Letter(string member) =>
        Text(member) is { Length: 1 } letter ? letter[0] : throw new FormatException($"{_path}/{member}: one letter is expected.");

    public SubjectId Subject(string member) =>
        SubjectId.TryParse(Text(member), out var subject)
            ? subject
            : throw new FormatException($"{_path}/{member}: base:…, region:… or group:… is expected.");

    public ImmutableArray<string> Texts(string member) =>
        [.. (Take(member, JsonValueKind.Array) ?? throw Missing(member)).EnumerateArray().Select((element, i) =>
            element.ValueKind == JsonValueKind.String
                ? element.GetString()!
                : throw new FormatException($"{_path}/{member}/{i}: a text is expected."))];

    public T Object<T>(string member, Func<StoredObject, T> read) =>
        ReadWhole(Take(member, JsonValueKind.Object) ?? throw Missing(member), $"{_path}/{member}", read);

    public ImmutableArray<T> Objects<T>(string member, Func<StoredObject, T> read) =>
        [.. (Take(member, JsonValueKind.Array) ?? throw Missing(member)).EnumerateArray().Select((element, i) =>
            ReadWhole(element, $"{_path}/{member}/{i}", read))];

    /// <summary>Nothing may be left over.</summary>
    public void End()
    {
        if (_members.Count > 0)
        {
            throw new FormatException($"{_path}/{_members.Keys.First()}: unknown to this release.");
        }
    }

    private static T ReadWhole<T>(JsonElement element, string path, Func<StoredObject, T> read)
    {
        var inner = new StoredObject(element, path);
        var value = read(inner);
        inner.End();
        return value;
    }

    private JsonElement? Take(string member, JsonValueKind kind)
    {
        if (!_members.Remove(member, out var element))
        {
            return null;
        }

        return element.ValueKind == kind
            ? element
            : throw new FormatException($"{_path}/{member}: a JSON {kind.ToString().ToLowerInvariant()} is expected.");
    }

    private FormatException Missing(string member) => new($"{_path}/{member}: missing.");
}
