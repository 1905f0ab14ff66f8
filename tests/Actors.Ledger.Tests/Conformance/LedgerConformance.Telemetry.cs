using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Actors.Ledger.Tests.Conformance;

public abstract partial class LedgerConformance
{
    [ConformanceFact]
    public async Task Append_IsMeasuredAndTraced_WithItsOutcome()
    {
        // Other tests append meanwhile: what belongs to this one is told by its trace and by an unusual batch size.
        const int size = 37;
        ConcurrentBag<string> outcomes = [];
        ConcurrentBag<long> sizes = [];
        using var root = new Activity("test").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == LedgerTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == root.TraceId)
                {
                    outcomes.Add($"{activity.GetTagItem("actors.ledger.entries")} {activity.GetTagItem("actors.ledger.outcome")}");
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == LedgerTelemetry.Name && instrument.Name == "actors.ledger.append.batch_size")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((_, value, _, _) => sizes.Add(value));
        meters.Start();

        await CommitAsync(0, [.. Enumerable.Range(0, size).Select(i => Entry($"{i}"))]);
        await Ledger.AppendAsync(Batch(0, 0, Entry("late")), None);

        Assert.Equal(["1 HeadMoved", $"{size} Committed"], outcomes.Order(StringComparer.Ordinal));
        Assert.Contains(size, sizes);
    }
}
