using System.Collections.Concurrent;
using System.Diagnostics;
using Actors.Abstractions.Subjects;

namespace Actors.Benchmarks.Product;

/// <summary>Sees when subjects have taken in each ledger entry: after <see cref="ISubjectConsumer.DeliverAsync"/> returned.</summary>
public sealed class DeliveryWatch : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<(int Partition, long Position), Arrival> arrivals = new();

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        await context.Invoke();
        if (context.Grain is ISubjectConsumer && context.Request.GetArgumentCount() == 1 && context.Request.GetArgument(0) is SubjectSlice slice)
        {
            var now = Stopwatch.GetTimestamp();
            foreach (var entry in slice.Entries)
            {
                arrivals.GetOrAdd((slice.Partition, entry.Position), static _ => new Arrival()).Note(now);
            }
        }
    }

    /// <summary>When the last of the subjects had the entry, as a time stamp of <see cref="Stopwatch"/>; null when fewer than so many
    /// got it in a slice (a subject that was given up reads it from the ledger instead).</summary>
    public long? AppliedAt(int partition, long position, int subjects) =>
        arrivals.TryGetValue((partition, position), out var arrival) && arrival.Count >= subjects ? arrival.Last : null;

    private sealed class Arrival
    {
        private readonly Lock gate = new();

        public int Count { get; private set; }

        public long Last { get; private set; }

        public void Note(long at)
        {
            lock (gate)
            {
                Count++;
                Last = Math.Max(Last, at);
            }
        }
    }
}
