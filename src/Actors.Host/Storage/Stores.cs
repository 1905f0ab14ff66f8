using System.Data.Common;
using Actors.Abstractions.Clock;
using Actors.Host.Clock;
using Actors.Host.Configuration;
using Actors.Host.OrleansTables;
using Actors.Host.Sample;
using Actors.Ledger;
using Actors.Ledger.PostgreSql;
using Actors.Ledger.Sqlite;
using Npgsql;

namespace Actors.Host.Storage;

/// <summary>
/// What a silo keeps things in: the ledger, the database of Orleans' own tables, and the policy clock that belongs to them. Opened, and
/// its schema brought up to date, before anything is started, so that what is wrong with a database is said in one line.
/// </summary>
public sealed class Stores : IAsyncDisposable
{
    private readonly IDisposable hold;

    private Stores(ILedger ledger, DbDataSource orleansTables, string orleansInvariant, PolicyClock clock, IDisposable hold)
    {
        Ledger = ledger;
        OrleansTables = orleansTables;
        OrleansInvariant = orleansInvariant;
        Clock = clock;
        this.hold = hold;
    }

    public ILedger Ledger { get; }

    /// <summary>Connections whose first search place holds the table OrleansQuery.</summary>
    public DbDataSource OrleansTables { get; }

    /// <summary>What Orleans' AdoNet packages call this kind of database.</summary>
    public string OrleansInvariant { get; }

    public PolicyClock Clock { get; }

    /// <summary>True when everything is in files of this machine.</summary>
    public bool IsEmbedded => hold is DataFolder;

    /// <summary>Opens what the options name.</summary>
    /// <exception cref="StartupException">It cannot be opened; the message says what to do.</exception>
    public static Task<Stores> OpenAsync(ActorsOptions options, TimeProvider timeProvider, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.IsEmbedded
            ? OpenEmbeddedAsync(options, timeProvider, cancellationToken)
            : OpenPostgreSqlAsync(options, timeProvider, loggerFactory, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await OrleansTables.DisposeAsync();
        hold.Dispose();
    }

    private static async Task<Stores> OpenEmbeddedAsync(ActorsOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var folder = DataFolder.Open(options.DataFolder);
        SqliteOrleansDataSource? state = null;
        SqliteLedger? ledger = null;
        try
        {
            state = SqliteOrleansDataSource.Open(folder.StateFile, timeProvider);
            ledger = await SqliteLedger.OpenAsync(
                folder.LedgerFile,
                new SqliteLedgerOptions { PartitionCount = options.Partitions, TimeProvider = timeProvider },
                cancellationToken);
            var isSample = options.Sample && (await ledger.ReadHeadsAsync(cancellationToken)).Positions.Count == 0;
            var clock = new PolicyClockStore(state, timeProvider).Open(options.Clock, isSample ? SampleDay.Evening : null);
            return new(ledger, state, "System.Data.SQLite", clock, folder);
        }
        catch (Exception fault)
        {
            if (ledger is not null)
            {
                await ledger.DisposeAsync();
            }

            state?.Dispose();
            folder.Dispose();
            if (fault is LedgerConfigurationException or LedgerUnavailableException)
            {
                throw new StartupException(fault.Message, fault);
            }

            throw;
        }
    }

    private static async Task<Stores> OpenPostgreSqlAsync(ActorsOptions options, TimeProvider timeProvider, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        await PostgreSqlDatabase.CheckAsync(options.Postgres!, cancellationToken);
        await PostgreSqlDatabase.PrepareAsync(options, cancellationToken);
        var ledgerSource = NpgsqlDataSource.Create(PostgreSqlPool.Bound(options.Postgres!, PostgreSqlPool.Ledger));
        var orleansSource = PostgreSqlOrleansSchema.CreateDataSource(PostgreSqlPool.Bound(options.Postgres!, PostgreSqlPool.OrleansTables));
        try
        {
            var ledger = await PostgreSqlLedger.OpenAsync(
                ledgerSource,
                new PostgreSqlLedgerOptions { PartitionCount = options.Partitions, TimeProvider = timeProvider, LoggerFactory = loggerFactory },
                cancellationToken);
            return new(ledger, orleansSource, "Npgsql", new PolicyClock(timeProvider, TimeSpan.Zero), ledgerSource);
        }
        catch (Exception fault)
        {
            await ledgerSource.DisposeAsync();
            await orleansSource.DisposeAsync();
            if (fault is LedgerConfigurationException or LedgerUnavailableException)
            {
                throw new StartupException(fault.Message, fault);
            }

            throw;
        }
    }
}
