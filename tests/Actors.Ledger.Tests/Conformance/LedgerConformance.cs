using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Actors.Ledger.Tests.Conformance;

/// <summary>What every engine of the ledger must do. One class per engine inherits it.</summary>
public abstract partial class LedgerConformance : IAsyncLifetime
{
    protected const int Partitions = 3;

    protected static readonly CancellationToken None = CancellationToken.None;

    protected ILedger Ledger { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await CreateDatabaseAsync();
        Ledger = await OpenAsync(Partitions);
    }

    public async Task DisposeAsync()
    {
        if (Ledger is not null)
        {
            await Ledger.DisposeAsync();
        }

        await DropDatabaseAsync();
    }

    protected abstract Task CreateDatabaseAsync();

    protected abstract Task DropDatabaseAsync();

    /// <summary>Opens the database of this test once more, as another process would.</summary>
    protected abstract Task<ILedger> OpenAsync(int? partitions, LedgerLimits? limits = null);

    /// <summary>Makes an append that registers this key stop just before its commit, until disposed.</summary>
    protected abstract Task<IAsyncDisposable> PauseBeforeCommitAsync(ReportKey key);

    /// <summary>Completes when an append is held by <see cref="PauseBeforeCommitAsync"/>.</summary>
    protected abstract Task IsPausedAsync();

    protected static ReportKey Key(string id) =>
        new(new UInt128(BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(id))), BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(id)), 8)));

    protected static Guid Incident(int number) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    protected static DateOnly Day(int month, int day) => new(2023, month, day);

    protected static NewEntry Entry(string id, params string[] subjects) => new()
    {
        Kind = 1,
        ReportKey = Key(id),
        ContentHash = (UInt128)id.Length,
        Receipt = Encoding.UTF8.GetBytes("receipt of " + id),
        Subjects = subjects,
        Effects = Encoding.UTF8.GetBytes("effects of " + id),
        Report = Encoding.UTF8.GetBytes("report " + id),
    };

    protected static NewRevision Revision(int incident, int revision, DateOnly? day, params string[] terms) => new()
    {
        Incident = Incident(incident),
        Revision = revision,
        DayFrom = day,
        DayTo = day,
        Terms = terms,
        SearchText = string.Create(CultureInfo.InvariantCulture, $"Incident {incident} Al-Asad"),
        Contribution = Encoding.UTF8.GetBytes($"{incident}/{revision}"),
        Reports = [new(0, revision)],
    };

    protected static AppendRequest Batch(int partition, long head, params NewEntry[] entries) => new()
    {
        Partition = partition,
        ExpectedHead = head,
        BatchId = Guid.NewGuid(),
        Entries = entries,
    };

    protected async Task<AppendOutcome.Committed> CommitAsync(int partition, params NewEntry[] entries) =>
        await CommitAsync(Ledger, partition, entries);

    protected static async Task<AppendOutcome.Committed> CommitAsync(ILedger ledger, int partition, params NewEntry[] entries)
    {
        var head = await ledger.ReadHeadAsync(partition, None);
        return Assert.IsType<AppendOutcome.Committed>(await ledger.AppendAsync(Batch(partition, head.Position, entries), None));
    }

    protected async Task<IReadOnlyList<LedgerEntry>> AllAsync(int partition) =>
        (await Ledger.ReadAsync(partition, 0, long.MaxValue, 100_000, EntryParts.All, None)).Entries;

    protected static string TextOf(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
