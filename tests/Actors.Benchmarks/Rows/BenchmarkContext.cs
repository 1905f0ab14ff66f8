using Actors.Benchmarks.Results;
using Actors.Testing;

namespace Actors.Benchmarks.Rows;

/// <summary>What every benchmark is given.</summary>
/// <param name="Server">The run's own PostgreSQL server.</param>
/// <param name="Options">The command line.</param>
/// <param name="Rows">Where rows are put as they are found.</param>
public sealed record BenchmarkContext(PostgresServer Server, BenchmarkOptions Options, List<BenchmarkRow> Rows)
{
    /// <summary>Adds a rate (more is better) and its ratio to a peer's.</summary>
    public void AddRate(string name, Samples ours, string unit, string? peer, Samples? theirs, string? goal, Func<double, double?, bool>? isMet) =>
        Add(name, ours, unit, peer, theirs, ours.Median / theirs?.Median, goal, isMet);

    /// <summary>Adds a time (less is better) and how many times shorter it is than a peer's.</summary>
    public void AddTime(string name, Samples ours, string unit, string? peer, Samples? theirs, string? goal, Func<double, double?, bool>? isMet) =>
        Add(name, ours, unit, peer, theirs, theirs?.Median / ours.Median, goal, isMet);

    /// <summary>Says on standard error what goes on; standard output is for the table.</summary>
    public static void Say(string what) => Console.Error.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {what}");

    private void Add(string name, Samples ours, string unit, string? peer, Samples? theirs, double? ratio, string? goal, Func<double, double?, bool>? isMet)
    {
        ArgumentNullException.ThrowIfNull(ours);
        var row = new BenchmarkRow(name, ours.Median, unit, peer, theirs?.Median, ratio, goal, isMet?.Invoke(ours.Median, ratio)) { Least = ours.Spread.Least, Greatest = ours.Spread.Greatest };
        Rows.Add(row);
        Say($"{name}: {ResultTable.Number(row.Value)} {unit}" + (ratio is { } r ? $", {r:0.00} x {peer}" : ""));
    }
}
