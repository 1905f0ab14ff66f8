using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Actors.Ledger.Sqlite;

/// <summary>A few connections that only read, handed out one at a time. SQLite works synchronously, so reads run on pool threads.</summary>
internal sealed class SqliteReaders(string path, SqliteLedgerOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim slots = new(options.MaxReaders, options.MaxReaders);
    private readonly ConcurrentBag<SqliteSession> idle = [];
    private volatile bool disposed;

    /// <summary>Runs a read in one snapshot of the database.</summary>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, CancellationToken, T> read, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, typeof(SqliteLedger));
            return await Task.Run(() => ReadOnce(read, cancellationToken), cancellationToken);
        }
        finally
        {
            slots.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        disposed = true;
        for (var i = 0; i < options.MaxReaders; i++)
        {
            await slots.WaitAsync();
        }

        while (idle.TryTake(out var session))
        {
            session.Dispose();
        }

        slots.Release(options.MaxReaders);
    }

    private T ReadOnce<T>(Func<SqliteSession, CancellationToken, T> read, CancellationToken cancellationToken)
    {
        SqliteSession? session = null;
        try
        {
            if (!idle.TryTake(out session))
            {
                session = SqliteSession.OpenReader(path, options.BusyTimeout);
            }

            session.Run("begin");
            T result;
            using (cancellationToken.Register(static s => SQLitePCL.raw.sqlite3_interrupt(((SqliteSession)s!).Connection.Handle), session))
            {
                result = read(session, cancellationToken);
            }

            session.Run("commit");
            idle.Add(session);
            session = null;
            return result;
        }
        catch (SqliteException fault) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The read was cancelled.", fault, cancellationToken);
        }
        catch (SqliteException fault) when (SqliteFaults.IsOfDatabase(fault))
        {
            throw SqliteFaults.Translate(fault, path);
        }
        finally
        {
            // A session that did not finish is thrown away with whatever state it is in.
            session?.Dispose();
        }
    }
}
