using System.Text;
using System.Text.Json;
using Actors.Client;
using Actors.Domain.Incidents;
using Actors.Import;
using Actors.Import.Acled;

namespace Actors.Cli.Import;

/// <summary>
/// ACLED's list of deleted events as retractions: one for each report on the event that the ledger has, which the server is asked for. An
/// event that was never imported is passed over.
/// </summary>
internal sealed class AcledDeletionSource(IReadOnlyList<ImportedRow> rows) : IReportSource
{
    private const string AcledScope = "acled";

    public string Format => "acled";

    public string? Scope => AcledScope;

    public bool AnyOrder => false;

    public IEnumerable<ImportedRow> Read(Stream stream)
    {
        stream.Dispose();
        return rows;
    }

    /// <summary>True when the file lists deletions and not events.</summary>
    public static bool Fits(ImportFile file)
    {
        using var stream = file.Open();
        var head = new byte[4 * 1024];
        return AcledDeletions.IsDeletions(Encoding.UTF8.GetString(head, 0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)));
    }

    public static async Task<AcledDeletionSource> ResolveAsync(ImportFile file, ActorsClient client, CancellationToken cancellation)
    {
        var rows = new List<ImportedRow>();

        // Read to the end first: a damaged list is refused as a whole.
        foreach (var deletion in AcledDeletions.Read(file.Open(), file.Path).ToList())
        {
            var reports = await ReportsOnAsync(deletion.Event, client, cancellation);
            rows.AddRange(reports.Count == 0
                ? [ImportedRow.Skip(deletion.Row, $"event {deletion.Event} was never imported")]
                : reports.Select(report => ImportedRow.Of(deletion.Row, deletion.Retract(report))));
        }

        return new AcledDeletionSource(rows);
    }

    private static async Task<List<string>> ReportsOnAsync(string reference, ActorsClient client, CancellationToken cancellation)
    {
        try
        {
            var incident = await client.GetIncidentAsync(IncidentIds.OfReference(AcledScope, reference).ToString("D"), cancellation: cancellation);
            var prefix = $"acled:{reference}:";
            return [.. incident.Reports
                .Select(r => r.TryGetProperty("report", out var report) && report.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString()! : "")
                .Where(id => id.StartsWith(prefix, StringComparison.Ordinal))];
        }
        catch (ActorsApiException unknown) when (unknown.Status == 404)
        {
            return [];
        }
    }
}
