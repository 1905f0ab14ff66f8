namespace Actors.Domain.Threat.Decisions;

/// <summary>The last stretch of time in which a condition held, on the facts as they are known now, and what it looked at.</summary>
/// <param name="Begin">Null: it never held in the time looked back over.</param>
/// <param name="Until">When it stops, or stopped, by itself; <see cref="DateTimeOffset.MaxValue"/>: never.</param>
internal sealed record Truth(DateTimeOffset? Begin, DateTimeOffset Until, double Observed, double Threshold, string Text)
{
    public bool HoldsAt(DateTimeOffset at) => Begin <= at && at < Until;

    public static Truth Never(double observed, double threshold, string text) => new(null, DateTimeOffset.MinValue, observed, threshold, text);
}
