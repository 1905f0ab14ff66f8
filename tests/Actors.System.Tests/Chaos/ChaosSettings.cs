using System.Globalization;

namespace Actors.System.Tests.Chaos;

/// <summary>How long and how hard the tests with faults run. The defaults are the small run of CI.</summary>
internal static class ChaosSettings
{
    /// <summary><c>ACTORS_CHAOS_ROUNDS</c>: how often a round of faults is repeated; default 1.</summary>
    public static int Rounds { get; } = Number("ACTORS_CHAOS_ROUNDS", 1);

    /// <summary><c>ACTORS_CHAOS_SEED</c>: what all chance comes from; default: another one each time. Every test prints it.</summary>
    public static int Seed { get; } = Number("ACTORS_CHAOS_SEED", Environment.TickCount & 0xFFFF);

    /// <summary><c>ACTORS_CHAOS_SUBJECTS</c>: bases that must all answer after each fault; default 300.</summary>
    public static int Subjects { get; } = Number("ACTORS_CHAOS_SUBJECTS", 300);

    /// <summary><c>ACTORS_CHAOS_RATE</c>: reports a second while faults happen in the long run; default 200.</summary>
    public static int ReportsPerSecond { get; } = Number("ACTORS_CHAOS_RATE", 200);

    /// <summary><c>ACTORS_CHAOS_SLOWNESS</c>: how many times slower than a quiet machine of two cores this one is; stretches limits of time. Default 1.</summary>
    public static int Slowness { get; } = Number("ACTORS_CHAOS_SLOWNESS", 1);

    /// <summary><c>ACTORS_CHAOS_KINDS</c>: only these kinds of fault, by their words with commas between them, again and again; default: every kind once a cluster.</summary>
    public static IReadOnlyList<string> Kinds { get; } = (Environment.GetEnvironmentVariable("ACTORS_CHAOS_KINDS") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int Number(string name, int fallback) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : fallback;
}
