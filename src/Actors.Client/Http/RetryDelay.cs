using System.Net.Http.Headers;

namespace Actors.Client.Http;

/// <summary>How long to wait before an attempt: what the server asks for, else doubling; with jitter, so that callers spread.</summary>
internal sealed class RetryDelay(ActorsClientOptions options)
{
    private static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(1);

    /// <param name="failures">Failures so far, from 1.</param>
    /// <param name="retryAfter">As the server answered, or null.</param>
    public TimeSpan Before(int failures, RetryConditionHeaderValue? retryAfter)
    {
        var asked = retryAfter?.Delta ?? (retryAfter?.Date is { } date ? date - options.TimeProvider.GetUtcNow() : null);
        if (asked is { } wait && wait > TimeSpan.Zero)
        {
            // Never earlier than asked for.
            return Min(wait, LongestAsked) * (1 + (0.1 * Jitter()));
        }

        var doubled = options.FirstDelay * Math.Pow(2, Math.Min(failures - 1, 30));
        return Min(doubled, options.MaxDelay) * (0.5 + (0.5 * Jitter()));
    }

    public Task WaitAsync(int failures, RetryConditionHeaderValue? retryAfter, CancellationToken cancellation) =>
        Task.Delay(Before(failures, retryAfter), options.TimeProvider, cancellation);

#pragma warning disable CA5394 // Spreading retries needs no secret randomness.
    private static double Jitter() => Random.Shared.NextDouble();
#pragma warning restore CA5394

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
