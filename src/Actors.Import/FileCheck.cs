using Actors.Domain.Reports;

namespace Actors.Import;

/// <summary>What a first reading of a whole file found. A file that is damaged throws before this exists, so that none of it is imported.</summary>
/// <param name="Rows">Rows of data.</param>
/// <param name="Reports">Reports in them.</param>
/// <param name="Refused">Rows that cannot be read.</param>
/// <param name="FirstDay">Earliest day on which something happened.</param>
/// <param name="LastDay">Latest.</param>
public sealed record FileCheck(long Rows, long Reports, long Refused, DateOnly? FirstDay, DateOnly? LastDay)
{
    /// <summary>Reads the whole file.</summary>
    /// <exception cref="ImportFormatException">It is damaged, or holds nothing that can be read.</exception>
    public static FileCheck Of(ImportFile file, IReportSource source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(source);
        long rows = 0, reports = 0, refused = 0;
        DateOnly? first = null, last = null;
        string? firstRefusal = null;
        foreach (var row in source.Read(file.Open()))
        {
            cancellation.ThrowIfCancellationRequested();
            rows++;
            if (row.Refusal is { } why)
            {
                refused++;
                firstRefusal ??= $"row {row.Row}: {why}";
            }
            else if (!row.Exported.IsEmpty)
            {
                reports++;
            }
            else if (row.Report is { } report)
            {
                reports++;
                if (report is IncidentReport { Occurred: { } occurred })
                {
                    first = first is null || occurred.From < first ? occurred.From : first;
                    last = last is null || occurred.From > last ? occurred.From : last;
                }
            }
        }

        // A file whose rows are all passed over is whole, and has nothing to say.
        return reports > 0 || (rows > 0 && refused == 0)
            ? new FileCheck(rows, reports, refused, first, last)
            : throw new ImportFormatException(rows == 0
                ? $"{file.Path} holds no rows of data."
                : $"{file.Path} holds no row that is a report{(firstRefusal is null ? "" : $"; {firstRefusal}")}.");
    }
}
