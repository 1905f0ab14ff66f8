using System.Text.Json;
using Actors.Abstractions.Intake;
using Actors.Abstractions.Verification;
using Actors.Gateway.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Actors.Gateway.Verification;

/// <summary><c>POST /v1/verify</c>: NDJSON progress and differences; the last line is <c>{ok, differences}</c>,
/// or <c>{error}</c> when the silo that verifies went away before it knew.</summary>
internal static class VerifyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/verify", RunAsync)
        .WithSummary("Fold the whole ledger again and hold everything derived against it; answers NDJSON.")
        .WithTags("verify");

    internal static async Task RunAsync(HttpContext context, IGrainFactory grains)
    {
        _ = new QueryReader(context);
        context.Response.ContentType = "application/x-ndjson; charset=utf-8";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await foreach (var line in grains.GetGrain<IVerifyGrain>(Guid.NewGuid()).RunAsync(context.RequestAborted))
            {
                await WriteAsync(context, Show(line));
            }
        }
        catch (Exception away) when (context.Response.HasStarted && away is (ServiceBusyException or TimeoutException or OrleansException or EnumerationAbortedException))
        {
            // What began as a good answer has no status left to change: the last line says that there is no verdict.
            await WriteAsync(context, new { error = $"{away.Message} Nothing is known yet, neither that all is well nor that something is wrong: verify again." });
        }
    }

    private static object Show(VerifyLine line) => line.Done
        ? new { ok = line.Differences == 0, differences = line.Differences, incidents = line.Checked, skippedDecisions = line.Skipped }
        : line.Difference is { } difference
            ? new { phase = line.Phase, difference }
            : new { phase = line.Phase, @checked = line.Checked };

    private static async Task WriteAsync(HttpContext context, object line)
    {
        await JsonSerializer.SerializeAsync(context.Response.Body, line, ApiJson.Options, context.RequestAborted);
        await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
