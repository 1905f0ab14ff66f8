namespace Actors.Client;

/// <summary>How the client behaves when a server is busy, away or silent.</summary>
public sealed record ActorsClientOptions
{
    /// <summary>Attempts of a call that may be repeated safely, the first included; 1 … 100, default 6. A failed connection, 408, 429,
    /// 502, 503 and 504 are tried again.</summary>
    public int MaxAttempts { get; init; } = 6;

    /// <summary>Wait before the second attempt, default 200 ms; doubles with each further one, with jitter.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait between attempts, default 10 s. A longer Retry-After of the server is honoured up to one minute.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A notification stream that is silent for longer is opened anew; default 45 s. The server sends a heartbeat every 15 s.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Key sent as <c>Authorization: Bearer</c>; null: none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Clock of waits and silence; default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Check()
    {
        if (MaxAttempts is < 1 or > 100)
        {
            throw new ArgumentException($"MaxAttempts is {MaxAttempts}; it must be 1 to 100.");
        }

        if (FirstDelay <= TimeSpan.Zero || MaxDelay < FirstDelay || SilenceLimit <= TimeSpan.Zero)
        {
            throw new ArgumentException("FirstDelay and SilenceLimit must be positive, and MaxDelay at least FirstDelay.");
        }
    }
}
