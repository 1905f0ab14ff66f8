using Actors.Abstractions.Notifications;
using Actors.Domain;
using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Notifications;
using Actors.Gateway.Notifications;
using Actors.Gateway.Problems;
using Actors.Gateway.Subjects;
using Actors.Gateway.Wire;

namespace Actors.Gateway.Threat;

/// <summary><c>/v1/{bases|regions|groups}/{key}/threat</c>: the level with its explanation, now or at an earlier time, and how it went.</summary>
internal static class ThreatEndpoints
{
    private static readonly string[] LevelKinds = ["level-raised", "level-lowered", "correction"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (path, kind) in new[] { ("bases", SubjectKind.Base), ("regions", SubjectKind.Region), ("groups", SubjectKind.Group) })
        {
            routes.MapGet($"/v1/{path}/{{key}}/threat", (HttpContext context, string key, SubjectReader reader, NotificationHub hub) => GetAsync(context, kind, key, reader, hub))
                .Produces<ThreatJson>().WithTags(path).WithSummary("The computed threat level, with its full explanation.");
            routes.MapGet($"/v1/{path}/{{key}}/threat/history", (HttpContext context, string key, SubjectReader reader, NotificationHub hub) => HistoryAsync(context, kind, key, reader, hub))
                .Produces<ThreatHistoryJson>().WithTags(path).WithSummary("How the level changed.");
        }
    }

    private static async Task<IResult> GetAsync(HttpContext context, SubjectKind kind, string key, SubjectReader reader, NotificationHub hub)
    {
        var query = new QueryReader(context, "at", "minPositions");
        var subject = await reader.FindAsync(kind, key);
        var min = query.PositionVector("minPositions");
        if (query.Instant("at") is { } at)
        {
            if (at > reader.Clock.GetUtcNow())
            {
                throw new ApiProblemException(ApiProblem.Parameter("at", "lies in the future; leave it out for the level now."));
            }

            return await hub.Reader.DecisionAtAsync(subject.ToString(), at) is { } recorded
                ? Results.Json(ThreatJson.Of(DecisionJson.Read(recorded.Span), null, null), ApiJson.Options)
                : throw new ApiProblemException(ApiProblem.Of(
                    ApiProblem.NotFound, StatusCodes.Status404NotFound, "There was no decision yet.", $"Nothing had been decided about {subject} at {at:O}; /threat/history lists what was."));
        }

        var answer = await reader.Grain(subject).ThreatAsync(min);
        var parent = await ParentAsync(subject, reader);
        var decision = DecisionJson.Read(answer.Decision.Span);
        context.Response.Headers.ETag = EntityTag.Of(answer.Positions, decision.PolicyHash, decision.To, context.Request.Path.Value);
        return Results.Json(ThreatJson.Of(decision, parent, answer), ApiJson.Options);
    }

    /// <summary>The level of what contains the subject, shown beside it.</summary>
    private static async Task<ParentLevelJson?> ParentAsync(SubjectId subject, SubjectReader reader)
    {
        if (SubjectDescription.Of(subject, reader.Catalogue).Parent is not { } text || !SubjectId.TryParse(text, out var parent))
        {
            return null;
        }

        return (await reader.Grain(parent).DescribeAsync(null)).Level is { } level ? new ParentLevelJson(text, level) : null;
    }

    private static async Task<IResult> HistoryAsync(HttpContext context, SubjectKind kind, string key, SubjectReader reader, NotificationHub hub)
    {
        var query = new QueryReader(context, "cursor", "limit");
        var subject = await reader.FindAsync(kind, key);
        var limit = query.Limit("limit", 100, 1_000);
        var after = NotificationQuery.Position("cursor", query.Text("cursor")) ?? 0;
        var filter = new NotificationFilter(subject.ToString(), Descendants: false, Ancestors: false, Kind: null);
        var items = new List<LevelChangeJson>();
        while (true)
        {
            var page = await hub.Reader.ReadAsync(after, limit, filter);
            foreach (var item in page.Items.Where(i => LevelKinds.Contains(i.Kind)))
            {
                var said = NotificationJson.Read(item.Json);
                if (said.To is { } to && items.Count < limit)
                {
                    items.Add(new LevelChangeJson(said.Position, said.At, NotificationJson.Slug(said.Kind), said.From, to, said.Corrects, said.Policy, said.Text));
                }
            }

            after = items.Count >= limit ? items[^1].Position : page.To;
            if (items.Count >= limit || page.To >= page.Head)
            {
                return Results.Json(new ThreatHistoryJson(items, after < page.Head ? after.ToString(System.Globalization.CultureInfo.InvariantCulture) : null), ApiJson.Options);
            }
        }
    }
}
