namespace Actors.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Quick">Small sizes and one repetition: shows that everything runs, within three minutes.</param>
/// <param name="JsonFile">Where the rows are written as JSON, or null.</param>
/// <param name="Only">Part of the names of the benchmarks to run, or null for all.</param>
/// <param name="Partitions">Data partitions of the product's database.</param>
/// <param name="Reports">Reports a measurement, or null for the benchmark's own size.</param>
/// <param name="Incidents">Incidents of the long history that lists and the past are asked of, or null for the benchmark's own number.</param>
/// <param name="Figures">A Markdown file in which the curves are shown, or null.</param>
/// <param name="Soak">How long the soak lasts, or null for the benchmark's own time.</param>
public sealed record BenchmarkOptions(bool Quick, string? JsonFile, string? Only, int Partitions, int? Reports, int? Incidents, string? Figures, TimeSpan? Soak)
{
    /// <summary>How to call the program.</summary>
    public const string Usage = "usage: dotnet run -c Release --project tests/Actors.Benchmarks -- [--quick] [--json FILE] [--only NAME] [--partitions N] [--reports N] [--incidents N] [--figures FILE] [--soak MINUTES]";

    /// <summary>Repetitions of each measurement.</summary>
    public int Repetitions => Quick ? 1 : 3;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">It is wrong; the message says how.</exception>
    public static BenchmarkOptions Read(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var options = new BenchmarkOptions(Quick: false, JsonFile: null, Only: null, Partitions: 2, Reports: null, Incidents: null, Figures: null, Soak: null);
        for (var i = 0; i < arguments.Count; i++)
        {
            options = arguments[i] switch
            {
                "--quick" => options with { Quick = true },
                "--json" => options with { JsonFile = Value(arguments, ref i) },
                "--figures" => options with { Figures = Value(arguments, ref i) },
                "--only" => options with { Only = Value(arguments, ref i) },
                "--partitions" => options with { Partitions = Number(arguments, ref i, 1, 64) },
                "--reports" => options with { Reports = Number(arguments, ref i, 1_000, 1_000_000) },
                "--incidents" => options with { Incidents = Number(arguments, ref i, 1_000, 100_000_000) },
                "--soak" => options with { Soak = TimeSpan.FromMinutes(Number(arguments, ref i, 1, 24 * 60)) },
                var other => throw new ArgumentException($"'{other}' is no option."),
            };
        }

        return options;
    }

    private static int Number(IReadOnlyList<string> arguments, ref int i, int least, int greatest)
    {
        var option = arguments[i];
        return int.TryParse(Value(arguments, ref i), out var number) && number >= least && number <= greatest
            ? number
            : throw new ArgumentException($"{option} takes a number from {least} to {greatest}.");
    }

    private static string Value(IReadOnlyList<string> arguments, ref int i) =>
        ++i < arguments.Count ? arguments[i] : throw new ArgumentException($"{arguments[i - 1]} needs a value.");
}
