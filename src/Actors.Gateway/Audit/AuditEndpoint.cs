using System.Text.Json.Nodes;
using Actors.Abstractions.Audit;
using Actors.Gateway.Notifications;
using Actors.Gateway.Problems;
using Actors.Gateway.Reports;
using Actors.Gateway.Wire;

namespace Actors.Gateway.Audit;

/// <summary><c>GET /v1/audit</c>: who changed what, oldest first.</summary>
internal static class AuditEndpoint
{
    private static readonly string[] Readers = ["admin", "local"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/audit", ReadAsync).Produces<AuditListJson>().WithTags("audit")
        .WithSummary("Who changed the catalogue, policies, webhooks and incidents, who retracted or assessed, and when.");

    private static async Task<IResult> ReadAsync(HttpContext context, IGrainFactory grains, Sender sender)
    {
        var query = new QueryReader(context, "after", "cursor", "who", "limit");
        if (!Readers.Contains(sender.Identify(context).Role))
        {
            throw new ApiProblemException(ApiProblem.Of(ApiProblem.Forbidden, StatusCodes.Status403Forbidden, "Not allowed with this key.", "The audit record needs a key with the role admin."));
        }

        var after = NotificationQuery.Position("cursor", query.Text("cursor")) ?? NotificationQuery.Position("after", query.Text("after")) ?? 0;
        var page = await grains.GetGrain<IAuditGrain>(0).ReadAsync(after, query.Limit("limit", 100, 1_000), query.Text("who"));
        return Results.Json(
            new AuditListJson(
                [.. page.Items.Select(i => new AuditItemJson(
                    i.Position, i.At, i.Record.Who, i.Record.Role, i.Record.Action, i.Record.Target, i.Record.Details is { } details ? JsonNode.Parse(details) : null, i.Status))],
                page.To < page.Head ? page.To.ToString(System.Globalization.CultureInfo.InvariantCulture) : null),
            ApiJson.Options);
    }
}

/// <summary>Who changed what.</summary>
public sealed record AuditListJson(IReadOnlyList<AuditItemJson> Items, string? Cursor);

/// <summary>One change.</summary>
/// <param name="Position">In the control partition.</param>
/// <param name="At">When it was recorded, before it was done.</param>
/// <param name="Who">The name of the key, or <c>oidc:</c> and the subject of the token.</param>
/// <param name="Role">reader, reporter, analyst, admin; local where nobody is asked who he is.</param>
/// <param name="Action">For example <c>PUT /v1/policies/{key}</c>.</param>
/// <param name="Target">For example <c>/v1/policies/base-default</c>.</param>
/// <param name="Details">What was sent, without secrets; of more than 16 KiB only length and SHA-256.</param>
/// <param name="Status">The HTTP status it was answered with; null: not known.</param>
public sealed record AuditItemJson(long Position, DateTimeOffset At, string Who, string Role, string Action, string Target, JsonNode? Details, int? Status);
