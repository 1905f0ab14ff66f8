using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Actors.Abstractions.Export;
using Actors.Abstractions.Intake;
using Actors.Domain.Reports;
using Actors.Gateway.Audit;
using Actors.Gateway.Problems;
using Actors.Gateway.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Actors.Gateway.Reports;

/// <summary>
/// <c>POST /v1/reports:import</c>: NDJSON of any length in, NDJSON out. A refused line is answered by number; the others go on.
/// Repeating an import is safe: what is recorded already counts as a duplicate. Lines of an export (<c>GET /v1/reports</c>) are taken in as well.
/// </summary>
/// <remarks>
/// What an array could hold is told of as it comes, like an array. A longer import is a bulk import, and so are calls that name one
/// (<c>?import=</c>): each subject tells of it by one summary, and of nothing else but a change of its level.
/// </remarks>
internal static class ImportEndpoint
{
    private const int MaxLineBytes = 1024 * 1024;
    private const int ChunkReports = 1_000;
    private const int MaxAttempts = 60;
    private const int MaxNameLength = 100;
    private const int ChunkBytes = 2 * 1024 * 1024;
    private static ReadOnlySpan<byte> EntryStart => "{\"entry\":"u8;

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(1);

    public static async Task PostAsync(HttpContext context, IGrainFactory grains, Sender sender, AuditTrail trail, TimeProvider time)
    {
        var query = new QueryReader(context, "dryRun", "scope", "import");
        var dryRun = query.Flag("dryRun") ?? false;
        var identity = sender.Identify(context);
        var scope = query.Text("scope") ?? identity.Scope;
        if (scope.Length > 100)
        {
            throw new ApiProblemException(ApiProblem.Parameter("scope", "has more than 100 characters."));
        }

        var import = query.Text("import");
        if (import is { Length: 0 or > MaxNameLength } || import?.Contains(',', StringComparison.Ordinal) == true)
        {
            throw new ApiProblemException(ApiProblem.Parameter("import", $"must be 1 to {MaxNameLength} characters without a comma: what the summaries call this import; all its calls give the same."));
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        context.Response.ContentType = "application/x-ndjson; charset=utf-8";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var run = new ImportRun(context, grains, scope, import, identity.Analyst, dryRun, trail, time);
        try
        {
            await run.ReadAllAsync();
        }
        catch (Exception away) when (away is ServiceBusyException or TimeoutException or OrleansException)
        {
            await run.EndEarlyAsync(away.Message);
        }
    }

    private sealed class ImportRun(HttpContext context, IGrainFactory grains, string scope, string? import, bool analyst, bool dryRun, AuditTrail trail, TimeProvider time)
    {
        private readonly List<(long Line, byte[] Canonical)> chunk = [];
        private readonly List<Report> decisions = [];
        private readonly List<(long Line, byte[] Entry)> exported = [];
        private string? bulk = import;
        private bool vouched;
        private readonly CancellationToken aborted = context.RequestAborted;
        private readonly long started = time.GetTimestamp();
        private long progressAt = time.GetTimestamp();
        private int chunkBytes;
        private long line;
        private long recorded;
        private long duplicates;
        private long conflicts;
        private long refused;

        public async Task ReadAllAsync()
        {
            var reader = PipeReader.Create(context.Request.Body, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
            while (true)
            {
                var result = await reader.ReadAsync(aborted);
                var buffer = result.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    await TakeAsync(buffer.Slice(0, end));
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                }

                if (result.IsCompleted)
                {
                    if (!buffer.IsEmpty)
                    {
                        await TakeAsync(buffer);
                    }

                    reader.AdvanceTo(buffer.End);
                    break;
                }

                if (buffer.Length > MaxLineBytes)
                {
                    line++;
                    await RefuseAsync(line, [new ReportError("", $"the line has more than {MaxLineBytes} bytes; the import ends here, nothing after it was read")]);
                    reader.AdvanceTo(buffer.End);
                    await reader.CompleteAsync();
                    await FlushAsync();
                    await SummaryAsync(complete: false);
                    return;
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
            }

            await FlushAsync();
            await SummaryAsync(complete: true);
        }

        private async Task TakeAsync(ReadOnlySequence<byte> sequence)
        {
            line++;
            var bytes = sequence.ToArray().AsMemory();
            if (line == 1 && bytes.Span.StartsWith("\uFEFF"u8))
            {
                bytes = bytes[3..];
            }

            var text = bytes.Trim(" \t\r"u8);
            if (text.IsEmpty)
            {
                return;
            }

            if (text.Span.StartsWith(EntryStart))
            {
                await TakeExportedAsync(text.ToArray());
                return;
            }

            if (exported.Count > 0)
            {
                await FlushAsync();
            }

            var read = ReportReader.ReadOne(text.Span);
            if (read.Errors.Count > 0)
            {
                await RefuseAsync(line, read.Errors);
                return;
            }

            if (!analyst && read.Reports![0] is AssessmentReport)
            {
                await RefuseAsync(line, [new ReportError("/kind", "an assessment report needs a key with the role analyst")]);
                return;
            }

            if (chunk.Count == ChunkReports || chunkBytes >= ChunkBytes)
            {
                // More than an array holds: whatever follows, this is a bulk import.
                bulk ??= string.Create(CultureInfo.InvariantCulture, $"{scope.Replace(',', ' ')} {time.GetUtcNow().UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
                await FlushAsync();
            }

            var canonical = ReportWriter.WriteCanonical(read.Reports![0]);
            chunk.Add((line, canonical));
            if (read.Reports[0] is AssessmentReport or RetractionReport)
            {
                decisions.Add(read.Reports[0]);
            }

            chunkBytes += canonical.Length;
        }

        /// <summary>A line of an export says itself who sent a report and how far it is to be trusted: that is for analysts to vouch for.</summary>
        private async Task TakeExportedAsync(byte[] entry)
        {
            if (!analyst)
            {
                await RefuseAsync(line, [new ReportError("/entry", "a line of an export needs a key with the role analyst")]);
                return;
            }

            if (chunk.Count > 0)
            {
                await FlushAsync();
            }

            exported.Add((line, entry));
            chunkBytes += entry.Length;
            if (exported.Count == ChunkReports || chunkBytes >= ChunkBytes)
            {
                await FlushAsync();
            }
        }

        private async Task RestoreAsync()
        {
            if (!vouched && !dryRun)
            {
                // Once for the request: whoever sends an export vouches for all the decisions in it.
                var position = await PatientlyAsync(() => trail.BeginAsync(context, "POST /v1/reports:import", "/v1/reports:import", """{"kind":"export"}"""));
                await trail.ConcludeAsync(position, StatusCodes.Status200OK);
                vouched = true;
            }

            var answers = await PatientlyAsync(() => grains.GetGrain<IRestoreGrain>(0).RestoreAsync([.. exported.Select(e => e.Entry)], dryRun));
            for (var i = 0; i < answers.Count; i++)
            {
                switch (answers[i])
                {
                    case { Problem: { } problem }:
                        await RefuseAsync(exported[i].Line, [new ReportError("", problem)]);
                        break;
                    case { Status: ReceiptStatus.Recorded }:
                        recorded++;
                        break;
                    case { Status: ReceiptStatus.Duplicate }:
                        duplicates++;
                        break;
                    case { Status: ReceiptStatus.Conflict }:
                        conflicts++;
                        await RefuseAsync(exported[i].Line, [new ReportError("/recorded/report/id", "is recorded with different content")], count: false);
                        break;
                }
            }

            exported.Clear();
        }

        private async Task FlushAsync()
        {
            if (exported.Count > 0)
            {
                await RestoreAsync();
            }

            if (chunk.Count > 0 && !dryRun)
            {
                var receipts = await PatientlyAsync(() => SubmitOnRecordAsync(new Submission(scope, analyst, [.. chunk.Select(c => c.Canonical)]) { Import = bulk }));
                for (var i = 0; i < receipts.Count; i++)
                {
                    switch (receipts[i].Status)
                    {
                        case ReceiptStatus.Recorded:
                            recorded++;
                            break;
                        case ReceiptStatus.Duplicate:
                            duplicates++;
                            break;
                        default:
                            conflicts++;
                            await RefuseAsync(chunk[i].Line, [new ReportError("/id", $"'{receipts[i].Report}' is recorded at {receipts[i].Positions} with different content")], count: false);
                            break;
                    }
                }
            }
            else
            {
                recorded += chunk.Count;
            }

            chunk.Clear();
            decisions.Clear();
            chunkBytes = 0;
            if (time.GetElapsedTime(progressAt) >= ProgressEvery)
            {
                progressAt = time.GetTimestamp();
                await WriteAsync(new { progress = Counts() });
            }
        }

        /// <summary>Reports are idempotent: a chunk whose outcome is not known is sent again until the patience of a request is used up.</summary>
        private async Task<T> PatientlyAsync<T>(Func<Task<T>> send)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await send();
                }
                catch (Exception away) when (attempt < MaxAttempts && away is (ServiceBusyException or TimeoutException or OrleansException))
                {
                    await WriteAsync(new { waiting = away.Message, attempt });
                    await Task.Delay(TimeSpan.FromSeconds(away is ServiceBusyException busy ? busy.RetryAfterSeconds : 1), time, aborted);
                }
            }
        }

        private async Task<IReadOnlyList<Receipt>> SubmitOnRecordAsync(Submission submission)
        {
            if (AuditDetails.Of(decisions) is not { } details)
            {
                return await grains.GetGrain<IIntakeGrain>(0).SubmitAsync(submission);
            }

            var position = await trail.BeginAsync(context, "POST /v1/reports:import", "/v1/reports:import", details);
            var receipts = await grains.GetGrain<IIntakeGrain>(0).SubmitAsync(submission);
            await trail.ConcludeAsync(position, StatusCodes.Status200OK);
            return receipts;
        }

        private object Counts()
        {
            var seconds = Math.Max(time.GetElapsedTime(started).TotalSeconds, 0.001);
            return new { lines = line, recorded, duplicates, conflicts, refused, perSecond = Math.Round(line / seconds) };
        }

        /// <summary>Says that the import ends before its end; what was counted as recorded is durable, the rest is to be sent again.</summary>
        public async Task EndEarlyAsync(string why)
        {
            await WriteAsync(new { line, error = $"{why} The import ends here: send it again, what is recorded is not recorded twice." });
            await SummaryAsync(complete: false);
        }

        private Task SummaryAsync(bool complete) =>
            WriteAsync(new { summary = new { lines = line, recorded, duplicates, conflicts, refused, dryRun, complete } });

        private Task RefuseAsync(long at, IReadOnlyList<ReportError> errors, bool count = true)
        {
            refused += count ? 1 : 0;
            return WriteAsync(new { line = at, error = errors[0].Detail, errors = errors.Select(e => new FieldProblem(e.Pointer, e.Detail)) });
        }

        private async Task WriteAsync(object value)
        {
            await JsonSerializer.SerializeAsync(context.Response.Body, value, ApiJson.Options, aborted);
            await context.Response.Body.WriteAsync("\n"u8.ToArray(), aborted);
            await context.Response.Body.FlushAsync(aborted);
        }
    }
}
