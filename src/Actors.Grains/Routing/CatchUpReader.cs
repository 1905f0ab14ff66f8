using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Actors.Abstractions.Subjects;
using Actors.Ledger;
using Microsoft.Extensions.Options;

namespace Actors.Grains.Routing;

/// <summary>
/// Reads the ledger for subjects that catch up. One per silo: while a query runs, further subjects gather and share the next one, so
/// that thousands of them (most have missed nothing, and only cannot know it) cost few queries.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class CatchUpReader(ILedger ledger, ISubjectExpander expander, IOptions<CatchUpOptions> options, RouterInstruments instruments) : IDisposable
{
    private readonly CatchUpOptions options = options.Value;
    private readonly ConcurrentDictionary<int, LedgerTail> tails = new();
    private readonly Lock gate = new();
    private readonly LinkedList<Waiter> waiting = new();
    private int workers;

    /// <summary>
    /// The entries of one subject in one partition after a position: one step towards <paramref name="upTo"/>, at most 20,000 positions or
    /// a few thousand entries long. Ask again from the step's <see cref="CatchUpStep.To"/> until it is <paramref name="upTo"/>.
    /// </summary>
    /// <param name="upTo">Not beyond the head of the partition.</param>
    /// <param name="fromLedger">True: from the database in any case, and not from what this silo has read before.</param>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be reached.</exception>
    /// <exception cref="InvalidOperationException">The ledger ends before <paramref name="upTo"/>.</exception>
    public Task<CatchUpStep> ReadAsync(int partition, string subject, long after, long upTo, CancellationToken cancellationToken, bool fromLedger = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        if (upTo <= after)
        {
            return Task.FromResult(new CatchUpStep(after, after, []));
        }

        var waiter = new Waiter(partition, subject, after, upTo, fromLedger);
        lock (gate)
        {
            waiting.AddLast(waiter);
            if (workers < options.MaxConcurrentReads)
            {
                workers++;

                // Not on the scheduler of the grain that happens to ask first.
                _ = Task.Run(WorkAsync, CancellationToken.None);
            }
        }

        return waiter.Step.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        foreach (var tail in tails.Values)
        {
            tail.Dispose();
        }
    }

    private async Task WorkAsync()
    {
        while (TakeBatch() is { } batch)
        {
            try
            {
                await ReadBatchAsync(batch);
            }
            catch (Exception failure)
            {
                foreach (var waiter in batch)
                {
                    waiter.Fail(failure);
                }
            }
        }
    }

    /// <summary>The longest waiting subject, and all others that one read can serve with it: their intervals lie within one range, or they are
    /// all far behind and start within one.</summary>
    private List<Waiter>? TakeBatch()
    {
        lock (gate)
        {
            if (waiting.First is not { } first)
            {
                workers--;
                return null;
            }

            waiting.RemoveFirst();
            List<Waiter> batch = [first.Value];
            var far = IsFar(first.Value);
            var (low, high) = (first.Value.After, far ? first.Value.After : first.Value.UpTo);
            for (var node = waiting.First; node is not null && batch.Count < options.MaxBatch;)
            {
                var next = node.Next;
                var (newLow, newHigh) = (Math.Min(low, node.Value.After), Math.Max(high, far ? node.Value.After : node.Value.UpTo));
                if (node.Value.Partition == first.Value.Partition && newHigh - newLow <= options.MaxRange && IsFar(node.Value) == far)
                {
                    (low, high) = (newLow, newHigh);
                    batch.Add(node.Value);
                    waiting.Remove(node);
                }

                node = next;
            }

            return batch;
        }
    }

    private bool IsFar(Waiter waiter) => waiter.UpTo - waiter.After > options.MaxRange;

    private async Task ReadBatchAsync(List<Waiter> batch)
    {
        batch = await ReadTailAsync(batch);
        if (batch.Count == 0)
        {
            return;
        }

        var range = batch.Max(waiter => waiter.UpTo) - batch.Min(waiter => waiter.After);
        if (range <= options.MaxRange && (range <= options.MaxUnfilteredRange || batch.Count > options.MaxFilterSubjects))
        {
            await ReadRangeAsync(batch);
            return;
        }

        var (together, byTerm, terms) = (new List<Waiter>(), new List<Waiter>(), new Dictionary<int, List<Waiter>>());

        // Asked for at once: they share the look at which terms are new.
        var termsOf = await Task.WhenAll(batch.Select(waiter => expander.TermsOfAsync(waiter.Subject, CancellationToken.None).AsTask()));
        foreach (var (waiter, own) in batch.Zip(termsOf))
        {
            if (own.Count > options.MaxIndexTerms)
            {
                // The range is the cheaper way for a subject with so many terms.
                waiter.UpTo = Math.Min(waiter.UpTo, waiter.After + options.MaxRange);
                together.Add(waiter);
                continue;
            }

            if (own.Count == 0)
            {
                waiter.Complete();
                continue;
            }

            if (terms.Count + own.Count > options.MaxIndexTerms && byTerm.Count > 0)
            {
                await ReadByTermsAsync(byTerm, terms);
                (byTerm, terms) = ([], []);
            }

            byTerm.Add(waiter);
            foreach (var term in own)
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(terms, term, out _) ??= []).Add(waiter);
            }
        }

        if (byTerm.Count > 0)
        {
            await ReadByTermsAsync(byTerm, terms);
        }

        if (together.Count > 0)
        {
            await ReadRangeAsync(together);
        }
    }

    /// <summary>Answers those whose interval this silo has read, or now reads, for all of them. Returns the others.</summary>
    private async Task<List<Waiter>> ReadTailAsync(List<Waiter> batch)
    {
        var asked = batch.Where(waiter => !waiter.FromLedger).ToList();
        if (asked.Count == 0 || options.MaxTailEntries == 0)
        {
            return batch;
        }

        var tail = tails.GetOrAdd(asked[0].Partition, TailOf);
        var found = await tail.FindAsync([.. asked.Select(waiter => (waiter.Subject, waiter.After, waiter.UpTo))], CancellationToken.None);
        var answered = 0;
        for (var i = 0; i < asked.Count; i++)
        {
            if (found[i] is { } entries)
            {
                asked[i].Complete(entries);
                answered++;
            }
        }

        instruments.CaughtUp(answered);
        return [.. batch.Where(waiter => !waiter.Step.IsCompleted)];
    }

    /// <summary>By the terms of these subjects alone. A page that is full before the end is the step of those it reaches; the others go on waiting.</summary>
    private async Task ReadByTermsAsync(List<Waiter> batch, Dictionary<int, List<Waiter>> byTerm)
    {
        var (partition, after, upTo) = (batch[0].Partition, batch.Min(waiter => waiter.After), batch.Max(waiter => waiter.UpTo));
        var page = await ledger.ReadForTermsAsync(partition, byTerm.Keys, after, upTo, options.MaxStepEntries, EntryParts.Effects, CancellationToken.None);
        instruments.CatchUpRead();
        if (page.To <= after)
        {
            throw EndsEarly(partition, page.To, upTo);
        }

        var reached = batch.Where(waiter => waiter.After < page.To).ToList();
        foreach (var waiter in reached)
        {
            waiter.UpTo = Math.Min(page.To, waiter.UpTo);
        }

        foreach (var entry in page.Entries)
        {
            SliceEntry? shared = null;
            foreach (var term in entry.Subjects)
            {
                foreach (var waiter in byTerm.GetValueOrDefault(term) ?? [])
                {
                    waiter.Offer(shared ??= SliceEntries.Of(entry));
                }
            }
        }

        foreach (var waiter in reached)
        {
            waiter.Complete();
        }

        instruments.CaughtUp(reached.Count);
        lock (gate)
        {
            foreach (var waiter in batch.Where(waiter => waiter.After >= page.To))
            {
                waiting.AddFirst(waiter);
            }
        }
    }

    private async Task ReadRangeAsync(List<Waiter> batch)
    {
        var partition = batch[0].Partition;
        var position = batch.Min(waiter => waiter.After);
        var end = batch.Max(waiter => waiter.UpTo);
        var bySubject = batch.ToLookup(waiter => waiter.Subject, StringComparer.Ordinal);
        var byTerm = new Dictionary<int, Waiter[]>();
        while (position < end)
        {
            var page = await ledger.ReadAsync(partition, position, end, options.MaxReadEntries, EntryParts.Effects, CancellationToken.None);
            instruments.CatchUpRead();
            if (page.Entries.Count == 0)
            {
                throw EndsEarly(partition, position, end);
            }

            position = page.Entries[^1].Address.Position;
            foreach (var entry in page.Entries)
            {
                await OfferAsync(entry);
            }
        }

        foreach (var waiter in batch)
        {
            waiter.Complete();
        }

        instruments.CaughtUp(batch.Count);

        async ValueTask OfferAsync(LedgerEntry entry)
        {
            SliceEntry? shared = null;
            foreach (var term in entry.Subjects)
            {
                if (!byTerm.TryGetValue(term, out var waiters))
                {
                    var targets = await expander.ExpandAsync(term, CancellationToken.None);
                    waiters = [.. targets.SelectMany(target => bySubject[target.Subject])];
                    byTerm.Add(term, waiters);
                }

                foreach (var waiter in waiters)
                {
                    waiter.Offer(shared ??= SliceEntries.Of(entry));
                }
            }
        }
    }

    private LedgerTail TailOf(int partition) => new(ledger, expander, options, instruments, partition);

    internal static InvalidOperationException EndsEarly(int partition, long end, long upTo) =>
        new($"Partition {partition} ends at position {end}; a subject cannot catch up to {upTo}.");

    private sealed class Waiter(int partition, string subject, long after, long upTo, bool fromLedger)
    {
        private readonly TaskCompletionSource<CatchUpStep> step = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<SliceEntry> entries = [];

        public int Partition => partition;

        public string Subject => subject;

        public long After => after;

        public bool FromLedger => fromLedger;

        public long UpTo { get; set; } = upTo;

        public Task<CatchUpStep> Step => step.Task;

        /// <summary>Takes an entry within the interval; one that comes by two of its terms is taken once.</summary>
        public void Offer(SliceEntry entry)
        {
            if (entry.Position > after && entry.Position <= UpTo && (entries.Count == 0 || entries[^1].Position < entry.Position))
            {
                entries.Add(entry);
            }
        }

        public void Complete(ImmutableArray<SliceEntry> found) => step.TrySetResult(new CatchUpStep(after, UpTo, found));

        public void Complete() => step.TrySetResult(new CatchUpStep(after, UpTo, ImmutableCollectionsMarshal.AsImmutableArray(entries.ToArray())));

        public void Fail(Exception failure) => step.TrySetException(failure);
    }
}
