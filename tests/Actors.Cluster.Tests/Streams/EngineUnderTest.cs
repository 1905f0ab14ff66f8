using Actors.Ledger;
using Actors.Ledger.PostgreSql;
using Actors.Ledger.Sqlite;
using Actors.Testing;

namespace Actors.Cluster.Tests.Streams;

/// <summary>A ledger of its own for one test, with a writer per partition.</summary>
internal sealed class EngineUnderTest : IAsyncDisposable
{
    private readonly IAsyncDisposable store;
    private readonly long[] heads;

    private EngineUnderTest(ILedger ledger, IAsyncDisposable store)
    {
        Ledger = ledger;
        this.store = store;
        heads = new long[ledger.PartitionCount];
    }

    public ILedger Ledger { get; }

    public static async Task<EngineUnderTest> OpenSqliteAsync(int partitions)
    {
        var folder = new TemporaryFolder();
        var options = new SqliteLedgerOptions { PartitionCount = partitions };
        return new EngineUnderTest(await SqliteLedger.OpenAsync(folder.File("ledger.db"), options, CancellationToken.None), new Folder(folder));
    }

    /// <summary>A database of its own, in the shared server or in <paramref name="server"/>.</summary>
    public static async Task<EngineUnderTest> OpenPostgreSqlAsync(int partitions, PostgresServer? server = null)
    {
        var database = server is null ? await PostgresServer.CreateSharedDatabaseAsync() : await server.CreateDatabaseAsync();
        await PostgreSqlSchema.ApplyAsync(database.DataSource, new PostgreSqlSchemaOptions { PartitionCount = partitions }, CancellationToken.None);
        return new EngineUnderTest(await PostgreSqlLedger.OpenAsync(database.DataSource, new PostgreSqlLedgerOptions(), CancellationToken.None), database);
    }

    public long Head(int partition) => heads[partition];

    /// <summary>Appends one entry per list of terms.</summary>
    public async Task AppendAsync(int partition, params IReadOnlyList<string>[] entries)
    {
        var outcome = await Ledger.AppendAsync(
            new AppendRequest
            {
                Partition = partition,
                ExpectedHead = heads[partition],
                BatchId = Guid.NewGuid(),
                Entries = [.. entries.Select(terms => new NewEntry { Kind = 1, Subjects = terms, Effects = new byte[40], Report = ReadOnlyMemory<byte>.Empty })],
            },
            CancellationToken.None);
        heads[partition] = Assert.IsType<AppendOutcome.Committed>(outcome).FirstPosition + entries.Length - 1;
    }

    /// <summary>Appends <paramref name="count"/> entries over <paramref name="leaves"/> leaves, in batches.</summary>
    public async Task AppendLeavesAsync(int partition, int count, int leaves, int batch = 500)
    {
        for (var done = 0; done < count; done += batch)
        {
            var size = Math.Min(batch, count - done);
            var head = Head(partition);
            await AppendAsync(partition, [.. Enumerable.Range(0, size).Select(i => (IReadOnlyList<string>)[$"leaf:{(head + i) * 31 % leaves}"])]);
        }
    }

    /// <summary>Every subject's tally, folded from the ledger as it is now.</summary>
    public async Task<Dictionary<(string Subject, int Partition), ProbeTally>> FoldAsync()
    {
        var fold = new Dictionary<(string, int), ProbeTally>();
        for (var partition = 0; partition < Ledger.PartitionCount; partition++)
        {
            for (long after = 0; after < heads[partition];)
            {
                var page = await Ledger.ReadAsync(partition, after, heads[partition], 5_000, EntryParts.None, CancellationToken.None);
                var names = (await Ledger.ResolveTermsAsync([.. page.Entries.SelectMany(e => e.Subjects).Distinct()], CancellationToken.None))
                    .Zip(page.Entries.SelectMany(e => e.Subjects).Distinct()).ToDictionary(pair => pair.Second, pair => pair.First);
                foreach (var entry in page.Entries)
                {
                    foreach (var subject in entry.Subjects.SelectMany(term => ProbeSubjects.Expand(names[term])).Distinct())
                    {
                        var key = (subject, partition);
                        fold[key] = fold.GetValueOrDefault(key, ProbeTally.Empty).Add(entry.Address.Position);
                    }
                }

                after = page.Entries[^1].Address.Position;
            }
        }

        return fold;
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await store.DisposeAsync();
    }

    private sealed class Folder(TemporaryFolder folder) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
