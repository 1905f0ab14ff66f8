namespace Actors.Ledger.Sqlite;

/// <summary>A piece of writing that waits for the writer. Several of them share one transaction; each can be undone alone.</summary>
internal abstract class SqliteWork(CancellationToken cancellationToken)
{
    private int started;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Bytes it writes, to bound a transaction.</summary>
    public virtual long Bytes => 0;

    /// <summary>True when this call decided that the work begins; a cancelled work never begins, a begun one is never cancelled.</summary>
    public bool TryBegin() => Interlocked.Exchange(ref started, 1) == 0;

    /// <summary>Writes what may stay even if <see cref="Run"/> is undone.</summary>
    public virtual void Prepare(SqliteSession session)
    {
    }

    /// <summary>Writes. False: undo what this call wrote, the answer is a refusal.</summary>
    public abstract bool Run(SqliteSession session);

    /// <summary>After a commit that failed: true when the database shows that the work is durable all the same, null when it cannot be told.</summary>
    public virtual bool? WasCommitted(SqliteSession session) => false;

    /// <summary>Answers the caller after the commit.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception fault);
}

/// <summary>A piece of writing with an answer.</summary>
internal abstract class SqliteWork<T> : SqliteWork
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration registration;

    protected SqliteWork(CancellationToken cancellationToken)
        : base(cancellationToken) =>
        registration = cancellationToken.Register(() =>
        {
            if (TryBegin())
            {
                completion.TrySetCanceled(cancellationToken);
            }
        });

    public Task<T> Task => completion.Task;

    protected T? Answer { get; set; }

    public override void Complete()
    {
        registration.Dispose();
        completion.TrySetResult(Answer!);
    }

    public override void Fail(Exception fault)
    {
        registration.Dispose();
        completion.TrySetException(fault);
    }
}

/// <summary>A piece of writing given as a function.</summary>
internal sealed class SqliteWrite<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken) : SqliteWork<T>(cancellationToken)
{
    public override bool Run(SqliteSession session)
    {
        Answer = write(session);
        return true;
    }
}
