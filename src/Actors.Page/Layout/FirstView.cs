using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Page.Layout;

/// <summary>
/// Asks for each kind of view once when the process has started, so that the first reader does not wait until code is compiled and what the
/// overview counts is in memory: that took two to four seconds.
/// </summary>
/// <remarks>Asked in the process, past authentication and limits, which are about people. Readiness waits for it: <see cref="IsAwaited"/>.</remarks>
public sealed partial class FirstView(EndpointDataSource endpoints, IServiceScopeFactory scopes, IHttpContextAccessor accessor, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<FirstView> logger)
    : BackgroundService
{
    /// <summary>A silo or database that is away is asked again after so long.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource made = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long startedAt;
    private volatile bool listens;

    /// <summary>The longest that readers are kept away for it: views that take longer, because a long history is read anew, take as long for everybody.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Ends when all were made, well or not; what went wrong stands in the log.</summary>
    public Task Made => made.Task;

    /// <summary>True from the beginning until <see cref="Made"/> has ended, at most <see cref="Longest"/> after the server began to listen.</summary>
    public bool IsAwaited => !made.Task.IsCompleted && (!listens || time.GetElapsedTime(startedAt) < Longest);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StartedAsync(stoppingToken);
            var since = time.GetTimestamp();
            (startedAt, listens) = (since, true);
            await MakeAsync("/", [], stoppingToken);
            var overview = time.GetElapsedTime(since);
            await MakeAsync("/subjects/{id}", new() { ["id"] = Domain.SubjectId.World.ToString() }, stoppingToken);
            await MakeAsync("/incidents", [], stoppingToken);
            Log.Made(logger, (long)time.GetElapsedTime(since).TotalMilliseconds, (long)overview.TotalMilliseconds);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops: nobody will look.
        }
        finally
        {
            made.TrySetResult();
        }
    }

    /// <summary>Endpoints are known when the server listens.</summary>
    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken);
    }

    private async Task MakeAsync(string pattern, RouteValueDictionary values, CancellationToken stoppingToken)
    {
        var endpoint = endpoints.Endpoints.OfType<RouteEndpoint>().Single(e => e.RoutePattern.RawText == pattern && e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Get) == true);
        while (await AnswerAsync(endpoint, values, stoppingToken) is var status and not StatusCodes.Status200OK)
        {
            if (status != StatusCodes.Status503ServiceUnavailable)
            {
                Log.Refused(logger, pattern, status);
                return;
            }

            await Task.Delay(Retry, time, stoppingToken);
        }
    }

    /// <summary>The status it is answered with. A stop waits for an answer that is under way, as for those of readers.</summary>
    private async Task<int> AnswerAsync(RouteEndpoint endpoint, RouteValueDictionary values, CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Method = HttpMethods.Get;
        context.Request.Path = "/";
        context.Request.RouteValues = values;
        context.Response.Body = Stream.Null;
        context.RequestAborted = stoppingToken;
        accessor.HttpContext = context;
        try
        {
            await endpoint.RequestDelegate!(context);
            return context.Response.StatusCode;
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            // As the pipeline answers a reader: the fault is told in the log, and the API goes on.
            Log.Failed(logger, endpoint.RoutePattern.RawText!, fault);
            return StatusCodes.Status500InternalServerError;
        }
        finally
        {
            accessor.HttpContext = null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Each kind of view was made once in {Milliseconds} ms, the overview in {Overview} ms of them")]
        public static partial void Made(ILogger logger, long milliseconds, long overview);

        [LoggerMessage(Level = LogLevel.Error, Message = "The view {Pattern} was answered with {Status} when the process started; readers will see the same")]
        public static partial void Refused(ILogger logger, string pattern, int status);

        [LoggerMessage(Level = LogLevel.Error, Message = "The view {Pattern} could not be made")]
        public static partial void Failed(ILogger logger, string pattern, Exception fault);
    }
}
