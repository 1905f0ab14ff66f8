using System.Globalization;
using System.Security.Cryptography;
using Actors.Abstractions.Notifications;
using Actors.Abstractions.Webhooks;
using Actors.Domain;
using Actors.Gateway.Notifications;
using Actors.Gateway.Problems;
using Actors.Gateway.Reports;
using Actors.Gateway.Subjects;
using Actors.Gateway.Wire;

namespace Actors.Gateway.Webhooks;

/// <summary><c>/v1/webhooks</c>: who is posted to, what was delivered, what was given up. Posting itself is done by silos.</summary>
internal static class WebhookEndpoints
{
    private const int SecretBytes = 32;
    private const int MinSecretLength = 24;
    private const int MaxSecretLength = 200;
    private const int MaxUrlLength = 2_000;
    private const int MaxPositions = 10_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/webhooks").WithTags("webhooks").AddEndpointFilter(RequireAnalystAsync);
        group.MapPost("", CreateAsync).Accepts<WebhookRequestJson>("application/json").Produces<WebhookJson>(StatusCodes.Status201Created)
            .WithSummary("Have notifications posted to an address, signed, at least once and in order.");
        group.MapGet("", ListAsync).Produces<WebhookListJson>().WithSummary("Every webhook and how far it got.");
        group.MapGet("/{id}", GetAsync).Produces<WebhookJson>().WithSummary("One webhook and how far it got.");
        group.MapDelete("/{id}", DeleteAsync).Produces(StatusCodes.Status204NoContent).WithSummary("Ends a webhook and forgets its secret.");
        group.MapPost("/{id}/pause", PauseAsync).Accepts<WebhookPauseJson>("application/json").Produces<WebhookJson>()
            .WithSummary("Stops delivering; nothing is lost, the cursor stands.");
        group.MapPost("/{id}/resume", ResumeAsync).Produces<WebhookJson>().WithSummary("Goes on delivering where it stopped.");
        group.MapGet("/{id}/deliveries", DeliveriesAsync).Produces<DeliveryListJson>().WithSummary("What became of each notification, newest first; the last 10,000.");
        group.MapGet("/{id}/dead-letters", DeadLettersAsync).Produces<DeadLetterListJson>().WithSummary("Notifications that were given up and not delivered since.");
        group.MapPost("/{id}/redeliver", RedeliverAsync).Accepts<RedeliverJson>("application/json").Produces<RedeliveryJson>(StatusCodes.Status202Accepted)
            .WithSummary("Tries given-up notifications once more.");
    }

    private static async ValueTask<object?> RequireAnalystAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var sender = invocation.HttpContext.RequestServices.GetRequiredService<Sender>();
        return sender.Identify(invocation.HttpContext).Analyst
            ? await next(invocation)
            : throw new ApiProblemException(ApiProblem.Of(
                ApiProblem.Forbidden, StatusCodes.Status403Forbidden, "Not allowed with this key.", "Webhooks need a key with the role analyst or admin: their addresses may be secrets."));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, IGrainFactory grains, SubjectReader subjects, Sender sender)
    {
        _ = new QueryReader(context);
        var body = await JsonBody.ReadAsync<WebhookRequestJson>(context);
        var url = JsonBody.Required(body.Url, "/url", "name the address to post to");
        if (url.Length > MaxUrlLength)
        {
            throw JsonBody.Wrong("/url", $"has more than {MaxUrlLength} characters.");
        }

        var secret = body.Secret ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        if (secret.Length is < MinSecretLength or > MaxSecretLength)
        {
            throw JsonBody.Wrong("/secret", $"must have {MinSecretLength} to {MaxSecretLength} characters; leave it out and one is made.");
        }

        var spec = new WebhookSpec(url, secret, await FilterAsync(body, subjects), body.After, sender.Identify(context).Scope);
        if (spec.After < 0)
        {
            throw JsonBody.Wrong("/after", "is below 0; give the last position seen, or 0 for everything.");
        }

        var answer = await grains.GetGrain<IWebhookGrain>(Guid.NewGuid()).CreateAsync(spec);
        context.Response.Headers.Location = $"/v1/webhooks/{answer.Id:D}";
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(WebhookJson.Of(answer, secret), ApiJson.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<NotificationFilter> FilterAsync(WebhookRequestJson body, SubjectReader subjects)
    {
        if (body.Kind is not null && NotificationQuery.WrongKind(body.Kind) is { } wrong)
        {
            throw JsonBody.Wrong("/kind", wrong);
        }

        var descendants = body.Descendants ?? false;
        if (body.Subject is null)
        {
            return descendants || body.Ancestors == true
                ? throw JsonBody.Wrong(descendants ? "/descendants" : "/ancestors", "widens a subject; give subject too.")
                : new NotificationFilter(null, false, false, body.Kind);
        }

        if (!SubjectId.TryParse(body.Subject, out _))
        {
            throw JsonBody.Wrong("/subject", $"'{body.Subject}' is no subject; write base:…, region:… or group:…, for example region:iq.");
        }

        var subject = await subjects.FindAsync("subject", body.Subject);
        return new NotificationFilter(subject.ToString(), descendants, body.Ancestors ?? true, body.Kind);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IGrainFactory grains)
    {
        _ = new QueryReader(context);
        var all = await grains.GetGrain<IWebhookListGrain>(0).ListAsync();
        return Results.Json(new WebhookListJson([.. all.Select(w => WebhookJson.Of(w))], null), ApiJson.Options);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string id, IGrainFactory grains)
    {
        _ = new QueryReader(context);
        return Results.Json(WebhookJson.Of(await Webhook(grains, id).DescribeAsync() ?? throw Unknown(id)), ApiJson.Options);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, string id, IGrainFactory grains)
    {
        _ = new QueryReader(context);
        return await Webhook(grains, id).DeleteAsync() ? Results.NoContent() : throw Unknown(id);
    }

    private static async Task<IResult> PauseAsync(HttpContext context, string id, IGrainFactory grains, Sender sender)
    {
        _ = new QueryReader(context);
        var body = context.Request.ContentLength is 0 or null && context.Request.Headers.TransferEncoding.Count == 0
            ? new WebhookPauseJson(null)
            : await JsonBody.ReadAsync<WebhookPauseJson>(context);
        if (body.Reason?.Length > 1_000)
        {
            throw JsonBody.Wrong("/reason", "has more than 1,000 characters.");
        }

        var reason = string.IsNullOrWhiteSpace(body.Reason) ? $"Paused by {sender.Identify(context).Scope}." : body.Reason;
        return Results.Json(WebhookJson.Of(await Webhook(grains, id).PauseAsync(reason) ?? throw Unknown(id)), ApiJson.Options);
    }

    private static async Task<IResult> ResumeAsync(HttpContext context, string id, IGrainFactory grains)
    {
        _ = new QueryReader(context);
        return Results.Json(WebhookJson.Of(await Webhook(grains, id).PauseAsync(null) ?? throw Unknown(id)), ApiJson.Options);
    }

    private static async Task<IResult> DeliveriesAsync(HttpContext context, string id, IGrainFactory grains)
    {
        var query = new QueryReader(context, "cursor", "limit");
        var page = await Webhook(grains, id).DeliveriesAsync(NotificationQuery.Position("cursor", query.Text("cursor")), query.Limit("limit", 100, 1_000)) ?? throw Unknown(id);
        return Results.Json(
            new DeliveryListJson([.. page.Items.Select(DeliveryRecordJson.Of)], page.Before?.ToString(CultureInfo.InvariantCulture)), ApiJson.Options);
    }

    private static async Task<IResult> DeadLettersAsync(HttpContext context, string id, IGrainFactory grains)
    {
        _ = new QueryReader(context);
        var letters = await Webhook(grains, id).DeadLettersAsync() ?? throw Unknown(id);
        return Results.Json(new DeadLetterListJson([.. letters.Select(DeadLetterJson.Of)], null), ApiJson.Options);
    }

    private static async Task<IResult> RedeliverAsync(HttpContext context, string id, IGrainFactory grains)
    {
        _ = new QueryReader(context);
        var body = await JsonBody.ReadAsync<RedeliverJson>(context);
        if (body.Positions is { Count: 0 or > MaxPositions })
        {
            throw JsonBody.Wrong("/positions", $"name 1 to {MaxPositions} positions from /dead-letters, or leave it out for all.");
        }

        var waiting = await Webhook(grains, id).RedeliverAsync(body.Positions) ?? throw Unknown(id);
        return Results.Json(new RedeliveryJson(waiting), ApiJson.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private static IWebhookGrain Webhook(IGrainFactory grains, string id) =>
        Guid.TryParseExact(id, "D", out var key) ? grains.GetGrain<IWebhookGrain>(key) : throw Unknown(id);

    private static ApiProblemException Unknown(string id) => new(ApiProblem.Of(
        ApiProblem.NotFound, StatusCodes.Status404NotFound, "There is no such webhook.", $"There is no webhook '{id}'; GET /v1/webhooks lists them."));
}
