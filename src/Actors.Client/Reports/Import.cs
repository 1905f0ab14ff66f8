namespace Actors.Client;

/// <summary>How an import is sent.</summary>
public sealed record ImportOptions
{
    /// <summary>Checks everything and records nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whose incident references these are (<c>ucdp</c>, <c>acled</c>, …); null: the sender's own.</summary>
    public string? Scope { get; init; }

    /// <summary>What the summaries of a bulk import call it, up to 100 characters without a comma; null: the scope and the time it began. An
    /// import that needs more than one call is a bulk import: each subject tells of it by one summary, and of nothing else but a change of its
    /// level. A shorter one is told of like reports that are sent one by one.</summary>
    public string? Name { get; init; }

    /// <summary>Reports a call, 1 … 1,000; default 1,000. Progress is told after each call, and a call that failed is sent again.</summary>
    public int ReportsPerCall { get; init; } = 1_000;

    /// <summary>Calls under way at once, 1 … 8; default 1. More is faster where the order of arrival does not matter.</summary>
    public int ParallelCalls { get; init; } = 1;
}

/// <summary>Counts of an import so far, or in the end.</summary>
/// <param name="Lines">Lines sent and answered.</param>
/// <param name="Recorded">New reports (in a dry run: those that would be read as valid).</param>
/// <param name="Duplicates">Reports recorded before; nothing was changed.</param>
/// <param name="Conflicts">Reports whose id is taken by other content; nothing was changed.</param>
/// <param name="Refused">Lines that are no valid report.</param>
public sealed record ImportCounts(long Lines, long Recorded, long Duplicates, long Conflicts, long Refused)
{
    /// <summary>True when every line is recorded, now or before.</summary>
    public bool Complete => Conflicts == 0 && Refused == 0;

    internal ImportCounts Plus(ImportCounts other) => new(
        Lines + other.Lines, Recorded + other.Recorded, Duplicates + other.Duplicates, Conflicts + other.Conflicts, Refused + other.Refused);
}

/// <summary>A line that was not recorded.</summary>
/// <param name="Line">Counted from 1 over everything given to the import.</param>
/// <param name="Error">What is wrong and what would be right.</param>
/// <param name="Errors">Each wrong field.</param>
public sealed record RefusedLine(long Line, string Error, IReadOnlyList<FieldError> Errors);

/// <summary>What happened since the last progress.</summary>
/// <param name="Counts">So far, from the first line.</param>
/// <param name="Refused">Lines refused since the last progress, in order within a call.</param>
public sealed record ImportProgress(ImportCounts Counts, IReadOnlyList<RefusedLine> Refused);
