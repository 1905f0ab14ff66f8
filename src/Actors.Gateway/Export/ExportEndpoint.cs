using System.Text.Json;
using Actors.Abstractions.Export;
using Actors.Gateway.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Actors.Gateway.Export;

/// <summary>
/// <c>GET /v1/reports</c>: everything recorded, in the order it was recorded, as NDJSON: a header, one line an entry (reports as stored, merges,
/// splits, catalogue changes, policies), and an end that says it is complete. <c>POST /v1/reports:import</c> takes it in again.
/// </summary>
/// <remarks>Resumable: each line says where it stood (<c>at</c>); the last position of each partition is what <c>after</c> takes, and the header's
/// <c>until</c> keeps the extent of the first call.</remarks>
internal static class ExportEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/reports", GetAsync)
        .WithSummary("Everything recorded as NDJSON, complete and to be imported again; resumable by after= and until=.")
        .WithTags("reports");

    private static async Task GetAsync(HttpContext context, IGrainFactory grains)
    {
        var query = new QueryReader(context, "after", "until");
        var after = query.PositionVector("after") ?? "";
        var until = query.PositionVector("until");
        var export = grains.GetGrain<IExportGrain>(0);
        var extent = await export.ExtentAsync();
        until ??= extent.Positions;
        context.Response.ContentType = "application/x-ndjson; charset=utf-8";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await WriteAsync(context, new { entry = "header", version = 1, ledger = extent.Ledger, entries = extent.Entries, after, until });
        long entries = 0;
        while (true)
        {
            var page = await export.ReadAsync(after, until);
            if (page.To == after)
            {
                break;
            }

            entries += page.Count;
            after = page.To;
            await context.Response.Body.WriteAsync(page.Lines, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        await WriteAsync(context, new { entry = "end", entries, at = after });
    }

    private static async Task WriteAsync(HttpContext context, object line)
    {
        await JsonSerializer.SerializeAsync(context.Response.Body, line, ApiJson.Options, context.RequestAborted);
        await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
    }
}
