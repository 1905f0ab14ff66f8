using Actors.Abstractions.Matching;
using Actors.Gateway.Problems;
using Actors.Gateway.Wire;

namespace Actors.Gateway.Incidents;

/// <summary><c>/v1/incidents/{id}/suggestions</c>: what an analyst may accept by a merge.</summary>
internal static class SuggestionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/incidents/{id}/suggestions", SuggestAsync).Produces<SuggestionListJson>()
            .WithSummary("Other incidents that may be the same event, likeliest first; accept one by a merge.").WithTags("incidents");

    private static async Task<IResult> SuggestAsync(HttpContext context, string id, IGrainFactory grains)
    {
        _ = new QueryReader(context);
        var found = Guid.TryParseExact(id, "D", out var incident) ? await grains.GetGrain<ISuggestionGrain>(0).SuggestAsync(incident) : null;
        return found is null
            ? throw new ApiProblemException(ApiProblem.Of(
                ApiProblem.NotFound, 404, "Nobody reported this incident.", $"There is no incident '{id}'; receipts and GET /v1/incidents give ids."))
            : Results.Json(
                new SuggestionListJson([.. found.Select(s => new SuggestionJson(s.Incident.ToString("D"), s.Score, s.Why))], null),
                ApiJson.Options);
    }
}

/// <summary>Suggestions; never more than one page.</summary>
public sealed record SuggestionListJson(IReadOnlyList<SuggestionJson> Items, string? Cursor);

/// <summary>An incident that may be the same event.</summary>
/// <param name="Score">Its chance, 0 … 1.</param>
public sealed record SuggestionJson(string Candidate, double Score, string Why);
