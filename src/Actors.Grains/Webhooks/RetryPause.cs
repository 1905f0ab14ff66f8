namespace Actors.Grains.Webhooks;

/// <summary>How long to wait before the next attempt: doubled each time up to a limit, and drawn between half of that and all of it, so
/// that many who failed together do not come back together.</summary>
public static class RetryPause
{
    /// <param name="attempts">Attempts in vain so far, from 1.</param>
    /// <param name="draw">Drawn evenly from 0 up to 1.</param>
    /// <param name="asked">What the receiver asked for; the longer of the two counts, within the limit.</param>
    public static TimeSpan After(int attempts, double draw, TimeSpan? asked, WebhookOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        var doubled = options.FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(attempts - 1, 40));
        var whole = Math.Min(doubled, options.LongestPause.TotalMilliseconds);
        var drawn = TimeSpan.FromMilliseconds((whole / 2) + (draw * whole / 2));
        return asked is not { } wanted || wanted <= drawn ? drawn : wanted < options.LongestPause ? wanted : options.LongestPause;
    }

    /// <summary>What is left of a pause; zero: the attempt is due. A wait longer than any pause was never decided: the clock that wrote it down was
    /// ahead of this one, and nobody waits for a clock.</summary>
    /// <param name="nextAttempt">As written down after the last attempt; null: there was none.</param>
    public static TimeSpan Left(DateTimeOffset? nextAttempt, DateTimeOffset now, WebhookOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return nextAttempt - now is { } wait && wait > TimeSpan.Zero && wait <= options.LongestPause ? wait : TimeSpan.Zero;
    }
}
