using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Domain.Reports;
using Actors.Gateway.Wire;
using Microsoft.AspNetCore.WebUtilities;

namespace Actors.Gateway.Audit;

/// <summary>What was sent, as it may be kept: without secrets, and not more of it than somebody will read.</summary>
internal static class AuditDetails
{
    private const int MaxBytes = 16 * 1024;
    private const string Withheld = "(withheld)";

    /// <summary>A property whose name holds one of these is not kept.</summary>
    private static readonly string[] Secrets = ["secret", "password", "token", "credential", "authorization", "apikey", "api-key", "api_key"];

    /// <summary>The body as JSON; of a larger one its length and SHA-256; null when there is none.</summary>
    public static string? Of(ReadOnlyMemory<byte> body, string? contentType)
    {
        if (body.IsEmpty)
        {
            return null;
        }

        if (body.Length > MaxBytes)
        {
            return new JsonObject { ["bytes"] = body.Length, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(body.Span)) }.ToJsonString(ApiJson.Options);
        }

        var read = contentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true ? ReadForm(body) : ReadJson(body);
        return Keep(null, read)?.ToJsonString(ApiJson.Options);
    }

    /// <summary>Retractions and assessments among reports, or null when there is none.</summary>
    public static string? Of(IEnumerable<Report> reports)
    {
        var decisions = new JsonArray([.. reports.Select(Decision).OfType<JsonNode>()]);
        return decisions.Count == 0 ? null : decisions.ToJsonString(ApiJson.Options);
    }

    private static JsonObject? Decision(Report report) => report switch
    {
        RetractionReport retraction => new() { ["kind"] = "retraction", ["id"] = report.Id, ["retracts"] = retraction.Retracts, ["reason"] = retraction.Reason },
        AssessmentReport assessment => new() { ["kind"] = "assessment", ["id"] = report.Id, ["incident"] = assessment.Incident, ["reason"] = assessment.Reason },
        _ => null,
    };

    private static JsonNode ReadJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span, documentOptions: new() { AllowDuplicateProperties = false }) ?? JsonValue.Create("null");
        }
        catch (JsonException)
        {
            // It will be refused; that it was tried is on record.
            return JsonValue.Create(string.Create(CultureInfo.InvariantCulture, $"{body.Length} bytes that are no JSON"));
        }
    }

    private static JsonObject ReadForm(ReadOnlyMemory<byte> body) =>
        new(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body.Span)).Select(f => KeyValuePair.Create<string, JsonNode?>(f.Key, f.Value.ToString())));

    private static JsonNode? Keep(string? name, JsonNode? node) => node switch
    {
        _ when name is not null && Secrets.Any(s => name.Contains(s, StringComparison.OrdinalIgnoreCase)) => Withheld,
        JsonObject known => new JsonObject(known.Select(p => KeyValuePair.Create(p.Key, Keep(p.Key, p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(v => Keep(null, v))]),
        JsonValue value when value.TryGetValue<string>(out var text) && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme.StartsWith("http", StringComparison.Ordinal) => WithoutSecrets(uri),
        _ => node?.DeepClone(),
    };

    /// <summary>An address may carry a password or a token in its query.</summary>
    private static string WithoutSecrets(Uri uri) =>
        uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) + (uri.Query.Length > 0 ? "?" + Withheld : "");
}
