using System.Collections.Concurrent;

namespace Actors.Grains.Matching;

/// <summary>Gathers what this silo's intakes want decided: while one call to a country's match grain is under way, the next is filled, so that
/// reports sent singly need no grain call and no look at the ledger each.</summary>
/// <remarks>One per silo, safe for concurrent use. The order of one caller's reports is kept.</remarks>
internal sealed class MatchQueue(IGrainFactory grains)
{
    private const int MaxAsks = 2_000;

    private readonly ConcurrentDictionary<string, Lane> lanes = new(StringComparer.Ordinal);

    /// <summary>Decides on reports of one country, in order.</summary>
    public Task<IReadOnlyList<MatchAnswer>> DecideAsync(string country, IReadOnlyList<MatchAsk> asks) =>
        lanes.GetOrAdd(country, static (key, grains) => new Lane(grains.GetGrain<IMatchGrain>(key)), grains).DecideAsync(asks);

    private sealed class Lane(IMatchGrain grain)
    {
        private readonly Lock gate = new();
        private readonly Queue<(IReadOnlyList<MatchAsk> Asks, TaskCompletionSource<IReadOnlyList<MatchAnswer>> Answer)> waiting = new();
        private bool pumping;

        public Task<IReadOnlyList<MatchAnswer>> DecideAsync(IReadOnlyList<MatchAsk> asks)
        {
            var answer = new TaskCompletionSource<IReadOnlyList<MatchAnswer>>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (gate)
            {
                waiting.Enqueue((asks, answer));
                if (pumping)
                {
                    return answer.Task;
                }

                pumping = true;
            }

            // Off the calling grain's scheduler: the pump outlives its turn.
            Task.Run(PumpAsync).Ignore();
            return answer.Task;
        }

        private async Task PumpAsync()
        {
            while (Take() is { Count: > 0 } calls)
            {
                try
                {
                    var answers = await grain.DecideAsync([.. calls.SelectMany(c => c.Asks)]);
                    var from = 0;
                    foreach (var (asks, answer) in calls)
                    {
                        answer.TrySetResult([.. answers.Skip(from).Take(asks.Count)]);
                        from += asks.Count;
                    }
                }
                catch (Exception failure) when (failure is not OutOfMemoryException)
                {
                    // Each caller hears of it.
                    foreach (var (_, answer) in calls)
                    {
                        answer.TrySetException(failure);
                    }
                }
            }
        }

        /// <summary>What the next call decides; empty, and the pump ends, when nothing waits.</summary>
        private List<(IReadOnlyList<MatchAsk> Asks, TaskCompletionSource<IReadOnlyList<MatchAnswer>> Answer)> Take()
        {
            var taken = new List<(IReadOnlyList<MatchAsk> Asks, TaskCompletionSource<IReadOnlyList<MatchAnswer>> Answer)>();
            lock (gate)
            {
                for (var count = 0; waiting.TryPeek(out var next) && (taken.Count == 0 || count + next.Asks.Count <= MaxAsks); count += next.Asks.Count)
                {
                    taken.Add(waiting.Dequeue());
                }

                pumping = taken.Count > 0;
            }

            return taken;
        }
    }
}
