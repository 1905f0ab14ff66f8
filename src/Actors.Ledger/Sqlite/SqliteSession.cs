using Microsoft.Data.Sqlite;

namespace Actors.Ledger.Sqlite;

/// <summary>One connection with its prepared statements, used by one thread at a time. Parameters are named $1, $2 … by position.</summary>
internal sealed class SqliteSession : IDisposable
{
    /// <summary>Statements with generated text (filters) are many; beyond this number they are prepared anew.</summary>
    private const int MaxCachedStatements = 200;

    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteCommand> commands = new(StringComparer.Ordinal);

    private readonly Dictionary<string, SqliteStatement> statements = new(StringComparer.Ordinal);

    private SqliteSession(SqliteConnection connection) => this.connection = connection;

    /// <summary>The raw connection, for what has no parameters.</summary>
    public SqliteConnection Connection => connection;

    public static SqliteSession OpenWriter(string path, TimeSpan busyTimeout)
    {
        var session = Open(path, busyTimeout);
        try
        {
            if (session.Scalar("pragma journal_mode = wal") is not "wal")
            {
                throw new LedgerConfigurationException($"The database {path} cannot be put into write-ahead mode (WAL). Move it to a local file system.");
            }

            // Durable before acknowledged: every commit reaches the disk before it returns.
            session.Run("pragma synchronous = full");
            session.Run("pragma wal_autocheckpoint = 16000");
            // What does not fit comes from the cache of the operating system, a copy away; every connection has a cache of its own.
            session.Run("pragma cache_size = -32768");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public static SqliteSession OpenReader(string path, TimeSpan busyTimeout)
    {
        var session = Open(path, busyTimeout);
        session.Run("pragma query_only = on");
        session.Run("pragma cache_size = -8192");
        return session;
    }

    /// <summary>The prepared statement of this text with its parameters set.</summary>
    public SqliteCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            if (commands.Count >= MaxCachedStatements)
            {
                Clear();
            }

            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = "$" + i });
            }

            commands[sql] = command;
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    /// <summary>The prepared statement of this text, for what is run very often; nothing is bound yet.</summary>
    public SqliteStatement Statement(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statements[sql] = statement = new SqliteStatement(connection, sql);
        }

        return statement;
    }

    /// <summary>Runs a statement; returns the number of rows changed.</summary>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteNonQuery();

    public object? Scalar(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteScalar();

    public SqliteDataReader Query(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteReader();

    public void Dispose()
    {
        Clear();
        foreach (var statement in statements.Values)
        {
            statement.Dispose();
        }

        connection.Dispose();
    }

    private static SqliteSession Open(string path, TimeSpan busyTimeout)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            // Whole seconds only; the pragma below has milliseconds.
            DefaultTimeout = (int)Math.Ceiling(busyTimeout.TotalSeconds),
        }.ToString();
        var connection = new SqliteConnection(text);
        try
        {
            connection.Open();
            var session = new SqliteSession(connection);
            session.Run($"pragma busy_timeout = {(long)busyTimeout.TotalMilliseconds}");
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Clear()
    {
        foreach (var command in commands.Values)
        {
            command.Dispose();
        }

        commands.Clear();
    }
}
