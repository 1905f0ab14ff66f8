using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Actors.Streaming;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Cluster.Tests.Streams;

/// <summary>The streams' own figures, of all silos of one cluster.</summary>
internal sealed class StreamFigures : IDisposable
{
    private readonly ConcurrentDictionary<string, long> sums = new();
    private readonly ConcurrentDictionary<string, long> greatest = new();
    private readonly object scope = new();
    private readonly MeterListener listener;

    public StreamFigures()
    {
        listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == LedgerStreamInstruments.SourceName && instrument.Meter.Scope == scope)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
            greatest.AddOrUpdate(instrument.Name, value, (_, known) => Math.Max(known, value));
        });
        listener.Start();
    }

    /// <summary>Makes the meters of a silo recognisable as this cluster's.</summary>
    public void Watch(IServiceCollection services) => services.AddSingleton<IMeterFactory>(new Factory(scope));

    /// <summary>Sum of a counter.</summary>
    public long Sum(string instrument) => sums.GetValueOrDefault(instrument);

    /// <summary>Samples the gauges now; returns the greatest value this one ever had.</summary>
    public long GreatestSampled(string gauge)
    {
        listener.RecordObservableInstruments();
        return greatest.GetValueOrDefault(gauge);
    }

    public void Dispose() => listener.Dispose();

    private sealed class Factory(object scope) : IMeterFactory
    {
        private readonly ConcurrentBag<Meter> meters = [];

        public Meter Create(MeterOptions options)
        {
            options.Scope = scope;
            var meter = new Meter(options);
            meters.Add(meter);
            return meter;
        }

        public void Dispose()
        {
            foreach (var meter in meters)
            {
                meter.Dispose();
            }
        }
    }
}
