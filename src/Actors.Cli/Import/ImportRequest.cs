namespace Actors.Cli.Import;

/// <summary>What was asked for on the command line.</summary>
internal sealed record ImportRequest
{
    public required string Path { get; init; }

    /// <summary>Null or <c>auto</c>: told from the file.</summary>
    public string? Format { get; init; }

    /// <summary>Path of a mapping file, for tables.</summary>
    public string? Mapping { get; init; }

    public bool DryRun { get; init; }

    public string? Release { get; init; }

    public DateOnly? Published { get; init; }

    /// <summary>Path of a file to write the outcome of every row to, or null.</summary>
    public string? Outcomes { get; init; }
}
