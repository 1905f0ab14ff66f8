using Actors.Abstractions.Intake;
using Actors.Abstractions.Queries;
using Actors.Domain;
using Actors.Gateway.Problems;
using Actors.Gateway.Reports;
using Actors.Gateway.Subjects;
using Actors.Gateway.Wire;

namespace Actors.Gateway.Incidents;

/// <summary><c>/v1/incidents</c>: lists, one incident, merge and split.</summary>
internal static class IncidentEndpoints
{
    /// <summary>What a question about incidents is made of.</summary>
    internal static readonly string[] ListParameters =
    [
        "subject", "from", "to", "type", "outcome", "perpetrator", "target", "contested", "q", "cursor", "limit",
        "role", "membership", "positions", "asOf", "minPositions",
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/incidents", ListAsync).Produces<IncidentListJson>()
            .WithSummary("Incidents by subject, window and filter; also as GeoJSON and CSV by Accept.").WithTags("incidents");
        routes.MapGet("/v1/incidents/{id}", GetAsync).Produces<IncidentDetailJson>()
            .WithSummary("One incident: assessment, every claim, revisions.").WithTags("incidents");
        routes.MapPost("/v1/incidents/{id}/merge", MergeAsync).Accepts<MergeJson>("application/json").Produces<ActionJson>()
            .WithSummary("Join another incident into this one; reversible.").WithTags("incidents");
        routes.MapPost("/v1/incidents/{id}/split", SplitAsync).Accepts<SplitJson>("application/json").Produces<ActionJson>()
            .WithSummary("Take reports out of this incident; reversible.").WithTags("incidents");
    }

    private static async Task<IResult> ListAsync(HttpContext context, SubjectReader reader)
    {
        var query = new QueryReader(context, ListParameters);
        return IncidentForms.Answer(context, await reader.Queries.ListAsync(await ReadAsync(query, reader)));
    }

    /// <summary>Reads which incidents are asked for, and waits until what the question rests on is there.</summary>
    internal static async Task<IncidentQuery> ReadAsync(QueryReader query, SubjectReader reader)
    {
        SubjectId? subject = query.Text("subject") is { } text ? await reader.FindAsync("subject", text) : null;
        var filter = TallyParameters.Read(query, subject, reader.Catalogue, reader.Now);
        if (subject is { } waited && filter.MinPositions is not null)
        {
            await reader.Grain(waited).DescribeAsync(filter.MinPositions);
        }

        return new IncidentQuery
        {
            Subject = subject?.ToString(),
            Filter = filter,
            Contested = query.Flag("contested"),
            Text = query.Text("q"),
            Cursor = query.Text("cursor"),
            Limit = query.Limit("limit", 100, 1_000),
            Membership = query.OneOf("membership", "low", "best", "high") ?? "best",
        };
    }

    private static async Task<IResult> GetAsync(HttpContext context, string id, SubjectReader reader)
    {
        var query = new QueryReader(context, "asOf", "positions");
        var incident = ParseId(id);
        var asOf = query.Instant("asOf");
        if (asOf > reader.Now)
        {
            throw new ApiProblemException(ApiProblem.Parameter("asOf", "lies in the future; what will be known then is not known yet."));
        }

        var detail = await reader.Queries.GetAsync(incident, query.PositionVector("positions"), asOf) ?? throw Unknown(id);
        if (detail.MergedInto is { } survivor)
        {
            context.Response.Headers.Location = $"/v1/incidents/{survivor:D}{context.Request.QueryString}";
            return Results.Json(IncidentDetailJson.Of(detail, reader.Catalogue), ApiJson.Options, statusCode: StatusCodes.Status308PermanentRedirect);
        }

        return Results.Json(IncidentDetailJson.Of(detail, reader.Catalogue), ApiJson.Options);
    }

    private static async Task<IResult> MergeAsync(HttpContext context, string id, IGrainFactory grains, Sender sender)
    {
        _ = new QueryReader(context);
        var author = RequireAnalyst(context, sender);
        var body = await JsonBody.ReadAsync<MergeJson>(context);
        var reason = JsonBody.Required(body.Reason, "/reason", "say why the two are one incident");
        var with = ParseId(JsonBody.Required(body.With, "/with", "name the other incident by its id"), "/with");
        var result = await grains.GetGrain<IIntakeGrain>(0).MergeAsync(new MergeRequest(ParseId(id), with, reason, author));
        return Answer(result);
    }

    private static async Task<IResult> SplitAsync(HttpContext context, string id, IGrainFactory grains, Sender sender)
    {
        _ = new QueryReader(context);
        var author = RequireAnalyst(context, sender);
        var body = await JsonBody.ReadAsync<SplitJson>(context);
        var reason = JsonBody.Required(body.Reason, "/reason", "say why the reports belong elsewhere");
        if (body.Reports is not { Count: > 0 and <= 1_000 })
        {
            throw JsonBody.Wrong("/reports", "name the ids of the reports that leave, 1 to 1,000 of them.");
        }

        var result = await grains.GetGrain<IIntakeGrain>(0).SplitAsync(new SplitRequest(ParseId(id), body.Reports, reason, author));
        return Answer(result);
    }

    internal static IResult Answer(ActionResult result) => result.Problem is { } problem
        ? throw new ApiProblemException(ApiProblem.Of(ApiProblem.InvalidParameter, 400, "This cannot be done.", problem))
        : Results.Json(new ActionJson(result.Incident!.Value.ToString("D"), Positions.ToJson(result.Positions)), ApiJson.Options);

    internal static string RequireAnalyst(HttpContext context, Sender sender)
    {
        var identity = sender.Identify(context);
        return identity.Analyst
            ? identity.Scope
            : throw new ApiProblemException(ApiProblem.Of(ApiProblem.Forbidden, 403, "Not allowed with this key.", "Merging, splitting and rejecting need a key with the role analyst."));
    }

    internal static Guid ParseId(string id, string? pointer = null) =>
        Guid.TryParseExact(id, "D", out var incident) ? incident
        : pointer is null ? throw Unknown(id)
        : throw JsonBody.Wrong(pointer, $"'{id}' is no incident id; receipts and lists give ids such as 01234567-89ab-cdef-0123-456789abcdef.");

    internal static ApiProblemException Unknown(string id) => new(ApiProblem.Of(
        ApiProblem.NotFound, 404, "Nobody reported this incident.", $"There is no incident '{id}'; receipts and GET /v1/incidents give ids."));
}

/// <summary>Body of a merge.</summary>
public sealed record MergeJson(string? With, string? Reason);

/// <summary>Body of a split.</summary>
public sealed record SplitJson(IReadOnlyList<string>? Reports, string? Reason);

/// <summary>Answer to a merge (the survivor) or a split (the incident the reports went to).</summary>
public sealed record ActionJson(string Incident, SortedDictionary<string, long> Positions);
