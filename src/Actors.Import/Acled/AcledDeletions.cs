using System.Globalization;
using Actors.Domain.Reports;
using Actors.Import.Csv;

namespace Actors.Import.Acled;

/// <summary>An event that ACLED took back.</summary>
/// <param name="Row">Row of the file, from 1.</param>
/// <param name="Event">Its <c>event_id_cnty</c>.</param>
/// <param name="At">When it was deleted.</param>
public sealed record AcledDeletion(long Row, string Event, DateTimeOffset At)
{
    /// <summary>The retraction of one report on the event. Which reports there are the ledger knows.</summary>
    public RetractionReport Retract(string report) => new()
    {
        Id = $"acled:deleted:{At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}:{report}",
        Source = "acled",
        PublishedAt = At,
        Retracts = report,
        Reason = "ACLED deleted the event.",
    };
}

/// <summary>Files of ACLED's deletions: <c>event_id_cnty</c> and <c>deleted_timestamp</c>.</summary>
public static class AcledDeletions
{
    /// <summary>True when the file with that header lists deletions.</summary>
    public static bool IsDeletions(string head) => head.Contains("deleted_timestamp", StringComparison.OrdinalIgnoreCase);

    /// <summary>The deletions of a file.</summary>
    /// <exception cref="ImportFormatException">A row cannot be read: none of the file may be applied.</exception>
    public static IEnumerable<AcledDeletion> Read(Stream stream, string what)
    {
        using var rows = AcledRows.Open(stream, what);
        rows.Require("event_id_cnty", "deleted_timestamp");
        while (rows.Read(out var problem))
        {
            yield return problem is null ? Of(rows, what) : throw new ImportFormatException($"{what}: row {rows.Row} {problem}.");
        }
    }

    private static AcledDeletion Of(AcledRows row, string what)
    {
        try
        {
            var at = CellValues.RequiredInteger("deleted_timestamp", row["deleted_timestamp"]);
            return at is >= 0 and <= 7_258_118_400
                ? new AcledDeletion(row.Row, CellValues.RequiredText("event_id_cnty", row["event_id_cnty"]), DateTimeOffset.FromUnixTimeSeconds(at))
                : throw new RowRefusedException($"deleted_timestamp is {at}; it must be seconds since 1970");
        }
        catch (RowRefusedException refused)
        {
            throw new ImportFormatException($"{what}: row {row.Row}: {refused.Message}.");
        }
    }
}
