namespace Actors.Cli.Import;

/// <summary>How an import ended.</summary>
internal sealed record ImportOutcome
{
    public required string File { get; init; }

    public required string Format { get; init; }

    public required bool DryRun { get; init; }

    public required long Rows { get; init; }

    public required long Recorded { get; init; }

    public required long Duplicates { get; init; }

    public required long Conflicts { get; init; }

    public required long Refused { get; init; }

    /// <summary>Rows that say nothing of their own.</summary>
    public required long Skipped { get; init; }

    public required double Seconds { get; init; }

    public required long PerSecond { get; init; }

    public IReadOnlyList<string> Notes { get; init; } = [];

    public IReadOnlyDictionary<string, long> UnknownCountries { get; init; } = new Dictionary<string, long>();

    public IReadOnlyDictionary<string, long> UnmappedDivisions { get; init; } = new Dictionary<string, long>();
}
