using Actors.Abstractions.Queries;
using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Gateway.Problems;
using Actors.Gateway.Wire;

namespace Actors.Gateway.Subjects;

/// <summary><c>/v1/bases</c>, <c>/v1/regions</c>, <c>/v1/groups</c>: lists, one subject, its tally.</summary>
internal static class SubjectEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (path, kind) in new[] { ("bases", SubjectKind.Base), ("regions", SubjectKind.Region), ("groups", SubjectKind.Group) })
        {
            routes.MapGet($"/v1/{path}", (HttpContext context, SubjectReader reader) => SubjectList.GetAsync(context, reader, kind))
                .Produces<SubjectListJson>().WithSummary($"The {path} with level and counts.").WithTags(path);
            routes.MapGet($"/v1/{path}/{{key}}", (HttpContext context, string key, SubjectReader reader) => DescribeAsync(context, kind, key, reader))
                .Produces<SubjectJson>().WithSummary("What the subject's grain holds: names, level, tally, recent incidents, signals.").WithTags(path);
            routes.MapGet($"/v1/{path}/{{key}}/tally", (HttpContext context, string key, SubjectReader reader) => TallyAsync(context, kind, key, reader))
                .Produces<TallyJson>().WithSummary("Counts and sums over a window, with a breakdown.").WithTags(path);
            routes.MapGet($"/v1/{path}/{{key}}/totals", (HttpContext context, string key, SubjectReader reader) => TotalsAsync(context, kind, key, reader))
                .Produces<TotalsJson>().WithSummary("Stated totals against itemised tallies, with the unexplained gap.").WithTags(path);
            routes.MapGet($"/v1/{path}/{{key}}/diff", (HttpContext context, string key, SubjectReader reader) => DiffAsync(context, kind, key, reader))
                .Produces<DiffJson>().WithSummary("What changed between two recorded times, and which reports changed it.").WithTags(path);
        }
    }

    private static async Task<IResult> TallyAsync(HttpContext context, SubjectKind kind, string key, SubjectReader reader)
    {
        var query = new QueryReader(context, TallyParameters.Names);
        var subject = await reader.FindAsync(kind, key);
        var tally = TallyParameters.Read(query, subject, reader.Catalogue, reader.Now);
        var answer = await reader.Grain(subject).TallyAsync(tally);
        return Tagged(context, answer.Positions, TallyJson.Of(answer, tally), tally);
    }

    private static async Task<IResult> DescribeAsync(HttpContext context, SubjectKind kind, string key, SubjectReader reader)
    {
        var query = new QueryReader(context, "minPositions");
        var subject = await reader.FindAsync(kind, key);
        var min = query.PositionVector("minPositions");
        var answer = await reader.Grain(subject).DescribeAsync(min);
        var all = new TallyQuery { MinPositions = answer.Positions };
        var tally = await reader.Grain(subject).TallyAsync(all);
        var recent = await reader.Queries.ListAsync(new IncidentQuery
        {
            Subject = subject.ToString(),
            Filter = new TallyQuery { Positions = tally.Positions },
            Limit = 10,
        });
        return Tagged(context, answer.Positions, SubjectJson.Of(subject, answer, tally, recent, reader.Catalogue), null);
    }

    private static async Task<IResult> TotalsAsync(HttpContext context, SubjectKind kind, string key, SubjectReader reader)
    {
        var query = new QueryReader(context, "asOf", "positions", "minPositions");
        var subject = await reader.FindAsync(kind, key);
        if (query.PositionVector("minPositions") is { } min)
        {
            await reader.Grain(subject).DescribeAsync(min);
        }

        var answer = await reader.Queries.TotalsAsync(subject.ToString(), query.PositionVector("positions"), PastInstant(query, "asOf", reader));
        return Tagged(context, answer.Positions, TotalsJson.Of(subject.ToString(), answer), null);
    }

    private static async Task<IResult> DiffAsync(HttpContext context, SubjectKind kind, string key, SubjectReader reader)
    {
        var query = new QueryReader(context, "since", "until", "limit");
        var since = PastInstant(query, "since", reader)
            ?? throw new ApiProblemException(ApiProblem.Parameter("since", "is missing; give the recorded time to compare with, for example 2023-11-09T18:00:00Z."));
        var until = PastInstant(query, "until", reader);
        if (until < since)
        {
            throw new ApiProblemException(ApiProblem.Parameter("until", "is before since."));
        }

        var subject = await reader.FindAsync(kind, key);
        var answer = await reader.Queries.DiffAsync(subject.ToString(), since, until, query.Limit("limit", 100, 1_000));
        return Results.Json(DiffJson.Of(answer), ApiJson.Options);
    }

    private static DateTimeOffset? PastInstant(QueryReader query, string name, SubjectReader reader)
    {
        var instant = query.Instant(name);
        return instant > reader.Now
            ? throw new ApiProblemException(ApiProblem.Parameter(name, "lies in the future; what will be known then is not known yet."))
            : instant;
    }

    /// <summary>Answers with an ETag; 304 where the caller has it already.</summary>
    private static IResult Tagged<T>(HttpContext context, string positions, T body, TallyQuery? query)
    {
        var tag = EntityTag.Of(positions, context.Request.QueryString.Value, query?.AsOf?.ToString("O"), context.Request.Path.Value);
        context.Response.Headers.ETag = tag;
        return context.Request.Headers.IfNoneMatch.Contains(tag)
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Json(body, ApiJson.Options);
    }
}
