namespace Actors.Ledger;

/// <summary>
/// A question that many ask at once and whose answer is the same for all: one read runs at a time, and who asks while it runs shares the next.
/// An answer was read after the question was asked, as if each had read alone.
/// </summary>
/// <remarks>Safe for concurrent use. Thousands of subjects that start together ask for the heads and the new terms within milliseconds.</remarks>
internal sealed class SharedRead<T>(Func<CancellationToken, Task<T>> read)
{
    private readonly Lock gate = new();
    private TaskCompletionSource<T>? next;
    private bool reading;

    /// <summary>The answer of a read that began after this call. Cancelling leaves the read to the others.</summary>
    public Task<T> ReadAsync(CancellationToken cancellationToken)
    {
        Task<T> answer;
        lock (gate)
        {
            answer = (next ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            if (!reading)
            {
                reading = true;

                // Not on the scheduler, nor under the trace, of whoever happens to ask first.
                using (ExecutionContext.SuppressFlow())
                {
                    _ = Task.Run(WorkAsync, CancellationToken.None);
                }
            }
        }

        return answer.WaitAsync(cancellationToken);
    }

    private async Task WorkAsync()
    {
        while (Take() is { } asked)
        {
            try
            {
                asked.TrySetResult(await read(CancellationToken.None));
            }
            catch (Exception failure)
            {
                asked.TrySetException(failure);
            }
        }
    }

    private TaskCompletionSource<T>? Take()
    {
        lock (gate)
        {
            var asked = next;
            next = null;
            reading = asked is not null;
            return asked;
        }
    }
}
