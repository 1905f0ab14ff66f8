namespace Actors.Benchmarks.Results;

/// <summary>One figure, its peer from the same run, and whether its goal is met.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">Ours: the median over repetitions.</param>
/// <param name="Unit">Of <paramref name="Value"/> and <paramref name="PeerValue"/>.</param>
/// <param name="Peer">What it is held against, or null.</param>
/// <param name="PeerValue">The peer's median, or null.</param>
/// <param name="Ratio">How many times better than the peer we are (time: peer over ours; rate: ours over peer), or null.</param>
/// <param name="Goal">The goal in words, or null where the figure is for information.</param>
/// <param name="Met">Whether the goal is met, or null where there is none.</param>
public sealed record BenchmarkRow(
    string Name,
    double Value,
    string Unit,
    string? Peer,
    double? PeerValue,
    double? Ratio,
    string? Goal,
    bool? Met)
{
    /// <summary>Least value over repetitions.</summary>
    public double Least { get; init; } = Value;

    /// <summary>Greatest value over repetitions.</summary>
    public double Greatest { get; init; } = Value;
}
