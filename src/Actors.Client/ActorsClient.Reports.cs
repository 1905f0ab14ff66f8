using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Actors.Client;

public sealed partial class ActorsClient
{
    /// <inheritdoc/>
    public async Task<Receipt> SendAsync(Report report, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        var answer = await caller.SendJsonAsync(
            HttpMethod.Post, "/v1/reports", report, ActorsJson.Default.Report, ActorsJson.Default.ReceiptsJson, repeatable: true, cancellation).ConfigureAwait(false);
        return answer.Receipts[0];
    }

    /// <inheritdoc/>
    public async Task<Receipts> SendAllAsync(IReadOnlyList<Report> reports, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reports);
        var answer = await caller.SendJsonAsync(
            HttpMethod.Post, "/v1/reports", reports, ActorsJson.Default.IReadOnlyListReport, ActorsJson.Default.ReceiptsJson, repeatable: true, cancellation).ConfigureAwait(false);
        return new Receipts(answer.Receipts);
    }

    /// <inheritdoc/>
    public Task<ImportCounts> ImportLinesAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> lines, ImportOptions? options = null, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return new ImportRun(caller, options ?? new ImportOptions(), progress).RunAsync(lines, cancellation);
    }

    /// <inheritdoc/>
    public Task<ImportCounts> ImportAsync(
        IAsyncEnumerable<Report> reports, ImportOptions? options = null, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reports);
        return ImportLinesAsync(Lines(reports, cancellation), options, progress, cancellation);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Lines(IAsyncEnumerable<Report> reports, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var report in reports.WithCancellation(cancellation).ConfigureAwait(false))
        {
            yield return JsonSerializer.SerializeToUtf8Bytes(report, ActorsJson.Default.Report);
        }
    }
}
