using System.Data.Common;
using Actors.Ledger;
using Actors.Ledger.Scripts;
using Microsoft.Data.Sqlite;

namespace Actors.Host.OrleansTables;

/// <summary>
/// The SQLite file that holds grain state and reminders in the embedded host: WAL, <c>synchronous=NORMAL</c>. A power cut may take the
/// last writes but never half of one; snapshots are rebuilt from the ledger, which is kept in another file with full syncs.
/// </summary>
/// <remarks>
/// Hands out one open connection at a time. SQLite has one writer; when two of this process's threads meet, the loser would
/// sleep 150 ms in the driver before it tries again, which is what made grain writes slow.
/// </remarks>
internal sealed class SqliteOrleansDataSource : DbDataSource
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly string connectionString;

    private SqliteOrleansDataSource(string connectionString) => this.connectionString = connectionString;

    /// <inheritdoc/>
    public override string ConnectionString => connectionString;

    /// <summary>Opens or makes the file and brings its tables up to date.</summary>
    /// <exception cref="LedgerConfigurationException">The file is not one this program can work with; the message says what to do.</exception>
    public static SqliteOrleansDataSource Open(string path, TimeProvider timeProvider)
    {
        var source = new SqliteOrleansDataSource(new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString());
        try
        {
            using var connection = (SqliteConnection)source.OpenConnection();
            Run(connection, "pragma journal_mode = wal");
            Apply(connection, path, timeProvider);
        }
        catch (SqliteException fault)
        {
            source.Dispose();
            throw new LedgerConfigurationException($"{path} cannot be opened as a SQLite database: {fault.Message} Choose another data folder with ACTORS_DATA, or move the file away.", fault);
        }

        return source;
    }

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => new Connection(connectionString, turn);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            using var connection = new SqliteConnection(connectionString);
            SqliteConnection.ClearPool(connection);
            turn.Dispose();
        }

        base.Dispose(disposing);
    }

    private static void Apply(SqliteConnection connection, string path, TimeProvider timeProvider)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        Run(connection, "create table if not exists schema_script (name text primary key, sha256 text not null, compatible integer not null, applied_at text not null) strict");
        List<AppliedScript> applied = [];
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "select name, sha256, compatible from schema_script order by name";
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                applied.Add(new(reader.GetString(0), reader.GetString(1), reader.GetBoolean(2)));
            }
        }

        foreach (var script in SchemaScript.Pending(OrleansScripts.Load("Sqlite"), applied))
        {
            Run(connection, script.Text);
            Run(
                connection,
                "insert into schema_script (name, sha256, compatible, applied_at) values ($name, $sha256, $compatible, $applied_at)",
                ("$name", script.Name),
                ("$sha256", script.Sha256),
                ("$compatible", script.Compatible),
                ("$applied_at", timeProvider.GetUtcNow().ToString("O")));
        }

        transaction.Commit();
    }

    private static void Run(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }

    /// <summary>Waits for its turn before it opens and gives it back when it closes.</summary>
    private sealed class Connection(string connectionString, SemaphoreSlim turn) : SqliteConnection(connectionString)
    {
        private bool holdsTurn;

        public override void Open()
        {
            turn.Wait();
            OpenInTurn();
        }

        public override async Task OpenAsync(CancellationToken cancellationToken)
        {
            await turn.WaitAsync(cancellationToken);
            OpenInTurn();
        }

        public override void Close()
        {
            base.Close();
            if (holdsTurn)
            {
                holdsTurn = false;
                turn.Release();
            }
        }

        private void OpenInTurn()
        {
            holdsTurn = true;
            try
            {
                base.Open();
                Run(this, "pragma synchronous = normal");
            }
            catch
            {
                Close();
                throw;
            }
        }
    }
}
