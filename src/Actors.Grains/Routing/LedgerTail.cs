using System.Collections.Immutable;
using Actors.Abstractions.Subjects;
using Actors.Ledger;

namespace Actors.Grains.Routing;

/// <summary>
/// The newest entries of one partition that this silo has read for subjects that catch up: an interval without gaps, sorted by subject. After the loss of a
/// silo thousands of subjects ask for nearly the same interval, and most of them have missed nothing in it.
/// </summary>
/// <remarks>
/// Entries never change, so what was read stays right; which subjects they concern holds for one version of the expander, and all is forgotten with it.
/// Reading costs by the position and an index look-up by the subject, so the interval is read once those who asked have, together, cost as much. Calls wait for each other.
/// </remarks>
internal sealed class LedgerTail(ILedger ledger, ISubjectExpander expander, CatchUpOptions options, RouterInstruments instruments, int partition) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly int room = options.MaxTailEntries / ledger.PartitionCount;
    private Dictionary<string, List<SliceEntry>> bySubject = new(StringComparer.Ordinal);
    private long version = -1;

    /// <summary>The interval held: every entry after <c>from</c> and up to <c>to</c>.</summary>
    private long from;
    private long to;

    /// <summary>Positions that may be read for what those who asked in vain have cost.</summary>
    private long credit;

    /// <summary>Gives each of them its entries, or null to those whom the ledger itself must be asked for.</summary>
    /// <param name="asked">Intervals with a subject each, of this partition.</param>
    public async Task<ImmutableArray<SliceEntry>?[]> FindAsync(IReadOnlyList<(string Subject, long After, long UpTo)> asked, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (version != expander.Version)
            {
                Forget();
            }

            await ReachAsync(asked, cancellationToken);
            return version == expander.Version ? [.. asked.Select(Held)] : new ImmutableArray<SliceEntry>?[asked.Count];
        }
        catch
        {
            // A read that ended half-way leaves nothing that could be taken for whole.
            Forget();
            throw;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    /// <summary>Reads what is missed of the interval that those who ask span, if that pays.</summary>
    private async Task ReachAsync(IReadOnlyList<(string Subject, long After, long UpTo)> asked, CancellationToken cancellationToken)
    {
        var end = Math.Max(to, asked.Max(a => a.UpTo));
        var near = asked.Where(a => a.After >= end - room).ToList();
        var missed = near.Count(a => a.After < from || a.UpTo > to);
        if (missed == 0)
        {
            return;
        }

        var start = near.Min(a => a.After);
        var anew = to == from || start > to + options.MaxUnfilteredRange || to < end - room;
        var unread = anew ? end - start : Math.Max(0, from - start) + (end - to);
        credit += (long)missed * options.PositionsWorthALookUp;
        if (unread > options.MaxUnfilteredRange && unread > credit)
        {
            return;
        }

        credit = 0;
        if (anew)
        {
            Forget();
            from = to = start;
        }

        if (end > to)
        {
            await ReadAsync(bySubject, to, end, cancellationToken);
            to = end;
        }

        if (start < from)
        {
            var older = new Dictionary<string, List<SliceEntry>>(StringComparer.Ordinal);
            await ReadAsync(older, start, from, cancellationToken);
            foreach (var (subject, entries) in bySubject)
            {
                if (older.TryGetValue(subject, out var before))
                {
                    before.AddRange(entries);
                }
                else
                {
                    older.Add(subject, entries);
                }
            }

            (bySubject, from) = (older, start);
        }

        if (to - from > 2L * room)
        {
            Shorten(to - room);
        }
    }

    private async Task ReadAsync(Dictionary<string, List<SliceEntry>> into, long after, long upTo, CancellationToken cancellationToken)
    {
        while (after < upTo)
        {
            var page = await ledger.ReadAsync(partition, after, upTo, options.MaxReadEntries, EntryParts.Effects, cancellationToken);
            instruments.CatchUpRead();
            if (page.Entries.Count == 0)
            {
                throw CatchUpReader.EndsEarly(partition, after, upTo);
            }

            after = page.Entries[^1].Address.Position;
            foreach (var entry in page.Entries)
            {
                var shared = SliceEntries.Of(entry);
                foreach (var term in entry.Subjects)
                {
                    foreach (var target in await expander.ExpandAsync(term, cancellationToken))
                    {
                        if (!into.TryGetValue(target.Subject, out var entries))
                        {
                            into.Add(target.Subject, entries = []);
                        }

                        // By two of its terms it may concern a subject twice.
                        if (entries.Count == 0 || entries[^1].Position < shared.Position)
                        {
                            entries.Add(shared);
                        }
                    }
                }
            }
        }
    }

    private ImmutableArray<SliceEntry>? Held((string Subject, long After, long UpTo) asked)
    {
        if (asked.After < from || asked.UpTo > to)
        {
            return null;
        }

        if (!bySubject.TryGetValue(asked.Subject, out var entries))
        {
            return [];
        }

        var first = FirstAfter(entries, asked.After);
        return [.. entries[first..FirstAfter(entries, asked.UpTo)]];
    }

    private void Shorten(long start)
    {
        foreach (var (subject, entries) in bySubject)
        {
            entries.RemoveRange(0, FirstAfter(entries, start));
            if (entries.Count == 0)
            {
                bySubject.Remove(subject);
            }
        }

        from = start;
    }

    private void Forget()
    {
        bySubject.Clear();
        version = expander.Version;
        from = to = credit = 0;
    }

    /// <summary>Index of the first entry past a position.</summary>
    private static int FirstAfter(List<SliceEntry> entries, long position)
    {
        var (low, high) = (0, entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = entries[middle].Position > position ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
