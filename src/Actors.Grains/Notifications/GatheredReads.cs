namespace Actors.Grains.Notifications;

/// <summary>
/// Reads single things of the ledger many at a time: while a query runs, further ones who ask gather and share the next one. A query each made ten thousand
/// subjects that started wait for connections until their hand-over timed out.
/// </summary>
/// <param name="read">Reads all of these; what there is not is left out.</param>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class GatheredReads<TKey, TValue>(Func<IReadOnlyCollection<TKey>, Task<IReadOnlyDictionary<TKey, TValue>>> read)
    where TKey : notnull
    where TValue : class
{
    private const int MaxBatch = 512;

    private readonly Lock gate = new();
    private readonly Queue<(TKey Key, TaskCompletionSource<TValue?> Answer)> waiting = new();
    private bool reading;

    /// <summary>What is stored under a key; null: nothing is.</summary>
    public Task<TValue?> ReadAsync(TKey key)
    {
        var answer = new TaskCompletionSource<TValue?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Enqueue((key, answer));
            if (!reading)
            {
                reading = true;

                // Not on the scheduler of the grain that happens to ask first.
                _ = Task.Run(WorkAsync);
            }
        }

        return answer.Task;
    }

    private async Task WorkAsync()
    {
        while (Take() is { } batch)
        {
            try
            {
                var found = await read(batch.Select(b => b.Key).ToHashSet());
                foreach (var (key, answer) in batch)
                {
                    answer.TrySetResult(found.GetValueOrDefault(key));
                }
            }
            catch (Exception failure)
            {
                foreach (var (_, answer) in batch)
                {
                    answer.TrySetException(failure);
                }
            }
        }
    }

    private List<(TKey Key, TaskCompletionSource<TValue?> Answer)>? Take()
    {
        lock (gate)
        {
            if (waiting.Count == 0)
            {
                reading = false;
                return null;
            }

            var batch = new List<(TKey, TaskCompletionSource<TValue?>)>(Math.Min(waiting.Count, MaxBatch));
            while (batch.Count < MaxBatch && waiting.TryDequeue(out var next))
            {
                batch.Add(next);
            }

            return batch;
        }
    }
}
