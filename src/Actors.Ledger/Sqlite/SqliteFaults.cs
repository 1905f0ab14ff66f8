using Microsoft.Data.Sqlite;

namespace Actors.Ledger.Sqlite;

/// <summary>Which errors of SQLite mean what to a caller of the ledger.</summary>
internal static class SqliteFaults
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>The index of the write-ahead log, a file of shared memory, could not grow; SQLite has no other word for a disk that is full then.</summary>
    private const int IndexCannotGrow = IoError | (19 << 8);

    /// <summary>True for errors of the file or the disk, after which the whole transaction is lost; false for errors of one statement.</summary>
    public static bool IsOfDatabase(SqliteException fault) =>
        fault.SqliteErrorCode is Busy or Locked or ReadOnly or IoError or Corrupt or Full or CannotOpen or NotADatabase;

    /// <summary>True when the disk has no room for what was to be written.</summary>
    public static bool IsOfRoom(SqliteException fault) => fault.SqliteErrorCode == Full || fault.SqliteExtendedErrorCode == IndexCannotGrow;

    /// <summary>The exception a caller sees; errors that are defects of this program are passed on as they are.</summary>
    public static Exception Translate(SqliteException fault, string path, bool outcomeUnknown = false) => fault.SqliteErrorCode switch
    {
        Busy or Locked => new LedgerUnavailableException($"The database {path} is locked by another process: {fault.Message}", fault, outcomeUnknown),
        _ when IsOfRoom(fault) => new LedgerUnavailableException($"The disk that holds {path} is full: {fault.Message}", fault, outcomeUnknown) { IsFull = true },
        ReadOnly or CannotOpen => new LedgerUnavailableException($"The database {path} cannot be opened for writing: {fault.Message}", fault, outcomeUnknown),
        IoError => new LedgerUnavailableException($"Reading or writing {path} failed: {fault.Message}", fault, outcomeUnknown),
        Corrupt or NotADatabase => new LedgerConfigurationException($"The file {path} is not a sound SQLite database: {fault.Message} Restore it from a backup.", fault),
        _ => fault,
    };
}
