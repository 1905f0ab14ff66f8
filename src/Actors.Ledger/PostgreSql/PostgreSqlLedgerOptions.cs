using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Ledger.PostgreSql;

/// <summary>How a ledger on PostgreSQL is opened by the application.</summary>
public sealed record PostgreSqlLedgerOptions
{
    /// <summary>
    /// The number of data partitions the program expects, or null for whatever the database was made with. Another number
    /// is a start-up error: it is fixed when the database is made (<see cref="PostgreSqlSchemaOptions.PartitionCount"/>).
    /// </summary>
    public int? PartitionCount { get; init; }

    /// <summary>The limits of one append.</summary>
    public LedgerLimits Limits { get; init; } = new();

    /// <summary>How long to wait for a connection before the database counts as unavailable, 100 ms … 1 min. Default 3 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long one statement may take, 1 s … 10 min. Default 15 s.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long to look for the outcome of an append whose connection was lost, before it is reported as unknown. Default 10 s.</summary>
    public TimeSpan OutcomeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>At most one wake-up is sent per partition in this time, 1 ms … 1 s. Default 5 ms.</summary>
    public TimeSpan NotifyInterval { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The clock that bounds waits. Entries are stamped by the database's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where to log. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    internal void Check()
    {
        CheckRange(nameof(ConnectTimeout), ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        CheckRange(nameof(CommandTimeout), CommandTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        CheckRange(nameof(OutcomeTimeout), OutcomeTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        CheckRange(nameof(NotifyInterval), NotifyInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
    }

    private static void CheckRange(string name, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            throw new LedgerConfigurationException($"{name} is {value}; it must be {least} to {most}.");
        }
    }
}
