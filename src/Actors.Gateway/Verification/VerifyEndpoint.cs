using System.Text.Json;
using Actors.Abstractions.Verification;
using Actors.Gateway.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Actors.Gateway.Verification;

/// <summary><c>POST /v1/verify</c>: NDJSON progress and differences; the last line is <c>{ok, differences}</c>.</summary>
internal static class VerifyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/verify", RunAsync)
        .WithSummary("Fold the whole ledger again and hold everything derived against it; answers NDJSON.")
        .WithTags("verify");

    private static async Task RunAsync(HttpContext context, IGrainFactory grains)
    {
        _ = new QueryReader(context);
        context.Response.ContentType = "application/x-ndjson; charset=utf-8";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await foreach (var line in grains.GetGrain<IVerifyGrain>(Guid.NewGuid()).RunAsync(context.RequestAborted))
        {
            object shown = line.Done
                ? new { ok = line.Differences == 0, differences = line.Differences, incidents = line.Checked, skippedDecisions = line.Skipped }
                : line.Difference is { } difference
                    ? new { phase = line.Phase, difference }
                    : new { phase = line.Phase, @checked = line.Checked };
            await JsonSerializer.SerializeAsync(context.Response.Body, shown, ApiJson.Options, context.RequestAborted);
            await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
