using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Actors.Ledger.Sqlite;

/// <summary>
/// The one writer: a thread with one connection that puts everything waiting, of all partitions, into one transaction, so
/// that many callers share one flush to disk.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int MaxWaiting = 1_024;
    private const int MaxWorksPerTransaction = 256;
    private const long MaxBytesPerTransaction = 32 * 1024 * 1024;

    private readonly Channel<SqliteWork> waiting = Channel.CreateBounded<SqliteWork>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string path;
    private readonly SqliteLedgerOptions options;
    private SqliteSession? session;
    private long transactions;

    public SqliteWriter(string path, SqliteLedgerOptions options, SqliteSession session)
    {
        this.path = path;
        this.options = options;
        this.session = session;
        new Thread(Loop) { IsBackground = true, Name = "Actors ledger writer" }.Start();
    }

    /// <summary>Transactions committed so far.</summary>
    public long Transactions => Interlocked.Read(ref transactions);

    public async Task<T> WriteAsync<T>(SqliteWork<T> work)
    {
        try
        {
            await waiting.Writer.WriteAsync(work, work.CancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteLedger));
        }

        return await work.Task;
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await ended.Task;
        session?.Dispose();
        session = null;
    }

    private void Loop()
    {
        List<SqliteWork> batch = [];
        while (waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            long bytes = 0;
            while (batch.Count < MaxWorksPerTransaction && bytes < MaxBytesPerTransaction && waiting.Reader.TryRead(out var work))
            {
                if (work.TryBegin())
                {
                    batch.Add(work);
                    bytes += work.Bytes;
                }
            }

            if (batch.Count > 0)
            {
                Commit(batch);
            }
        }

        ended.SetResult();
    }

    private void Commit(List<SqliteWork> batch)
    {
        List<SqliteWork> done = [];
        var committing = false;
        try
        {
            session ??= SqliteSession.OpenWriter(path, options.BusyTimeout);
            session.Run("begin immediate");
            foreach (var work in batch)
            {
                if (RunOne(session, work))
                {
                    done.Add(work);
                }
            }

            committing = true;
            session.Run("commit");
            Interlocked.Increment(ref transactions);
            foreach (var work in done)
            {
                work.Complete();
            }
        }
        catch (Exception fault)
        {
            // Whatever it was, it is handed to every caller of this transaction; none is left waiting.
            FailAll(batch, done, fault, committing);
        }
    }

    /// <summary>False when the work failed alone and was answered already.</summary>
    private static bool RunOne(SqliteSession session, SqliteWork work)
    {
        session.Run("savepoint work");
        try
        {
            work.Prepare(session);
            session.Run("release work");
            session.Run("savepoint work");
            if (!work.Run(session))
            {
                session.Run("rollback to work");
            }

            session.Run("release work");
            return true;
        }
        catch (Exception fault) when (fault is not SqliteException sqlite || !SqliteFaults.IsOfDatabase(sqlite))
        {
            // Only this piece is at fault: the others of the transaction go on.
            session.Run("rollback to work");
            session.Run("release work");
            work.Fail(fault);
            return false;
        }
    }

    private void FailAll(List<SqliteWork> batch, List<SqliteWork> done, Exception fault, bool committing)
    {
        Abandon();
        foreach (var work in batch)
        {
            // A commit that failed may have reached the disk all the same; the head row tells.
            var committed = committing && done.Contains(work) ? WasCommitted(work) : false;
            if (committed == true)
            {
                work.Complete();
            }
            else
            {
                work.Fail(fault is SqliteException sqlite ? SqliteFaults.Translate(sqlite, path, outcomeUnknown: committed is null) : fault);
            }
        }
    }

    private bool? WasCommitted(SqliteWork work)
    {
        try
        {
            session ??= SqliteSession.OpenWriter(path, options.BusyTimeout);
            return work.WasCommitted(session);
        }
        catch (SqliteException)
        {
            Abandon();
            return null;
        }
    }

    private void Abandon()
    {
        // Closing the connection undoes what is open; the next transaction opens a new one.
        session?.Dispose();
        session = null;
    }
}
