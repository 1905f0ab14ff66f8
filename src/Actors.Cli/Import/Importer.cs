using System.Runtime.CompilerServices;
using Actors.Cli.Output;
using Actors.Client;
using Actors.Domain.Reports;
using Actors.Import;

namespace Actors.Cli.Import;

/// <summary>Sends the reports of a file and accounts for every row of it.</summary>
internal sealed class Importer(ActorsClient client, ImportRequest request, TextWriter error, TimeProvider time, bool terminal)
{
    /// <summary>Refusals shown one by one; all are counted, and in the file of outcomes.</summary>
    private const int MaxShown = 20;

    private readonly RowNumbers numbers = new();
    private readonly Lock gate = new();
    private TextWriter? outcomes;
    private long rows;
    private long refusedHere;
    private long skipped;
    private long shown;

    public async Task<ImportOutcome> RunAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var plan = await ImportPlan.OfAsync(request, client, cancellation);
        foreach (var note in plan.Notes)
        {
            await error.WriteLineAsync(note);
        }

        var line = new ImportProgressLine(error, time, plan.Check.Rows, terminal);
        await using var file = request.Outcomes is null ? null : new StreamWriter(request.Outcomes);
        outcomes = file;
        var options = new ImportOptions
        {
            DryRun = request.DryRun,
            Scope = plan.Source.Scope,
            ParallelCalls = plan.Source.AnyOrder ? 2 : 1,
        };
        var progress = new Teller(p =>
        {
            foreach (var refused in p.Refused)
            {
                Refuse(numbers.RowOf(refused.Line), refused.Error, line);
            }

            line.Tell(Interlocked.Read(ref rows), Interlocked.Read(ref refusedHere) + p.Counts.Refused + p.Counts.Conflicts);
        });
        var counts = await client.ImportLinesAsync(Lines(plan, line, cancellation), options, progress, cancellation);
        line.End();
        var seconds = time.GetElapsedTime(started).TotalSeconds;
        var regions = plan.Source as IRegionSource;
        return new ImportOutcome
        {
            File = request.Path,
            Format = plan.Source.Format,
            DryRun = request.DryRun,
            Rows = rows,
            Recorded = counts.Recorded,
            Duplicates = counts.Duplicates,
            Conflicts = counts.Conflicts,
            Refused = counts.Refused + refusedHere,
            Skipped = skipped,
            Seconds = Math.Round(seconds, 2),
            PerSecond = (long)(rows / Math.Max(seconds, 0.001)),
            Notes = plan.Notes,
            UnknownCountries = regions?.UnknownCountries ?? new Dictionary<string, long>(),
            UnmappedDivisions = regions?.UnmappedDivisions ?? new Dictionary<string, long>(),
        };
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Lines(ImportPlan plan, ImportProgressLine line, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Reading and mapping must not hold up the thread that awaits answers.
        await Task.Yield();
        long sent = 0;
        foreach (var row in plan.Source.Read(plan.File.Open()))
        {
            cancellation.ThrowIfCancellationRequested();
            Interlocked.Increment(ref rows);
            if (row.Refusal is { } why)
            {
                Interlocked.Increment(ref refusedHere);
                Refuse(row.Row, why, line);
            }
            else if (row.Skipped is { } reason)
            {
                skipped++;
                Note(row.Row, "skipped", reason);
            }
            else
            {
                numbers.Sent(++sent, row.Row);
                Note(row.Row, "sent", null);
                yield return row.Exported.IsEmpty ? ReportWriter.WriteCanonical(row.Report!) : row.Exported;
            }
        }
    }

    private void Refuse(long row, string why, ImportProgressLine line)
    {
        Note(row, "refused", why);
        lock (gate)
        {
            shown++;
            if (shown <= MaxShown)
            {
                line.End();
                error.WriteLine($"row {row} refused: {why}");
            }
            else if (shown == MaxShown + 1)
            {
                line.End();
                error.WriteLine("more rows are refused; --outcomes FILE lists them all");
            }
        }
    }

    /// <summary>The file of outcomes: a row that was sent and is not refused further down is recorded.</summary>
    private void Note(long row, string outcome, string? why)
    {
        if (outcomes is not null)
        {
            lock (gate)
            {
                Printer.WriteJsonLine(outcomes, new { row, outcome, why });
            }
        }
    }

    private sealed class Teller(Action<ImportProgress> tell) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => tell(value);
    }
}
