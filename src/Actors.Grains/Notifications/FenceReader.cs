using Actors.Ledger;

namespace Actors.Grains.Notifications;

/// <summary>
/// Reads the last notification of subjects that start. One per silo: while a query runs, further subjects gather and share the next one.
/// A query each made ten thousand new subjects wait for connections until their hand-over timed out.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class FenceReader(ILedger ledger)
{
    private const int MaxBatch = 512;

    private readonly Lock gate = new();
    private readonly Queue<(string Key, TaskCompletionSource<FenceState?> Answer)> waiting = new();
    private bool reading;

    /// <summary>As <see cref="ILedger.ReadFenceAsync"/>.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be reached.</exception>
    public Task<FenceState?> ReadAsync(string key)
    {
        var answer = new TaskCompletionSource<FenceState?>(TaskCreationOptions.RunContinuationsAsynchronously);
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
                var found = (await ledger.ReadFencesAsync([.. batch.Select(b => b.Key)], CancellationToken.None)).ToDictionary(f => f.Key, StringComparer.Ordinal);
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

    private List<(string Key, TaskCompletionSource<FenceState?> Answer)>? Take()
    {
        lock (gate)
        {
            if (waiting.Count == 0)
            {
                reading = false;
                return null;
            }

            var batch = new List<(string, TaskCompletionSource<FenceState?>)>(Math.Min(waiting.Count, MaxBatch));
            while (batch.Count < MaxBatch && waiting.TryDequeue(out var next))
            {
                batch.Add(next);
            }

            return batch;
        }
    }
}
