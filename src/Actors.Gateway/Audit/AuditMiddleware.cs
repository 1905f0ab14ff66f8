using Actors.Abstractions.Intake;
using Actors.Gateway.Problems;
using Actors.Gateway.Reports;

namespace Actors.Gateway.Audit;

/// <summary>
/// Puts every request that changes something on record, whichever endpoint it is for, so that a new one cannot be forgotten. Not here: reports
/// (each is its own record; of them retractions and assessments are recorded where they are read), the catalogue (its changes say who made
/// them), and what only asks.
/// </summary>
internal sealed class AuditMiddleware(RequestDelegate next, AuditTrail trail)
{
    private const int MaxBodyBytes = 4 * 1024 * 1024;
    private static readonly PathString[] NotHere = ["/v1/reports", "/v1/reports:import", "/v1/catalog", "/v1/verify", "/v1/policies:backtest", "/page/import", "/policies/backtest"];

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) && !HttpMethods.IsPut(request.Method) && !HttpMethods.IsDelete(request.Method) && !HttpMethods.IsPatch(request.Method))
        {
            await next(context);
            return;
        }

        if (context.GetEndpoint() is not RouteEndpoint endpoint || NotHere.Any(p => request.Path.StartsWithSegments(p)))
        {
            await next(context);
            return;
        }

        var body = await BodyReader.ReadAsync(context, MaxBodyBytes);
        request.Body = new MemoryStream(body.ToArray(), writable: false);
        var position = await trail.BeginAsync(context, $"{request.Method} {endpoint.RoutePattern.RawText}", request.Path, AuditDetails.Of(body, request.ContentType));
        try
        {
            await next(context);
        }
        catch (Exception failure)
        {
            await trail.ConcludeAsync(position, StatusOf(failure));
            throw;
        }

        await trail.ConcludeAsync(position, context.Response.StatusCode);
    }

    /// <summary>As the failure will be answered.</summary>
    private static int StatusOf(Exception failure) => failure switch
    {
        ApiProblemException known => known.Problem.Status,
        BadRequestException => StatusCodes.Status400BadRequest,
        BadHttpRequestException http => http.StatusCode,
        ServiceBusyException or TimeoutException or OrleansException or OperationCanceledException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
