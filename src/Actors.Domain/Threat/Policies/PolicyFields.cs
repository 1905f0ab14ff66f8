using System.Text.Json;
using Actors.Domain.Reports;

namespace Actors.Domain.Threat.Policies;

/// <summary>Reads one JSON object property by property; remembers what was read, so that the rest can be refused by name.</summary>
internal sealed class PolicyFields
{
    private readonly JsonElement json;
    private readonly List<ReportError> errors;
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    public PolicyFields(JsonElement json, string pointer, List<ReportError> errors)
    {
        (this.json, Pointer, this.errors) = (json, pointer, errors);
        if (json.ValueKind != JsonValueKind.Object)
        {
            Fail(pointer, "must be an object");
        }
    }

    public string Pointer { get; }

    public bool IsObject => json.ValueKind == JsonValueKind.Object;

    public IEnumerable<string> Names => IsObject ? json.EnumerateObject().Select(p => p.Name) : [];

    public void Fail(string pointer, string detail) => errors.Add(new ReportError(pointer, detail));

    public string At(string name) => Pointer + "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    public bool TryGet(string name, out JsonElement value)
    {
        known.Add(name);
        value = default;
        return IsObject && json.TryGetProperty(name, out value);
    }

    public JsonElement? Required(string name, string what)
    {
        if (TryGet(name, out var value))
        {
            return value;
        }

        if (IsObject)
        {
            Fail(At(name), $"is missing: it must be {what}");
        }

        return null;
    }

    /// <summary>A string; <paramref name="fallback"/> null: required.</summary>
    public string Text(string name, string what, string? fallback = null, int max = 2000, bool empty = false)
    {
        var value = fallback is null ? Required(name, what) : TryGet(name, out var found) ? found : null;
        if (value is not { } element)
        {
            return fallback ?? "";
        }

        if (element.ValueKind == JsonValueKind.String && element.GetString() is { } text && (empty || !string.IsNullOrWhiteSpace(text)) && text.Length <= max)
        {
            return text;
        }

        Fail(At(name), $"must be {what}, {(empty ? 0 : 1)} to {max} characters");
        return fallback ?? "";
    }

    public string Slug(string name)
    {
        var before = errors.Count;
        var text = Text(name, "a slug", max: 100);
        if (errors.Count == before && !IsSlug(text))
        {
            Fail(At(name), "must be a slug: lower-case letters, digits and single hyphens");
        }

        return text;
    }

    public double Number(string name, double min, double max, double? fallback, bool openMin = false, bool openMax = false)
    {
        var what = $"a number {(openMin ? "above" : "from")} {min} {(openMax ? "and below" : "to")} {max}";
        var value = fallback is null ? Required(name, what) : TryGet(name, out var found) ? found : null;
        if (value is not { } element)
        {
            return fallback ?? min;
        }

        if (element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var number)
            && (openMin ? number > min : number >= min) && (openMax ? number < max : number <= max))
        {
            return number;
        }

        Fail(At(name), "must be " + what);
        return fallback ?? min;
    }

    public int Whole(string name, int min, int max, int? fallback)
    {
        var value = fallback is null ? Required(name, $"a whole number from {min} to {max}") : TryGet(name, out var found) ? found : null;
        if (value is not { } element)
        {
            return fallback ?? min;
        }

        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number >= min && number <= max)
        {
            return number;
        }

        Fail(At(name), $"must be a whole number from {min} to {max}");
        return fallback ?? min;
    }

    public bool Flag(string name, bool fallback)
    {
        if (!TryGet(name, out var value))
        {
            return fallback;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Fail(At(name), "must be true or false");
        return fallback;
    }

    /// <summary>One of an enumeration's names, written as slugs; <paramref name="fallback"/> null: required.</summary>
    public T Choice<T>(string name, T? fallback)
        where T : struct, Enum
    {
        var what = "one of " + string.Join(", ", PolicySlugs.Of<T>());
        var value = fallback is null ? Required(name, what) : TryGet(name, out var found) ? found : null;
        return value is { } element ? Choice(element, At(name), fallback ?? default) : fallback ?? default;
    }

    public T Choice<T>(JsonElement element, string pointer, T fallback)
        where T : struct, Enum
    {
        if (element.ValueKind == JsonValueKind.String && PolicySlugs.TryParse<T>(element.GetString()!, out var choice))
        {
            return choice;
        }

        Fail(pointer, "must be one of " + string.Join(", ", PolicySlugs.Of<T>()));
        return fallback;
    }

    /// <summary>An ISO 8601 duration of days, hours, minutes and seconds.</summary>
    public TimeSpan Duration(string name, TimeSpan fallback, TimeSpan min)
    {
        if (!TryGet(name, out var value))
        {
            return fallback;
        }

        if (value.ValueKind == JsonValueKind.String && IsoDuration.TryParse(value.GetString()!, out var duration) && duration >= min && duration <= TimeSpan.FromDays(3660))
        {
            return duration;
        }

        Fail(At(name), $"must be an ISO 8601 duration in days, hours, minutes and seconds such as P3D or PT12H, from {IsoDuration.Write(min)} to P3660D");
        return fallback;
    }

    public IEnumerable<(JsonElement Item, string Pointer)> Items(string name, bool required, int max)
    {
        var value = required ? Required(name, "an array") : TryGet(name, out var found) ? found : null;
        if (value is not { } element)
        {
            return [];
        }

        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() > max)
        {
            Fail(At(name), $"must be an array of up to {max} items");
            return [];
        }

        return element.EnumerateArray().Select((item, i) => (item, $"{At(name)}/{i}"));
    }

    public PolicyFields Object(string name) => new(Required(name, "an object") ?? default, At(name), errors);

    /// <summary>Refuses every property nobody asked for.</summary>
    public void Done()
    {
        foreach (var name in Names.Where(name => !known.Contains(name)))
        {
            Fail(At(name), $"is not known here; known are {string.Join(", ", known.Order(StringComparer.Ordinal))}");
        }
    }

    public static bool IsSlug(string text) =>
        text.Length > 0 && text[0] != '-' && text[^1] != '-' && !text.Contains("--", StringComparison.Ordinal)
        && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
}
