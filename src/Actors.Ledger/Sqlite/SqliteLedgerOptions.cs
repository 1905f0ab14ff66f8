namespace Actors.Ledger.Sqlite;

/// <summary>How a ledger on SQLite is opened.</summary>
public sealed record SqliteLedgerOptions
{
    /// <summary>
    /// Number of data partitions, 1 … 64, used when the database is made. Null on an existing database accepts what it
    /// has; on a new one it means 1. A number that differs from an existing database's is a start-up error.
    /// </summary>
    public int? PartitionCount { get; init; }

    /// <summary>The limits of one append.</summary>
    public LedgerLimits Limits { get; init; } = new();

    /// <summary>How long an append waits while another process writes to the file, 0 … 1 min. Default 5 s.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections that read at the same time, 1 … 64. Default 4.</summary>
    public int MaxReaders { get; init; } = 4;

    /// <summary>The clock that stamps entries and bounds waits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Check()
    {
        if (PartitionCount is < 1 or > 64)
        {
            throw new LedgerConfigurationException($"{nameof(PartitionCount)} is {PartitionCount}; it must be 1 to 64.");
        }

        if (MaxReaders is < 1 or > 64)
        {
            throw new LedgerConfigurationException($"{nameof(MaxReaders)} is {MaxReaders}; it must be 1 to 64.");
        }

        if (BusyTimeout < TimeSpan.Zero || BusyTimeout > TimeSpan.FromMinutes(1))
        {
            throw new LedgerConfigurationException($"{nameof(BusyTimeout)} is {BusyTimeout}; it must be 0 to 1 minute.");
        }
    }
}
