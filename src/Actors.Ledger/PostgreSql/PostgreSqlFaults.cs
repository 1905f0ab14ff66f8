using System.Net.Sockets;
using Npgsql;

namespace Actors.Ledger.PostgreSql;

/// <summary>Which errors of PostgreSQL and of the way to it mean what to a caller of the ledger.</summary>
internal static class PostgreSqlFaults
{
    /// <summary>Codes that the functions of the ledger raise.</summary>
    public const string HeadMoved = "LG001";

    public const string StaleRevision = "LG002";
    public const string FenceMoved = "LG003";
    public const string NotWaiting = "LG004";

    /// <summary>True when the transaction lost against another one and may simply be tried again.</summary>
    public static bool IsLostRace(PostgresException fault) =>
        fault.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    /// <summary>True when the server answered, so that the transaction is known to be undone.</summary>
    public static bool IsAnswer(Exception fault) =>
        fault is PostgresException answer && !EndsConnection(answer) && !answer.SqlState.StartsWith("57", StringComparison.Ordinal) && !answer.SqlState.StartsWith("08", StringComparison.Ordinal);

    /// <summary>True when the way to the server broke, so that another connection may do better.</summary>
    public static bool IsConnectionLost(Exception fault) => fault switch
    {
        PostgresException answer => answer.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        NpgsqlException { InnerException: TimeoutException } => false,
        NpgsqlException => true,
        _ => false,
    };

    /// <summary>The exception a caller sees; errors that are defects of this program are passed on as they are.</summary>
    public static Exception Translate(Exception fault, bool outcomeUnknown = false) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused =>
            new LedgerConfigurationException($"The database role lacks a right: {refused.MessageText}. Grant the application role again (PostgreSqlSchema.ApplyAsync with ApplicationRole), or connect as it.", refused),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName } refused =>
            new LedgerConfigurationException($"The database refuses the connection: {refused.MessageText}. Check the connection string.", refused),
        PostgresException answer when IsPassing(answer.SqlState) || EndsConnection(answer) =>
            new LedgerUnavailableException($"The database refuses for now: {answer.MessageText} ({answer.SqlState}).", answer, outcomeUnknown) { IsFull = answer.SqlState == PostgresErrorCodes.DiskFull },
        PostgresException answer => answer,
        NpgsqlException or SocketException or IOException or TimeoutException =>
            new LedgerUnavailableException($"The database cannot be reached: {fault.Message}", fault, outcomeUnknown),
        _ => fault,
    };

    /// <summary>True when the server gave up the connection, not the statement: one whose disk is full refuses connections as an internal error (XX000,
    /// "could not write init file"), and a service that took this for a defect of its own ended every silo.</summary>
    private static bool EndsConnection(PostgresException answer) => answer.InvariantSeverity is "FATAL" or "PANIC";

    // 08 connection, 25006 read only (a standby), 40 lost races, 53 out of resources, 55P03 lock not available, 57 operator, 58 the system below.
    private static bool IsPassing(string code) =>
        code is "25006" or "55P03"
        || code.StartsWith("08", StringComparison.Ordinal)
        || code.StartsWith("40", StringComparison.Ordinal)
        || code.StartsWith("53", StringComparison.Ordinal)
        || code.StartsWith("57", StringComparison.Ordinal)
        || code.StartsWith("58", StringComparison.Ordinal);
}
