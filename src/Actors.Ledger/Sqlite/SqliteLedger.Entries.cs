using Microsoft.Data.Sqlite;

namespace Actors.Ledger.Sqlite;

public sealed partial class SqliteLedger
{
    internal const string RangeSql = """
        select position, recorded_at, kind, subjects, effects, report from entry
        where partition = $1 and position > $2 and position <= $3 order by position limit $4
        """;

    internal const string BySubjectSql = """
        select position from entry_subject
        where term = $1 and partition = $2 and position > $3 and position <= $4 order by position limit $5
        """;

    private const string OneSql = """
        select position, recorded_at, kind, subjects, effects, report from entry where partition = $1 and position = $2
        """;

    /// <inheritdoc/>
    public Task<LedgerPage> ReadAsync(int partition, long after, long upTo, int limit, EntryParts parts, CancellationToken cancellationToken)
    {
        CheckRead(partition, after, limit);
        return ReadAsync(
            (session, token) =>
            {
                var page = new PageBuilder(partition, after, limit);
                using var reader = session.Query(RangeSql, partition, after, upTo, (long)limit);
                while (!page.IsFull && reader.Read())
                {
                    token.ThrowIfCancellationRequested();
                    page.Add(ReadEntry(reader, partition, parts));
                }

                // Positions are dense: what was covered ends with the last entry found.
                return page.Build(coveredTo: after);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<LedgerPage> ReadForTermsAsync(int partition, IReadOnlyCollection<int> terms, long after, long upTo, int limit, EntryParts parts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(terms);
        CheckRead(partition, after, limit);
        var wanted = terms.ToHashSet();
        return ReadAsync(
            (session, token) =>
            {
                var end = Math.Min(upTo, (long)session.Scalar("select position from head where partition = $1", partition)!);
                var page = new PageBuilder(partition, after, limit);
                if (end - after <= LedgerPlans.MaxRangeInterval)
                {
                    AddFromRange(session, page, wanted, end, parts, token);
                }
                else
                {
                    AddFromSubjects(session, page, wanted, end, parts, token);
                }

                return page.Build(coveredTo: Math.Max(after, end));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerEntry>> ReadEntriesAsync(IReadOnlyCollection<EntryAddress> addresses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        return ReadAsync<IReadOnlyList<LedgerEntry>>(
            (session, token) =>
            {
                List<LedgerEntry> found = [];
                foreach (var address in addresses.Distinct())
                {
                    token.ThrowIfCancellationRequested();
                    if (ReadOne(session, address, EntryParts.All) is { } entry)
                    {
                        found.Add(entry);
                    }
                }

                return found;
            },
            cancellationToken);
    }

    private static void AddFromRange(SqliteSession session, PageBuilder page, HashSet<int> terms, long upTo, EntryParts parts, CancellationToken cancellationToken)
    {
        using var reader = session.Query(RangeSql, page.Partition, page.After, upTo, -1L);
        while (!page.IsFull && reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var subject in LedgerBytes.ToTerms(reader.GetFieldValue<byte[]>(3)))
            {
                if (terms.Contains(subject))
                {
                    page.Add(ReadEntry(reader, page.Partition, parts));
                    break;
                }
            }
        }
    }

    private static void AddFromSubjects(SqliteSession session, PageBuilder page, HashSet<int> terms, long upTo, EntryParts parts, CancellationToken cancellationToken)
    {
        // The first positions of all terms together are among the first of each.
        SortedSet<long> positions = [];
        foreach (var term in terms)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var reader = session.Query(BySubjectSql, term, page.Partition, page.After, upTo, (long)page.Limit);
            while (reader.Read())
            {
                positions.Add(reader.GetInt64(0));
            }
        }

        foreach (var position in positions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (page.IsFull)
            {
                break;
            }

            page.Add(ReadOne(session, new(page.Partition, position), parts)!);
        }
    }

    private static LedgerEntry? ReadOne(SqliteSession session, EntryAddress address, EntryParts parts)
    {
        using var reader = session.Query(OneSql, address.Partition, address.Position);
        return reader.Read() ? ReadEntry(reader, address.Partition, parts) : null;
    }

    private static LedgerEntry ReadEntry(SqliteDataReader reader, int partition, EntryParts parts) => new()
    {
        Address = new(partition, reader.GetInt64(0)),
        RecordedAt = SqliteTime.ToInstant(reader.GetInt64(1)),
        Kind = checked((byte)reader.GetInt64(2)),
        Subjects = LedgerBytes.ToTerms(reader.GetFieldValue<byte[]>(3)),
        Effects = parts.HasFlag(EntryParts.Effects) ? reader.GetFieldValue<byte[]>(4) : default,
        Report = parts.HasFlag(EntryParts.Report) ? reader.GetFieldValue<byte[]>(5) : default,
    };

    private void CheckRead(int partition, long after, int limit)
    {
        CheckPartition(partition);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
    }
}
