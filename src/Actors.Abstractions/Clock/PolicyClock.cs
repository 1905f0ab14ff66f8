namespace Actors.Abstractions.Clock;

/// <summary>
/// The clock that "today", windows, decay and age follow: the system clock, or one that was started at another instant and
/// runs on from there at the same pace. When something was recorded, and as-of, are no matter of this clock.
/// </summary>
/// <remarks>Safe for concurrent use. One instance a process; the host decides its offset before anything asks.</remarks>
public sealed class PolicyClock(TimeProvider system, TimeSpan offset)
{
    /// <summary>Policy time minus system time; zero for the system clock.</summary>
    public TimeSpan Offset => offset;

    /// <summary>Now, by this clock, in UTC.</summary>
    public DateTimeOffset GetUtcNow() => system.GetUtcNow() + offset;

    /// <summary>The day it is in <paramref name="zone"/>, by this clock.</summary>
    public DateOnly Today(TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(GetUtcNow(), zone).DateTime);
}
