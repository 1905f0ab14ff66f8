using Actors.Domain.Reports;

namespace Actors.Import;

/// <summary>The outcome of one row of a file: a report, a refusal, or a reason to pass over it. Exactly one of the three is set, unless it is <see cref="Exported"/>.</summary>
/// <param name="Row">Counted from 1 over the rows of data (header and tag rows are none).</param>
/// <param name="Report">What the row says.</param>
/// <param name="Refusal">What is wrong with it and what would be right.</param>
/// <param name="Skipped">Why it says nothing of its own, for example that it repeats an earlier row.</param>
public readonly record struct ImportedRow(long Row, Report? Report, string? Refusal, string? Skipped)
{
    /// <summary>An entry of an export, passed on as it stands; then the other three are not set.</summary>
    public ReadOnlyMemory<byte> Exported { get; init; }

    public static ImportedRow Of(long row, Report report) => new(row, report, null, null);

    public static ImportedRow Refuse(long row, string why) => new(row, null, why, null);

    public static ImportedRow Skip(long row, string why) => new(row, null, null, why);
}
