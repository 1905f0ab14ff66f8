namespace Actors.Streaming;

/// <summary>Settings of the ledger streams of one silo.</summary>
public sealed class LedgerStreamOptions
{
    /// <summary>Entries on a page, at most; 1 … 10,000. Default 4,000: a backlog drains faster in large pages, and a page should
    /// be handed over well within <see cref="MaxDeliveryTime"/>.</summary>
    public int MaxPageEntries { get; set; } = 4_000;

    /// <summary>Pages held for one partition, at most; from 1. Default 4. Reading stops until one is handed over.</summary>
    public int MaxCachedPages { get; set; } = 4;

    /// <summary>How long a read waits for entries, or for room. Default 200 ms.</summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a read lingers after the wake-up so that more entries share a page; only where the page before was read
    /// less than ten times as long ago. Default 2 ms; zero turns it off.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>An empty page is sent after this much quiet, so that a router that died is started again and takes up what it owes.
    /// Default 2 s.</summary>
    public TimeSpan QuietPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause after a read failed. Default 250 ms.</summary>
    public TimeSpan ReadRetryPause { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>After this time without success a delivery is reported as failed; the same page is then tried again. Default 5 s.</summary>
    public TimeSpan MaxDeliveryTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <exception cref="InvalidOperationException">A setting is out of range; the message names it.</exception>
    internal void Validate()
    {
        Check(MaxPageEntries is >= 1 and <= 10_000, nameof(MaxPageEntries), "between 1 and 10,000");
        Check(MaxCachedPages is >= 1 and <= 1_000, nameof(MaxCachedPages), "between 1 and 1,000");
        Check(MaxWait > TimeSpan.Zero, nameof(MaxWait), "positive");
        Check(Linger >= TimeSpan.Zero, nameof(Linger), "zero or positive");
        Check(QuietPeriod > TimeSpan.Zero, nameof(QuietPeriod), "positive");
        Check(ReadRetryPause > TimeSpan.Zero, nameof(ReadRetryPause), "positive");
        Check(MaxDeliveryTime > TimeSpan.Zero, nameof(MaxDeliveryTime), "positive");

        static void Check(bool holds, string name, string expected)
        {
            if (!holds)
            {
                throw new InvalidOperationException($"{nameof(LedgerStreamOptions)}.{name} must be {expected}.");
            }
        }
    }
}
