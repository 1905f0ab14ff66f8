namespace Actors.Grains.Routing;

/// <summary>Settings of the routers of one silo.</summary>
public sealed class RouterOptions
{
    /// <summary>A page waits for its subjects as long as answers keep coming in; when none came for this long, it is done and the
    /// subjects that have not answered are owed a nudge. Default 250 ms.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest a page waits even while answers keep coming in. Default 2 s.</summary>
    public TimeSpan MaxPageTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The checkpoint is written at most this often. Default 200 ms.</summary>
    public TimeSpan CheckpointPeriod { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Pause before the first nudge after a failure; doubles up to <see cref="MaxNudgePause"/>. Default 100 ms.</summary>
    public TimeSpan MinNudgePause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause between nudges of one subject. Default 5 s.</summary>
    public TimeSpan MaxNudgePause { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Nudges under way at a time. Default 256, as many as share one query of the ledger.</summary>
    public int MaxNudges { get; set; } = 256;

    /// <summary>While this many subjects are owed a nudge, no page is taken, and the checkpoint stays where it is. Default 1,000.</summary>
    public int MaxBehind { get; set; } = 1_000;

    /// <summary>Subjects whose last slice is remembered; beyond it the quiet ones are forgotten, which costs each one
    /// needless look into the ledger. Default 50,000.</summary>
    public int MaxTrackedSubjects { get; set; } = 50_000;

    /// <summary>How long a subject may gather late entries before it is asked to say what they bring; longer than it does so by itself. Until it has, the checkpoint
    /// says where they begin: where everything goes meanwhile, it is asked after the next start. Default 45 s.</summary>
    public TimeSpan GatheringTime { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>How long a page waits for <see cref="MaxBehind"/> before it is refused, to be delivered again. Default 3 s.</summary>
    public TimeSpan MaxRefusalWait { get; set; } = TimeSpan.FromSeconds(3);
}
