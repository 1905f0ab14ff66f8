using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Actors.Client.Http;

namespace Actors.Client;

/// <summary>
/// One import in calls of at most 1,000 lines. A single endless call would hold up: over HTTP/1.1 nothing of the answer is read before
/// everything is sent, so an answer that is longer than the buffers on its way stops both sides; and it could not be sent again in part.
/// </summary>
internal sealed class ImportRun
{
    private const int MaxCallBytes = 1024 * 1024;
    private readonly ApiCaller caller;
    private readonly ImportOptions options;
    private readonly IProgress<ImportProgress>? progress;
    private readonly string name;
    private string path;
    private ImportCounts counts = new(0, 0, 0, 0, 0);

    public ImportRun(ApiCaller caller, ImportOptions options, IProgress<ImportProgress>? progress)
    {
        if (options.ReportsPerCall is < 1 or > 1_000)
        {
            throw new ArgumentException($"ReportsPerCall is {options.ReportsPerCall}; it must be 1 to 1,000.", nameof(options));
        }

        if (options.ParallelCalls is < 1 or > 8)
        {
            throw new ArgumentException($"ParallelCalls is {options.ParallelCalls}; it must be 1 to 8.", nameof(options));
        }

        this.caller = caller;
        this.options = options;
        this.progress = progress;
        name = options.Name ?? string.Create(CultureInfo.InvariantCulture, $"{options.Scope ?? "reports"} {caller.Now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
        path = Path(bulk: false);
    }

    public async Task<ImportCounts> RunAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> lines, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var calls = new Queue<Task<(ImportCounts Counts, List<RefusedLine> Refused)>>();
        var body = new ArrayBufferWriter<byte>(256 * 1024);
        long first = 1;
        var inCall = 0;
        try
        {
            await foreach (var line in lines.WithCancellation(cancellation).ConfigureAwait(false))
            {
                if (inCall > 0 && (inCall == options.ReportsPerCall || body.WrittenCount + line.Length >= MaxCallBytes))
                {
                    path = Path(bulk: true);
                    await StartAsync().ConfigureAwait(false);
                }

                body.Write(line.Span);
                body.Write("\n"u8);
                inCall++;
            }

            if (inCall > 0)
            {
                await StartAsync().ConfigureAwait(false);
            }

            while (calls.Count > 0)
            {
                Take(await calls.Dequeue().ConfigureAwait(false));
            }
        }
        catch
        {
            // The calls still under way end before this does, so that nothing is sent after the caller has been told.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(calls)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return counts;

        async Task StartAsync()
        {
            if (calls.Count == options.ParallelCalls)
            {
                Take(await calls.Dequeue().ConfigureAwait(false));
            }

            calls.Enqueue(CallAsync(body.WrittenSpan.ToArray(), first, inCall, stop.Token));
            first += inCall;
            inCall = 0;
            body.ResetWrittenCount();
        }
    }

    private string Path(bool bulk) => "/v1/reports:import" + new QueryText()
        .Add("dryRun", options.DryRun ? true : null).Add("scope", options.Scope).Add("import", bulk ? name : null);

    private void Take((ImportCounts Counts, List<RefusedLine> Refused) call)
    {
        counts = counts.Plus(call.Counts);
        progress?.Report(new ImportProgress(counts, call.Refused));
    }

    private async Task<(ImportCounts Counts, List<RefusedLine> Refused)> CallAsync(byte[] body, long first, int lines, CancellationToken cancellation)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await TryCallAsync(body, first, lines, cancellation).ConfigureAwait(false);
            }
            catch (Exception failure) when (ApiCaller.IsConnectionFailure(failure, cancellation))
            {
                // The answer broke off; what was recorded answers as a duplicate the next time.
                if (failures == caller.MaxAttempts)
                {
                    throw new ActorsApiException($"The server broke off the import after line {first - 1}: {failure.Message}", inner: failure);
                }

                await caller.WaitAsync(failures, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<(ImportCounts Counts, List<RefusedLine> Refused)> TryCallAsync(byte[] body, long first, int lines, CancellationToken cancellation)
    {
        using var response = await caller.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, path) { Content = ApiCaller.Json(body, "application/x-ndjson") }, repeatable: true, cancellation).ConfigureAwait(false);
        var refused = new List<RefusedLine>();
        ImportCountsJson? summary = null;
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await foreach (var line in JsonSerializer.DeserializeAsyncEnumerable(stream, ActorsJson.Default.ImportLine, topLevelValues: true, cancellation).ConfigureAwait(false))
            {
                if (line?.Line is { } at)
                {
                    refused.Add(new RefusedLine(first + at - 1, line.Error ?? "", line.Errors ?? []));
                }

                summary = line?.Summary ?? summary;
            }
        }

        if (summary is null)
        {
            throw new IOException("the answer has no summary");
        }

        return (new ImportCounts(lines, summary.Recorded, summary.Duplicates, summary.Conflicts, summary.Refused), refused);
    }
}
