using System.Text.Json;
using System.Text.RegularExpressions;

namespace Actors.Domain.Tests.Schemas;

/// <summary>
/// The part of JSON Schema (draft 2020-12) that this project's schemas and STIX's use, since no package for that draft restores here.
/// A keyword it does not know is an error, so that nothing is passed over unseen.
/// </summary>
internal sealed class JsonSchemaCheck(JsonElement root, Func<string, JsonElement>? load = null, string path = "")
{
    private static readonly HashSet<string> Notes =
        ["$schema", "$id", "title", "description", "definitions", "$defs", "default", "examples", "deprecated", "$comment", "format"];

    private readonly JsonElement root = root;
    private readonly Dictionary<string, JsonSchemaCheck> loaded = [];

    /// <summary>What is wrong, by place in the document; empty when it is valid.</summary>
    public List<string> Errors(JsonElement document)
    {
        var errors = new List<string>();
        Check(root, document, "", errors);
        return errors;
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && Math.Floor(number).Equals(number),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        _ => throw new NotSupportedException(type),
    };

    private bool Valid(JsonElement schema, JsonElement value)
    {
        var errors = new List<string>();
        Check(schema, value, "", errors);
        return errors.Count == 0;
    }

    private void Check(JsonElement schema, JsonElement value, string at, List<string> errors)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            Fail(schema.ValueKind == JsonValueKind.False, at, "is not allowed", errors);
            return;
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            if (!Notes.Contains(keyword.Name))
            {
                Apply(schema, keyword.Name, keyword.Value, value, at, errors);
            }
        }
    }

    private void Apply(JsonElement schema, string keyword, JsonElement by, JsonElement value, string at, List<string> errors)
    {
        switch (keyword)
        {
            case "$ref": Follow(by.GetString()!, value, at, errors); break;
            case "type":
                var types = by.ValueKind == JsonValueKind.Array ? by.EnumerateArray().Select(t => t.GetString()!) : [by.GetString()!];
                Fail(!types.Any(t => Is(value, t)), at, $"is no {by}", errors);
                break;
            case "enum": Fail(!by.EnumerateArray().Any(e => JsonElement.DeepEquals(e, value)), at, $"is none of {by}", errors); break;
            case "const": Fail(!JsonElement.DeepEquals(by, value), at, $"is not {by}", errors); break;
            case "allOf":
                foreach (var part in by.EnumerateArray())
                {
                    Check(part, value, at, errors);
                }

                break;
            case "anyOf": Fail(!by.EnumerateArray().Any(s => Valid(s, value)), at, "fits no alternative", errors); break;
            case "oneOf":
                var fits = by.EnumerateArray().Count(s => Valid(s, value));
                Fail(fits != 1, at, $"fits {fits} alternatives instead of one", errors);
                break;
            case "not": Fail(Valid(by, value), at, "is excluded", errors); break;
            default: ApplyByType(schema, keyword, by, value, at, errors); break;
        }
    }

    private void ApplyByType(JsonElement schema, string keyword, JsonElement by, JsonElement value, string at, List<string> errors)
    {
        switch (keyword)
        {
            case "minimum": Fail(IsNumber(value) && value.GetDouble() < by.GetDouble(), at, $"is below {by}", errors); break;
            case "maximum": Fail(IsNumber(value) && value.GetDouble() > by.GetDouble(), at, $"is above {by}", errors); break;
            case "exclusiveMinimum": Fail(IsNumber(value) && value.GetDouble() <= by.GetDouble(), at, $"is not above {by}", errors); break;
            case "exclusiveMaximum": Fail(IsNumber(value) && value.GetDouble() >= by.GetDouble(), at, $"is not below {by}", errors); break;
            case "minLength": Fail(IsText(value) && value.GetString()!.Length < by.GetInt32(), at, "is too short", errors); break;
            case "maxLength": Fail(IsText(value) && value.GetString()!.Length > by.GetInt32(), at, "is too long", errors); break;
            case "pattern": Fail(IsText(value) && !Regex.IsMatch(value.GetString()!, by.GetString()!, RegexOptions.ECMAScript), at, $"does not match {by}", errors); break;
            case "minItems": Fail(IsArray(value) && value.GetArrayLength() < by.GetInt32(), at, "has too few items", errors); break;
            case "maxItems": Fail(IsArray(value) && value.GetArrayLength() > by.GetInt32(), at, "has too many items", errors); break;
            case "uniqueItems":
                Fail(IsArray(value) && value.EnumerateArray().Select(i => i.GetRawText()).Distinct().Count() != value.GetArrayLength(), at, "repeats an item", errors);
                break;
            case "items":
                if (IsArray(value))
                {
                    var i = 0;
                    foreach (var item in value.EnumerateArray())
                    {
                        Check(by, item, $"{at}/{i++}", errors);
                    }
                }

                break;
            case "minProperties": Fail(IsObject(value) && value.EnumerateObject().Count() < by.GetInt32(), at, "has too few properties", errors); break;
            case "maxProperties": Fail(IsObject(value) && value.EnumerateObject().Count() > by.GetInt32(), at, "has too many properties", errors); break;
            case "required":
                foreach (var name in by.EnumerateArray().Where(n => IsObject(value) && !value.TryGetProperty(n.GetString()!, out _)))
                {
                    errors.Add($"{at}/{name} is missing");
                }

                break;
            case "properties" or "patternProperties" or "additionalProperties": Properties(schema, keyword, by, value, at, errors); break;
            case "contains": Fail(IsArray(value) && !value.EnumerateArray().Any(i => Valid(by, i)), at, "has no item that fits", errors); break;
            case "propertyNames":
                foreach (var property in IsObject(value) ? value.EnumerateObject().ToArray() : [])
                {
                    Check(by, JsonSerializer.SerializeToElement(property.Name), $"{at}/{property.Name}", errors);
                }

                break;
            case "if":
                if (schema.TryGetProperty("then", out var then) && Valid(by, value))
                {
                    Check(then, value, at, errors);
                }

                break;
            case "then": break;
            default: throw new NotSupportedException($"The keyword {keyword} is not checked here: add it.");
        }
    }

    private void Properties(JsonElement schema, string keyword, JsonElement by, JsonElement value, string at, List<string> errors)
    {
        if (!IsObject(value))
        {
            return;
        }

        foreach (var property in value.EnumerateObject())
        {
            var below = $"{at}/{property.Name}";
            switch (keyword)
            {
                case "properties" when by.TryGetProperty(property.Name, out var named):
                    Check(named, property.Value, below, errors);
                    break;
                case "patternProperties":
                    foreach (var pattern in by.EnumerateObject().Where(p => Regex.IsMatch(property.Name, p.Name, RegexOptions.ECMAScript)))
                    {
                        Check(pattern.Value, property.Value, below, errors);
                    }

                    break;
                case "additionalProperties" when !Known(schema, property.Name):
                    Check(by, property.Value, below, errors);
                    break;
            }
        }
    }

    private static bool Known(JsonElement schema, string name) =>
        (schema.TryGetProperty("properties", out var named) && named.TryGetProperty(name, out _))
        || (schema.TryGetProperty("patternProperties", out var patterns) && patterns.EnumerateObject().Any(p => Regex.IsMatch(name, p.Name, RegexOptions.ECMAScript)));

    private void Follow(string reference, JsonElement value, string at, List<string> errors)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        var file = hash < 0 ? reference : reference[..hash];
        var target = this;
        if (file.Length > 0)
        {
            var full = Path.GetFullPath(Path.Combine("/", Path.GetDirectoryName(path) ?? "", file))[1..];
            if (!loaded.TryGetValue(full, out target))
            {
                loaded[full] = target = new JsonSchemaCheck(load!(full), load, full);
            }
        }

        var schema = target.root;
        foreach (var part in hash < 0 ? [] : reference[(hash + 1)..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            schema = schema.GetProperty(part);
        }

        target.Check(schema, value, at, errors);
    }

    private static bool IsNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number;

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private static bool IsArray(JsonElement value) => value.ValueKind == JsonValueKind.Array;

    private static bool IsObject(JsonElement value) => value.ValueKind == JsonValueKind.Object;

    private static void Fail(bool failed, string at, string what, List<string> errors)
    {
        if (failed)
        {
            errors.Add($"{(at.Length == 0 ? "/" : at)} {what}");
        }
    }
}
