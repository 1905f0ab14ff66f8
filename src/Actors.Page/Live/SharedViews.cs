namespace Actors.Page.Live;

/// <summary>
/// Pages that follow by themselves ask again whenever the ledger moved, all at once. Those who ask for the same view of the same state
/// share one answer.
/// </summary>
/// <remarks>Safe for concurrent use. Keeps only views of the last state that was asked for.</remarks>
internal sealed class SharedViews(LedgerWatch watch)
{
    /// <summary>Request header with the state a page heard of.</summary>
    public const string Header = "Actors-Seen";

    private const int Most = 512;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Task<byte[]>> views = new(StringComparer.Ordinal);
    private string state = "";

    /// <summary>Whether a request that heard of <paramref name="seen"/> may share: it is what this gateway said last.</summary>
    public bool MayShare(string seen) => seen.Length > 0 && seen == watch.Seen;

    /// <summary>The view of that key at that state, made once. It was begun after the state was seen, so it holds at least that.</summary>
    public Task<byte[]> GetAsync(string seen, string key, Func<Task<byte[]>> make)
    {
        lock (gate)
        {
            if (state != seen || views.Count >= Most)
            {
                views.Clear();
                state = seen;
            }

            if (!views.TryGetValue(key, out var view) || view.IsFaulted || view.IsCanceled)
            {
                views[key] = view = make();
            }

            return view;
        }
    }
}
