using System.Text;

namespace Actors.Ledger;

/// <summary>What is checked of an append before anything is sent: limits, and mistakes no database state could excuse.</summary>
internal static class AppendChecks
{
    public static void Check(AppendRequest request, LedgerLimits limits)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegative(request.ExpectedHead);
        if (request.Entries.Count == 0)
        {
            throw new ArgumentException("An append needs at least one entry.", nameof(request));
        }

        if (request.Entries.Count > limits.MaxEntries)
        {
            throw new LedgerLimitException($"The batch has {request.Entries.Count} entries; {nameof(LedgerLimits.MaxEntries)} is {limits.MaxEntries}. Split it.");
        }

        long batchBytes = 0;
        var keys = new HashSet<ReportKey>();
        var revisions = new Dictionary<Guid, int>();
        for (var i = 0; i < request.Entries.Count; i++)
        {
            var entry = request.Entries[i];
            var entryBytes = BytesOf(entry);
            if (entryBytes > limits.MaxEntryBytes)
            {
                throw new LedgerLimitException($"Entry {i} carries {entryBytes} bytes; {nameof(LedgerLimits.MaxEntryBytes)} is {limits.MaxEntryBytes}.");
            }

            batchBytes += entryBytes;
            CheckSubjects(entry, i, limits);
            if (entry.ReportKey is { } key && !keys.Add(key))
            {
                throw new ArgumentException($"Entry {i} registers the report key {key.Value:x32}, which an earlier entry of the batch registers already.", nameof(request));
            }

            CheckRevisions(entry, i, limits, revisions);
            if (entry.Fence is { } fence && (fence.Key.Length == 0 || fence.Key.Contains('\0', StringComparison.Ordinal)))
            {
                throw new ArgumentException($"Entry {i} has a fence whose key is empty or contains U+0000.", nameof(request));
            }
        }

        if (batchBytes > limits.MaxBatchBytes)
        {
            throw new LedgerLimitException($"The batch carries {batchBytes} bytes; {nameof(LedgerLimits.MaxBatchBytes)} is {limits.MaxBatchBytes}. Split it.");
        }
    }

    /// <summary>Throws when a term is empty, too long or cannot be stored.</summary>
    public static void CheckTerm(string term, string where, LedgerLimits limits)
    {
        if (IsFine(term, limits))
        {
            return;
        }

        if (string.IsNullOrEmpty(term) || term.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"{where} names a term that is empty or contains U+0000.", nameof(term));
        }

        if (Encoding.UTF8.GetByteCount(term) is var bytes && bytes > limits.MaxTermBytes)
        {
            throw new LedgerLimitException($"{where} names a term of {bytes} bytes ('{term.AsSpan(0, Math.Min(40, term.Length))}…'); {nameof(LedgerLimits.MaxTermBytes)} is {limits.MaxTermBytes}.");
        }
    }

    /// <summary>True for most terms, without a word of where they stand: a char is at most three bytes of UTF-8.</summary>
    private static bool IsFine(string term, LedgerLimits limits) =>
        !string.IsNullOrEmpty(term) && term.Length * 3 <= limits.MaxTermBytes && !term.Contains('\0', StringComparison.Ordinal);

    /// <summary>Bytes of all blobs of an entry, as the limits count them.</summary>
    public static long BytesOf(NewEntry entry)
    {
        long bytes = (long)entry.Effects.Length + entry.Report.Length + entry.Receipt.Length;
        foreach (var revision in entry.Revisions)
        {
            bytes += revision.Contribution.Length + (revision.Reports.Count * 12L) + Encoding.UTF8.GetByteCount(revision.SearchText);
        }

        return bytes;
    }

    private static void CheckSubjects(NewEntry entry, int index, LedgerLimits limits)
    {
        if (entry.Subjects.Count > limits.MaxSubjects)
        {
            throw new LedgerLimitException($"Entry {index} names {entry.Subjects.Count} subjects; {nameof(LedgerLimits.MaxSubjects)} is {limits.MaxSubjects}.");
        }

        for (var i = 0; i < entry.Subjects.Count; i++)
        {
            if (!IsFine(entry.Subjects[i], limits))
            {
                CheckTerm(entry.Subjects[i], $"Entry {index}", limits);
            }
        }

        if (HasTwice(entry.Subjects))
        {
            throw new ArgumentException($"Entry {index} names a subject twice; subjects must be distinct.", nameof(entry));
        }
    }

    private static bool HasTwice(IReadOnlyList<string> subjects)
    {
        if (subjects.Count > 16)
        {
            return subjects.Distinct(StringComparer.Ordinal).Count() != subjects.Count;
        }

        for (var i = 1; i < subjects.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (string.Equals(subjects[i], subjects[j]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void CheckRevisions(NewEntry entry, int index, LedgerLimits limits, Dictionary<Guid, int> revisions)
    {
        foreach (var revision in entry.Revisions)
        {
            if (revision.Revision < 1)
            {
                throw new ArgumentException($"Entry {index} makes revision {revision.Revision} of incident {revision.Incident}; revisions count from 1.", nameof(entry));
            }

            if (revision.DayFrom is null != revision.DayTo is null || revision.DayFrom > revision.DayTo)
            {
                throw new ArgumentException($"Entry {index} gives incident {revision.Incident} the days {revision.DayFrom:yyyy-MM-dd} to {revision.DayTo:yyyy-MM-dd}; both must be given or neither, in order.", nameof(entry));
            }

            if (revision.Terms.Count > limits.MaxSubjects)
            {
                throw new LedgerLimitException($"Entry {index} gives incident {revision.Incident} {revision.Terms.Count} terms; {nameof(LedgerLimits.MaxSubjects)} is {limits.MaxSubjects}.");
            }

            foreach (var term in revision.Terms)
            {
                if (!IsFine(term, limits))
                {
                    CheckTerm(term, $"Entry {index}, incident {revision.Incident},", limits);
                }
            }

            if (revision.SearchText.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException($"Entry {index} gives incident {revision.Incident} a search text that contains U+0000.", nameof(entry));
            }

            if (revisions.TryGetValue(revision.Incident, out var earlier) && revision.Revision != earlier + 1)
            {
                throw new ArgumentException($"Entry {index} makes revision {revision.Revision} of incident {revision.Incident} after revision {earlier} in the same batch.", nameof(entry));
            }

            revisions[revision.Incident] = revision.Revision;
        }
    }
}
