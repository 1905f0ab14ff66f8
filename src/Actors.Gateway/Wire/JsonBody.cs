using System.Text.Json;
using System.Text.Json.Serialization;
using Actors.Gateway.Problems;
using Actors.Gateway.Reports;

namespace Actors.Gateway.Wire;

/// <summary>Reads small JSON bodies strictly: unknown properties are refused by name.</summary>
internal static class JsonBody
{
    private static readonly JsonSerializerOptions Strict = new(ApiJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
    };

    public static async Task<T> ReadAsync<T>(HttpContext context)
    {
        var body = await BodyReader.ReadAsync(context, 1024 * 1024);
        try
        {
            return JsonSerializer.Deserialize<T>(body.Span, Strict) ?? throw Wrong("", "is null; send a JSON object.");
        }
        catch (JsonException error)
        {
            throw Wrong(Pointer(error.Path), error.Message);
        }
    }

    public static string Required(string? value, string pointer, string detail) =>
        string.IsNullOrWhiteSpace(value) ? throw Wrong(pointer, "is missing: " + detail + ".")
        : value.Length > 10_000 ? throw Wrong(pointer, "has more than 10,000 characters.")
        : value;

    public static ApiProblemException Wrong(string pointer, string detail) => new(ApiProblem.Of(
        ApiProblem.InvalidParameter,
        StatusCodes.Status400BadRequest,
        "The body is wrong.",
        $"{(pointer.Length == 0 ? "the body" : pointer)}: {detail}",
        new FieldProblem(pointer, detail)));

    private static string Pointer(string? path) =>
        path is null or "$" ? "" : path.TrimStart('$').Replace('.', '/').Replace("[", "/", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
}
