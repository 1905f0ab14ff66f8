using System.Buffers;
using System.Globalization;
using Actors.Gateway.Subjects;
using Actors.Gateway.Wire;

namespace Actors.Gateway.Notifications;

/// <summary><c>/v1/notifications</c> as a list, and as a stream of Server-Sent Events.</summary>
internal static class NotificationEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/notifications", ListAsync).WithTags("notifications")
            .WithSummary("Notifications above a position, in order; of exactly the subject, unless widened by descendants=true or ancestors=true.");
        routes.MapGet("/v1/notifications/stream", StreamAsync).WithTags("notifications")
            .WithSummary("Notifications as they come, as Server-Sent Events; resumes from Last-Event-ID or ?after=. A subject is exact, unless widened by descendants=true or ancestors=true.");
    }

    private static async Task<IResult> ListAsync(HttpContext context, SubjectReader subjects, NotificationHub hub)
    {
        var query = new QueryReader(context, ["after", "limit", "cursor", .. NotificationQuery.FilterNames]);
        var filter = await NotificationQuery.FilterAsync(query, subjects);
        var after = NotificationQuery.Position("after", query.Text("after"));
        var cursor = NotificationQuery.Position("cursor", query.Text("cursor"));
        var limit = query.Limit("limit", 100, 1_000);
        var page = await hub.Reader.ReadAsync(cursor ?? after ?? 0, limit, filter);
        var body = new ArrayBufferWriter<byte>(4_096);
        body.Write("{\"items\":["u8);
        for (var i = 0; i < page.Items.Count; i++)
        {
            if (i > 0)
            {
                body.Write(","u8);
            }

            body.Write(page.Items[i].Json.Span);
        }

        body.Write("],\"cursor\":"u8);
        body.Write(page.To < page.Head
            ? System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"{page.To}\""))
            : "null"u8);
        body.Write("}"u8);
        return Results.Bytes(body.WrittenMemory.ToArray(), "application/json; charset=utf-8");
    }

    private static async Task StreamAsync(HttpContext context, SubjectReader subjects, NotificationHub hub, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        var query = new QueryReader(context, ["after", .. NotificationQuery.FilterNames]);
        var filter = await NotificationQuery.FilterAsync(query, subjects);
        var header = context.Request.Headers["Last-Event-ID"].ToString();
        var after = header.Length > 0
            ? NotificationQuery.Position("Last-Event-ID", header)
            : NotificationQuery.Position("after", query.Text("after"));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var stream = new NotificationStream(context.Response, hub, filter, new NotificationMatch(filter, subjects.Catalogue), time);
        try
        {
            await stream.RunAsync(after, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The subscriber went, or the server stops: it resumes from the last id it saw.
        }
    }
}
