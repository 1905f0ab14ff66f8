using Actors.Ledger.Scripts;
using Microsoft.Data.Sqlite;

namespace Actors.Ledger.Sqlite;

/// <summary>
/// The ledger in one SQLite file: write-ahead log, every commit flushed to disk, one writer that puts waiting appends of
/// all partitions into one transaction, a few readers. Several processes may open the same file; the head check fences them.
/// </summary>
/// <remarks>An append can be cancelled while it waits for the writer, not after.</remarks>
public sealed partial class SqliteLedger : ILedger
{
    private readonly string path;
    private readonly SqliteLedgerOptions options;
    private readonly SqliteWriter writer;
    private readonly SqliteReaders readers;
    private readonly TermCache terms = new();
    private readonly AppendSignal signal;
    private int disposed;

    private SqliteLedger(string path, SqliteLedgerOptions options, SqliteSession session, int partitionCount)
    {
        this.path = path;
        this.options = options;
        PartitionCount = partitionCount;
        signal = new AppendSignal(options.TimeProvider);
        readers = new SqliteReaders(path, options);
        writer = new SqliteWriter(path, options, session);
    }

    /// <inheritdoc/>
    public int PartitionCount { get; }

    /// <inheritdoc/>
    public LedgerLimits Limits => options.Limits;

    internal long CommittedTransactions => writer.Transactions;

    /// <summary>Opens the ledger in a file; makes the file, its folder and its schema when absent.</summary>
    /// <param name="path">A file on a local disk; its folder is made when absent. In-memory databases are refused: they are not durable.</param>
    /// <param name="options">See <see cref="SqliteLedgerOptions"/>.</param>
    /// <param name="cancellationToken">Cancels before the work begins.</param>
    /// <exception cref="LedgerConfigurationException">The path, an option or the file cannot be worked with.</exception>
    /// <exception cref="LedgerUnavailableException">The file is locked by another process or cannot be written.</exception>
    public static Task<SqliteLedger> OpenAsync(string path, SqliteLedgerOptions options, CancellationToken cancellationToken) =>
        OpenAsync(path, options, SchemaScript.LoadEmbedded(SqliteSchema.Engine), cancellationToken);

    internal static Task<SqliteLedger> OpenAsync(string path, SqliteLedgerOptions options, IReadOnlyList<SchemaScript> scripts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var full = CheckPath(path);
        return Task.Run(() => Open(full, options, scripts), cancellationToken);
    }

    /// <inheritdoc/>
    public Task WaitForAppendAsync(int partition, long position, TimeSpan timeout, CancellationToken cancellationToken)
    {
        CheckPartition(partition);
        return signal.WaitAsync(partition, position, timeout, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<LedgerHealth> CheckHealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync(new SqliteWrite<LedgerHealth>(
                session =>
                {
                    session.Run("update setting set value = value where name = 'partition-count'");
                    return new LedgerHealth(Healthy: true, $"{path} can be written.");
                },
                cancellationToken));
        }
        catch (LedgerUnavailableException fault)
        {
            return new LedgerHealth(Healthy: false, fault.Message);
        }
        catch (LedgerConfigurationException fault)
        {
            return new LedgerHealth(Healthy: false, fault.Message);
        }
    }

    /// <summary>Finishes what waits, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            await readers.DisposeAsync();
            await writer.DisposeAsync();
            signal.RaiseAll();
        }
    }

    private static SqliteLedger Open(string path, SqliteLedgerOptions options, IReadOnlyList<SchemaScript> scripts)
    {
        SqliteSession? session = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            session = SqliteSession.OpenWriter(path, options.BusyTimeout);
            var partitionCount = SqliteSchema.Apply(session, path, options.PartitionCount, scripts, options.TimeProvider);
            var ledger = new SqliteLedger(path, options, session, partitionCount);
            session = null;
            return ledger;
        }
        catch (SqliteException fault) when (SqliteFaults.IsOfDatabase(fault))
        {
            throw SqliteFaults.Translate(fault, path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new LedgerConfigurationException($"The folder of {path} cannot be made: {fault.Message}", fault);
        }
        finally
        {
            session?.Dispose();
        }
    }

    private static string CheckPath(string path)
    {
        if (string.IsNullOrWhiteSpace(path)
            || path.Contains(":memory:", StringComparison.OrdinalIgnoreCase)
            || path.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            throw new LedgerConfigurationException($"'{path}' is not the path of a file. The ledger must be durable, so in-memory databases and file: URIs are refused: name a file, for example ./data/ledger.db.");
        }

        return Path.GetFullPath(path);
    }

    private void CheckPartition(int partition)
    {
        if ((partition < 0 || partition >= PartitionCount) && partition is not (LedgerPartitions.Control or LedgerPartitions.Notifications))
        {
            throw new ArgumentOutOfRangeException(nameof(partition), partition, $"This ledger has data partitions 0 to {PartitionCount - 1}, control ({LedgerPartitions.Control}) and notifications ({LedgerPartitions.Notifications}).");
        }
    }

    private Task<T> ReadAsync<T>(Func<SqliteSession, CancellationToken, T> read, CancellationToken cancellationToken) =>
        readers.ReadAsync(read, cancellationToken);
}
