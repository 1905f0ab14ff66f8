namespace Actors.Domain;

/// <summary>A number as said, with bounds: low ≤ best ≤ high; high null means unbounded ("at least 40").</summary>
/// <param name="Low">At least this many, ≥ 0.</param>
/// <param name="Best">The best estimate.</param>
/// <param name="High">At most this many, or null when nothing bounds it.</param>
/// <remarks>An unknown figure is the absence of a Figure (null), never a zero.</remarks>
public readonly record struct Figure(long Low, long Best, long? High)
{
    public static Figure Exactly(long value) => new(value, value, value);

    /// <summary><c>{"atLeast": n}</c>: n / n / unbounded.</summary>
    public static Figure AtLeast(long value) => new(value, value, null);

    /// <summary><c>{"atMost": n}</c>: 0 / n / n.</summary>
    public static Figure AtMost(long value) => new(0, value, value);
}
