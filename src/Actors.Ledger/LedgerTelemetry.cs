using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Actors.Ledger;

/// <summary>Names under which the ledger reports metrics and traces.</summary>
public static class LedgerTelemetry
{
    /// <summary>Name of the <see cref="Meter"/> and of the <see cref="ActivitySource"/>.</summary>
    public const string Name = "Actors.Ledger";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Appended =
        Meter.CreateCounter<long>("actors.ledger.appended", "{entry}", "Entries made durable.");

    private static readonly Counter<long> Refused =
        Meter.CreateCounter<long>("actors.ledger.refused", "{batch}", "Batches refused, by outcome.");

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("actors.ledger.append.duration", "s", "Time from the call to the durable answer.");

    private static readonly Histogram<long> BatchSize =
        Meter.CreateHistogram<long>("actors.ledger.append.batch_size", "{entry}", "Entries a batch.");

    internal static ActivitySource Source { get; } = new(Name);

    internal static void Record(string engine, AppendRequest request, AppendOutcome outcome, TimeSpan elapsed)
    {
        var engineTag = new KeyValuePair<string, object?>("engine", engine);
        var partitionTag = new KeyValuePair<string, object?>("partition", request.Partition);
        Duration.Record(elapsed.TotalSeconds, engineTag, partitionTag);
        if (outcome is AppendOutcome.Committed)
        {
            Appended.Add(request.Entries.Count, engineTag, partitionTag);
            BatchSize.Record(request.Entries.Count, engineTag, partitionTag);
        }
        else
        {
            Refused.Add(1, engineTag, partitionTag, new KeyValuePair<string, object?>("outcome", outcome.GetType().Name));
        }
    }

    internal static Activity? StartAppend(string engine, AppendRequest request)
    {
        var activity = Source.StartActivity("ledger append", ActivityKind.Client);
        activity?.SetTag("actors.ledger.engine", engine);
        activity?.SetTag("actors.ledger.partition", request.Partition);
        activity?.SetTag("actors.ledger.entries", request.Entries.Count);
        return activity;
    }
}
