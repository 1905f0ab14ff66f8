using Actors.Ledger.Scripts;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Actors.Ledger.PostgreSql;

/// <summary>
/// The ledger in a PostgreSQL database. Appends are one round trip and one transaction; wake-ups go by LISTEN/NOTIFY after
/// the commit, on a connection of their own.
/// </summary>
/// <remarks>An append can be cancelled until it is sent, not after. Holds two connections of the data source while open.</remarks>
public sealed partial class PostgreSqlLedger : ILedger
{
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(100);

    private readonly PostgreSqlLedgerOptions options;
    private readonly PostgreSqlConnections connections;
    private readonly PostgreSqlNotifier notifier;
    private readonly PostgreSqlListener listener;
    private readonly ILogger<PostgreSqlLedger> logger;
    private readonly TermCache terms = new();
    private readonly SharedRead<LedgerVector> heads;
    private readonly SharedRead<int> newTerms;
    private readonly AppendSignal signal;
    private int disposed;

    private PostgreSqlLedger(PostgreSqlConnections connections, PostgreSqlLedgerOptions options, int partitionCount)
    {
        this.options = options;
        this.connections = connections;
        PartitionCount = partitionCount;
        logger = options.LoggerFactory.CreateLogger<PostgreSqlLedger>();
        heads = new SharedRead<LedgerVector>(ReadHeadsNowAsync);
        newTerms = new SharedRead<int>(ReadNewTermsAsync);
        signal = new AppendSignal(options.TimeProvider);
        notifier = new PostgreSqlNotifier(connections, options);
        listener = new PostgreSqlListener(connections, signal, options);
    }

    /// <inheritdoc/>
    public int PartitionCount { get; }

    /// <inheritdoc/>
    public LedgerLimits Limits => options.Limits;

    internal long NotificationsSent => notifier.Sent;

    /// <summary>
    /// Opens the ledger as the application. The schema must be there (<see cref="PostgreSqlSchema.ApplyAsync(NpgsqlDataSource, PostgreSqlSchemaOptions, CancellationToken)"/>,
    /// run as its owner).
    /// </summary>
    /// <param name="dataSource">Where to connect; not disposed with the ledger. Transactions must run at READ COMMITTED, PostgreSQL's default.</param>
    /// <param name="options">See <see cref="PostgreSqlLedgerOptions"/>.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="LedgerConfigurationException">The schema is missing, changed, too old or too new; the partition
    /// count differs; the role lacks a right; the server does not flush commits.</exception>
    /// <exception cref="LedgerUnavailableException">The database cannot be reached.</exception>
    public static Task<PostgreSqlLedger> OpenAsync(NpgsqlDataSource dataSource, PostgreSqlLedgerOptions options, CancellationToken cancellationToken) =>
        OpenAsync(dataSource, options, SchemaScript.LoadEmbedded(PostgreSqlSchema.Engine), cancellationToken);

    internal static async Task<PostgreSqlLedger> OpenAsync(NpgsqlDataSource dataSource, PostgreSqlLedgerOptions options, IReadOnlyList<SchemaScript> scripts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var connections = new PostgreSqlConnections(dataSource, options);
        var partitionCount = await connections.ReadAsync(
            connection => PostgreSqlSchema.CheckAsync(connection, options.PartitionCount, scripts, cancellationToken),
            cancellationToken);
        return new PostgreSqlLedger(connections, options, partitionCount);
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
            // A transaction id is given out only where writing is possible.
            await connections.QueryAsync(plan: null, "select pg_current_xact_id()::text", () => [], r => r.GetString(0), cancellationToken);
            return new LedgerHealth(Healthy: true, "The database can be written.");
        }
        catch (Exception fault) when (fault is LedgerUnavailableException or LedgerConfigurationException)
        {
            return new LedgerHealth(Healthy: false, fault.Message);
        }
        catch (PostgresException fault)
        {
            return new LedgerHealth(Healthy: false, $"{fault.MessageText} ({fault.SqlState})");
        }
    }

    /// <summary>Sends the last wake-ups and gives the connections back; the data source stays open.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            await listener.DisposeAsync();
            await notifier.DisposeAsync();
            signal.RaiseAll();
        }
    }

    private static DateTimeOffset ReadTime(NpgsqlDataReader reader, int ordinal) => new(reader.GetDateTime(ordinal));

    private void CheckPartition(int partition)
    {
        if ((partition < 0 || partition >= PartitionCount) && partition is not (LedgerPartitions.Control or LedgerPartitions.Notifications))
        {
            throw new ArgumentOutOfRangeException(nameof(partition), partition, $"This ledger has data partitions 0 to {PartitionCount - 1}, control ({LedgerPartitions.Control}) and notifications ({LedgerPartitions.Notifications}).");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer to an append to partition {Partition} at head {Head} was lost ({Reason}); reading the head row for its outcome.")]
    private partial void LogOutcomeSought(int partition, long head, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The append to partition {Partition} at head {Head} was {Outcome}.")]
    private partial void LogOutcomeFound(int partition, long head, string outcome);
}
