namespace Actors.Client;

public partial interface IActorsClient
{
    /// <summary>Sends one report. Repeated safely: the same id is recorded once.</summary>
    /// <exception cref="ActorsApiException">400: a field is wrong, see <see cref="ApiProblem.Errors"/>; 409: the id is taken by other content.</exception>
    Task<Receipt> SendAsync(Report report, CancellationToken cancellation = default);

    /// <summary>Sends 1 to 1,000 reports; receipts come in their order. An id that is taken by other content is a receipt with status
    /// <c>conflict</c>; the others stand.</summary>
    /// <exception cref="ActorsApiException">400: a field of any of them is wrong; then none is recorded.</exception>
    Task<Receipts> SendAllAsync(IReadOnlyList<Report> reports, CancellationToken cancellation = default);

    /// <summary>Sends reports of any number, each as one line of JSON in UTF-8, in calls of up to 1,000. Stopping and running it again
    /// completes it: what is recorded already counts as a duplicate.</summary>
    /// <param name="lines">Reports; memory is let go after each call.</param>
    /// <param name="progress">Told after each call, in order, on the caller's context.</param>
    Task<ImportCounts> ImportLinesAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> lines, ImportOptions? options = null, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default);

    /// <summary>Everything recorded, as the lines of <c>GET /v1/reports</c>: a header, an entry a line, an end. <see cref="ImportLinesAsync"/> takes
    /// them in again. When the connection breaks it goes on after the last line that came.</summary>
    /// <param name="resume">How far an earlier export got; null: from the start.</param>
    /// <exception cref="ActorsApiException">The server refuses, does not answer, or is another than the one that export began with.</exception>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ExportLinesAsync(ExportPosition? resume = null, CancellationToken cancellation = default);

    /// <summary>As <see cref="ImportLinesAsync"/>, for typed reports.</summary>
    Task<ImportCounts> ImportAsync(
        IAsyncEnumerable<Report> reports, ImportOptions? options = null, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default);
}
