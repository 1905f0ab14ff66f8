using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Npgsql;
using static Actors.Ledger.PostgreSql.PostgreSqlParameters;

namespace Actors.Ledger.PostgreSql;

public sealed partial class PostgreSqlLedger
{
    /// <summary>A term with more entries than this in one answer of the subject index is read by ranges next time.</summary>
    private const int ManyEntries = 5_000;

    /// <summary>Terms found to stand in many entries: for them a walk along the positions is cheaper than the index. A hint only.</summary>
    private readonly ConcurrentDictionary<int, bool> denseTerms = new();

    /// <inheritdoc/>
    public Task<LedgerPage> ReadAsync(int partition, long after, long upTo, int limit, EntryParts parts, CancellationToken cancellationToken)
    {
        CheckRead(partition, after, limit);
        return connections.ReadAsync(
            async connection =>
            {
                var page = new PageBuilder(partition, after, limit);
                await AddAsync(connection, page, PostgreSqlPlans.InIndexOrder, EntrySql.Range(parts), [Of(partition), Of(after), Of(upTo), Of((long)limit)], parts, cancellationToken);
                return page.Build(coveredTo: after);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<LedgerPage> ReadForTermsAsync(int partition, IReadOnlyCollection<int> terms, long after, long upTo, int limit, EntryParts parts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(terms);
        CheckRead(partition, after, limit);
        int[] wanted = [.. terms.Distinct()];
        return connections.ReadAsync(
            async connection =>
            {
                var page = new PageBuilder(partition, after, limit);
                var end = Math.Min(upTo, (await connections.QueryAsync(connection, plan: null, HeadSql, [Of(partition)], r => r.GetInt64(0), cancellationToken)).Single());
                if (end - after <= LedgerPlans.MaxRangeInterval)
                {
                    await AddRangeAsync(end);
                    return page.Build(coveredTo: Math.Max(after, end));
                }

                if (wanted.Any(denseTerms.ContainsKey))
                {
                    var found = await AddRangeAsync(after + LedgerPlans.MaxRangeInterval);
                    if (found >= LedgerPlans.MaxRangeInterval / 20)
                    {
                        return page.Build(coveredTo: after + LedgerPlans.MaxRangeInterval);
                    }

                    page = new PageBuilder(partition, after, limit);
                }

                await AddThroughIndexAsync(connection, page, wanted, end, parts, cancellationToken);
                return page.Build(coveredTo: end);

                Task<int> AddRangeAsync(long to) =>
                    AddAsync(connection, page, PostgreSqlPlans.InIndexOrder, EntrySql.FilteredRange(parts), [Of(partition), Of(after), Of(to), Of((long)limit), Of(wanted)], parts, cancellationToken);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LedgerEntry>> ReadEntriesAsync(IReadOnlyCollection<EntryAddress> addresses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        EntryAddress[] wanted = [.. addresses.Distinct()];
        return await connections.QueryAsync(
            PostgreSqlPlans.ByKeys,
            EntrySql.AtAddresses,
            () => [Of(wanted.Select(a => a.Partition).ToArray()), Of(wanted.Select(a => a.Position).ToArray())],
            r => ReadEntry(r, r.GetInt32(6), EntryParts.All),
            cancellationToken);
    }

    private async Task AddThroughIndexAsync(NpgsqlConnection connection, PageBuilder page, int[] terms, long upTo, EntryParts parts, CancellationToken cancellationToken)
    {
        // The positions first, the blobs of those that are taken afterwards: most of a frequent term's rows are not.
        var positions = await connections.QueryAsync(
            connection,
            PostgreSqlPlans.ThroughTerms,
            EntrySql.PositionsBySubject,
            [Of(terms), Of(page.Partition), Of(page.After), Of(upTo), Of((long)page.Limit)],
            r => (Position: r.GetInt64(0), Matches: r.GetInt64(1)),
            cancellationToken);
        if (positions.Count > 0 && positions[0].Matches > ManyEntries)
        {
            foreach (var term in terms)
            {
                denseTerms.TryAdd(term, true);
            }
        }

        if (positions.Count > 0)
        {
            long[] wanted = [.. positions.Select(p => p.Position)];
            await AddAsync(connection, page, PostgreSqlPlans.ByKeys, EntrySql.AtPositions(parts), [Of(page.Partition), Of(wanted)], parts, cancellationToken);
        }
    }

    private async Task<int> AddAsync(NpgsqlConnection connection, PageBuilder page, string plan, string sql, NpgsqlParameter[] parameters, EntryParts parts, CancellationToken cancellationToken)
    {
        var entries = await connections.QueryAsync(connection, plan, sql, parameters, r => ReadEntry(r, page.Partition, parts), cancellationToken);
        foreach (var entry in entries)
        {
            page.Add(entry);
        }

        return entries.Count;
    }

    private static LedgerEntry ReadEntry(NpgsqlDataReader reader, int partition, EntryParts parts) => new()
    {
        Address = new(partition, reader.GetInt64(0)),
        RecordedAt = ReadTime(reader, 1),
        Kind = checked((byte)reader.GetInt16(2)),
        Subjects = ReadInts(reader, 3),
        Effects = parts.HasFlag(EntryParts.Effects) ? reader.GetFieldValue<byte[]>(4) : default,
        Report = parts.HasFlag(EntryParts.Report) ? reader.GetFieldValue<byte[]>(5) : default,
    };

    private static ImmutableArray<int> ReadInts(NpgsqlDataReader reader, int ordinal) =>
        ImmutableCollectionsMarshal.AsImmutableArray(reader.GetFieldValue<int[]>(ordinal));

    private void CheckRead(int partition, long after, int limit)
    {
        CheckPartition(partition);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
    }

    /// <summary>The reads of entries, by the blobs that are asked for.</summary>
    internal static class EntrySql
    {
        /// <summary>
        /// Through the subject index; gives the first positions in order and how many there are in all. The sums keep the
        /// primary key out: its range would be the whole partition.
        /// </summary>
        public const string PositionsBySubject = """
            select e.position, count(*) over () from ledger.entry e
            where e.subjects && $1 and e.partition + 0 = $2 and e.position + 0 > $3 and e.position + 0 <= $4
            order by e.position limit $5
            """;

        /// <summary>Single entries, with the partition of each.</summary>
        public const string AtAddresses = """
            select e.position, e.recorded_at, e.kind, e.subjects, e.effects, e.report, e.partition
            from unnest($1, $2) as u (partition, position) join ledger.entry e on e.partition = u.partition and e.position = u.position
            """;

        private const string InRange = "e.partition = $1 and e.position > $2 and e.position <= $3";

        public static string Range(EntryParts parts) => Bounded(parts, $"ledger.entry e where {InRange} order by e.position limit $4");

        public static string FilteredRange(EntryParts parts) => Bounded(parts, $"ledger.entry e where {InRange} and e.subjects && $5 order by e.position limit $4");

        public static string AtPositions(EntryParts parts) => Bounded(parts, "unnest($2) as u (position) join ledger.entry e on e.partition = $1 and e.position = u.position order by u.position");

        /// <summary>
        /// Ends a page on the server once it is full: up to and including the entry that crosses the size of a page, so that
        /// the reader sees that there was more. Sizes of stored blobs are known without reading them.
        /// </summary>
        private static string Bounded(EntryParts parts, string from)
        {
            var effects = parts.HasFlag(EntryParts.Effects);
            var report = parts.HasFlag(EntryParts.Report);
            if (!effects && !report)
            {
                return $"select e.position, e.recorded_at, e.kind, e.subjects from {from}";
            }

            var size = string.Join(" + ", new[] { effects ? "octet_length(e.effects)" : "", report ? "octet_length(e.report)" : "" }.Where(s => s.Length > 0));
            return $"""
                select p.position, p.recorded_at, p.kind, p.subjects, {(effects ? "p.effects" : "null::bytea")}, {(report ? "p.report" : "null::bytea")}
                from (
                    select s.*, sum(s.size) over (order by s.position) as running
                    from (select e.position, e.recorded_at, e.kind, e.subjects, {(effects ? "e.effects" : "null::bytea as effects")}, {(report ? "e.report" : "null::bytea as report")}, {size} as size from {from}) s
                ) p
                where p.running - p.size <= {LedgerPlans.MaxPageBytes}
                order by p.position
                """;
        }
    }
}
