using Actors.Abstractions.Intake;
using Actors.Abstractions.Matching;
using Actors.Gateway.Reports;
using Actors.Gateway.Wire;

namespace Actors.Gateway.Incidents;

/// <summary><c>/v1/incidents/{id}/suggestions</c>: what an analyst may accept by a merge, or reject.</summary>
internal static class SuggestionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/incidents/{id}/suggestions", SuggestAsync).Produces<SuggestionListJson>()
            .WithSummary("Other incidents that may be the same event, likeliest first; accept one by a merge.").WithTags("incidents");
        routes.MapPost("/v1/incidents/{id}/suggestions/{other}/reject", RejectAsync).Accepts<RejectJson>("application/json").Produces<ActionJson>()
            .WithSummary("Say that the other incident is another event; it is suggested no longer.").WithTags("incidents");
    }

    private static async Task<IResult> SuggestAsync(HttpContext context, string id, IGrainFactory grains)
    {
        var query = new QueryReader(context, "rejected");
        var incident = IncidentEndpoints.ParseId(id);
        var suggestions = grains.GetGrain<ISuggestionGrain>(0);
        if (query.Flag("rejected") == true)
        {
            var rejected = await suggestions.RejectedAsync(incident) ?? throw IncidentEndpoints.Unknown(id);
            return Results.Json(
                new RejectedListJson([.. rejected.Select(r => new RejectedJson(r.Incident.ToString("D"), r.Reason, r.Author, r.RecordedAt))], null),
                ApiJson.Options);
        }

        var found = await suggestions.SuggestAsync(incident) ?? throw IncidentEndpoints.Unknown(id);
        return Results.Json(
            new SuggestionListJson([.. found.Select(s => new SuggestionJson(s.Incident.ToString("D"), s.Chance, s.Why))], null),
            ApiJson.Options);
    }

    private static async Task<IResult> RejectAsync(HttpContext context, string id, string other, IGrainFactory grains, Sender sender)
    {
        _ = new QueryReader(context);
        var author = IncidentEndpoints.RequireAnalyst(context, sender);
        var body = await JsonBody.ReadAsync<RejectJson>(context);
        var reason = JsonBody.Required(body.Reason, "/reason", "say why the two are different events");
        var request = new RejectRequest(IncidentEndpoints.ParseId(id), IncidentEndpoints.ParseId(other), reason, author);
        return IncidentEndpoints.Answer(await grains.GetGrain<IIntakeGrain>(0).RejectAsync(request));
    }
}

/// <summary>Suggestions; never more than one page.</summary>
public sealed record SuggestionListJson(IReadOnlyList<SuggestionJson> Items, string? Cursor);

/// <summary>An incident that may be the same event.</summary>
/// <param name="Chance">That it is, 0 … 1.</param>
/// <param name="Why">What speaks for and against it, weightiest first.</param>
public sealed record SuggestionJson(string Incident, double Chance, string Why);

/// <summary>Body of a rejection.</summary>
public sealed record RejectJson(string? Reason);

/// <summary>Rejected suggestions, newest first; never more than one page.</summary>
public sealed record RejectedListJson(IReadOnlyList<RejectedJson> Items, string? Cursor);

/// <summary>An incident that an analyst said to be another event.</summary>
public sealed record RejectedJson(string Incident, string Reason, string Author, DateTimeOffset At);
