namespace Actors.Ledger;

/// <summary>The database cannot be reached, or refused for a reason that may pass.</summary>
public sealed class LedgerUnavailableException : Exception
{
    public LedgerUnavailableException(string message, Exception? inner = null, bool outcomeUnknown = false)
        : base(message, inner) => OutcomeUnknown = outcomeUnknown;

    /// <summary>True when the database's disk has no room left: it does not pass until somebody makes room.</summary>
    public bool IsFull { get; init; }

    /// <summary>True when an append may or may not have been committed: drop memory and read again.</summary>
    public bool OutcomeUnknown { get; }
}

/// <summary>An append exceeds a limit; nothing was written and repeating it will not help.</summary>
public sealed class LedgerLimitException : Exception
{
    public LedgerLimitException(string message)
        : base(message)
    {
    }
}

/// <summary>The database is not one this program can work with; the message says what to do.</summary>
public sealed class LedgerConfigurationException : Exception
{
    public LedgerConfigurationException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
