using Actors.Gateway.Problems;

namespace Actors.Host.Limits;

/// <summary>Ends a request that takes too long with 408, so that a body that trickles in holds nothing for ever.</summary>
internal sealed class RequestTimeMiddleware(RequestDelegate next, TimeSpan limit, PathString[] unlimited, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (unlimited.Any(p => context.Request.Path.Equals(p)))
        {
            await next(context);
            return;
        }

        var gone = context.RequestAborted;
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, late.Token);
        context.RequestAborted = either.Token;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !gone.IsCancellationRequested)
        {
            context.RequestAborted = gone;
            throw new ApiProblemException(ApiProblem.Of(
                "/problems/too-slow", StatusCodes.Status408RequestTimeout, "The request took too long.",
                $"It was not done within {limit.TotalSeconds:0} s; whether it had an effect is not known: send it again, in smaller parts."));
        }
        finally
        {
            context.RequestAborted = gone;
        }
    }
}
