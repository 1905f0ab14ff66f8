using System.Text.Json;
using Actors.Abstractions.Intake;
using Actors.Gateway.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Actors.Gateway.Problems;

/// <summary>Turns every failure of a request into a problem document, and gives bodiless errors (404, 405) one.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            var (problem, retryAfter) = Describe(failure, context);
            await WriteAsync(context, problem, retryAfter);
            return;
        }

        if (!context.Response.HasStarted && context.Response is { StatusCode: >= 400, ContentLength: null, ContentType: null })
        {
            await WriteAsync(context, Bare(context), null);
        }
    }

    public static async Task WriteAsync(HttpContext context, ApiProblem problem, int? retryAfterSeconds)
    {
        context.Response.Clear();
        context.Response.StatusCode = problem.Status;
        if (retryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is not null && problem.Status == StatusCodes.Status413PayloadTooLarge)
        {
            context.Response.Headers.Connection = "close";
        }

        context.Response.ContentType = "application/problem+json; charset=utf-8";
        await JsonSerializer.SerializeAsync(context.Response.Body, problem, ApiJson.Options, context.RequestAborted);
    }

    private (ApiProblem Problem, int? RetryAfter) Describe(Exception failure, HttpContext context)
    {
        switch (failure)
        {
            case ApiProblemException known:
                return (known.Problem, known.RetryAfterSeconds);
            case BadRequestException { Pointer: ['?', .. var parameter] } bad:
                return (ApiProblem.Parameter(parameter, bad.Message), null);
            case BadRequestException bad:
                return (ApiProblem.Of(ApiProblem.InvalidReport, StatusCodes.Status400BadRequest, "The request is wrong.", bad.Message, new FieldProblem(bad.Pointer, bad.Message)), null);
            case ServiceBusyException busy:
                return (ApiProblem.Of(ApiProblem.Busy, StatusCodes.Status503ServiceUnavailable, "Too busy, or the database is away.", busy.Message), busy.RetryAfterSeconds);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return (TooLarge(), null);
            case BadHttpRequestException http:
                return (ApiProblem.Of(ApiProblem.InvalidParameter, http.StatusCode, "The request is wrong.", http.Message), null);
            case InvalidDataException data:
                return (ApiProblem.Of(ApiProblem.InvalidReport, StatusCodes.Status400BadRequest, "The body cannot be read.", data.Message), null);
            case ArgumentException unknown when unknown.Message.StartsWith("Could not find an implementation for interface", StringComparison.Ordinal):
                // No silo has told this client yet which grains there are.
                return (ApiProblem.Of(ApiProblem.Busy, StatusCodes.Status503ServiceUnavailable, "Too busy, or the database is away.", "No silo is connected yet: send it again."), 1);
            case TimeoutException or OrleansException or SiloUnavailableException or OperationCanceledException:
                Log.ClusterAway(logger, context.Request.Path, failure.Message);
                return (ApiProblem.Of(ApiProblem.Busy, StatusCodes.Status503ServiceUnavailable, "Too busy, or the database is away.", "The cluster did not answer in time; nothing of this call is known to be done: send it again."), 1);
            default:
                Log.Failed(logger, context.Request.Method, context.Request.Path, failure);
                return (ApiProblem.Of(ApiProblem.Failed, StatusCodes.Status500InternalServerError, "The server failed.", "This is a defect of the server; its log says more."), null);
        }
    }

    public static ApiProblem TooLarge() => ApiProblem.Of(
        ApiProblem.TooLarge,
        StatusCodes.Status413PayloadTooLarge,
        "The body is too large.",
        "A body may have up to 64 MB; send arrays of up to 1,000 reports, or stream any length to POST /v1/reports:import.");

    private static ApiProblem Bare(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => ApiProblem.Of(ApiProblem.NotFound, 404, "There is nothing here.", $"{context.Request.Path} is no path of this API; GET /openapi/v1.json lists them."),
        StatusCodes.Status405MethodNotAllowed => ApiProblem.Of(ApiProblem.NotAllowed, 405, "The method is not allowed here.", $"{context.Request.Method} is not allowed on {context.Request.Path}; GET /openapi/v1.json lists what is."),
        StatusCodes.Status413PayloadTooLarge => TooLarge(),
        StatusCodes.Status415UnsupportedMediaType => ApiProblem.Of(ApiProblem.InvalidParameter, 415, "The media type is not understood.", "Send application/json (application/x-ndjson to /v1/reports:import), plain or with Content-Encoding: gzip."),
        var status => ApiProblem.Of(ApiProblem.Failed, status, "The request was refused.", $"The server answered {status}."),
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}: the cluster did not answer: {Reason}")]
        public static partial void ClusterAway(ILogger logger, string path, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
        public static partial void Failed(ILogger logger, string method, string path, Exception exception);
    }
}
