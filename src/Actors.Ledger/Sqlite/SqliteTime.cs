namespace Actors.Ledger.Sqlite;

/// <summary>Instants as stored: microseconds since 1970-01-01T00:00:00Z, rounded down.</summary>
internal static class SqliteTime
{
    public static long ToMicroseconds(DateTimeOffset instant) =>
        (long)Math.Floor((decimal)(instant.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset ToInstant(long microseconds) =>
        new(DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond));
}
