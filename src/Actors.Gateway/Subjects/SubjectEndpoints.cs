using Actors.Abstractions.Queries;
using Actors.Abstractions.Subjects;
using Actors.Domain;
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
