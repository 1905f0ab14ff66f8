namespace Actors.Client;

/// <summary>What a notification stream yields: a <see cref="Notification"/>, or a <see cref="NotificationGap"/>.</summary>
public abstract record StreamEvent
{
    private protected StreamEvent()
    {
    }
}

/// <summary>A durable, numbered message.</summary>
public sealed record Notification : StreamEvent
{
    /// <summary>Its number; a stream that resumes after it misses and repeats nothing.</summary>
    public required long Position { get; init; }

    /// <summary><c>level-raised</c>, <c>level-lowered</c>, <c>milestone</c>, <c>record</c>, <c>surge</c>, <c>claims-conflict</c>,
    /// <c>total-gap</c>, <c>posture-changed</c>, <c>import-summary</c> or <c>correction</c>.</summary>
    public required string Kind { get; init; }

    public required string Subject { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Level before, where it is about a level.</summary>
    public string? From { get; init; }

    /// <summary>Level after.</summary>
    public string? To { get; init; }

    /// <summary>In plain words.</summary>
    public required string Text { get; init; }

    /// <summary>Paths of the incidents behind it.</summary>
    public IReadOnlyList<string> Evidence { get; init => field = value ?? []; } = [];

    /// <summary>Position of the notification it corrects, or null.</summary>
    public long? Corrects { get; init; }

    public string? Policy { get; init; }

    public IReadOnlyDictionary<string, long>? Positions { get; init; }
}

/// <summary>Notifications that were asked for and are gone: positions <paramref name="From"/> … <paramref name="To"/>.</summary>
public sealed record NotificationGap(long From, long To) : StreamEvent;

/// <summary>A page of notifications; <paramref name="Cursor"/> null at the end.</summary>
public sealed record NotificationPage(IReadOnlyList<Notification> Items, string? Cursor);

/// <summary>Which notifications to read.</summary>
public sealed record NotificationQuery
{
    /// <summary>Those after this position; 0: everything; null: a stream is live only, a page starts at the first.</summary>
    public long? After { get; init; }

    /// <summary>Subject id; null: all.</summary>
    public string? Subject { get; init; }

    /// <summary>Also those of subjects within it.</summary>
    public bool Descendants { get; init; }

    /// <summary>Also those of what contains it: regions and umbrellas. Null: in a stream yes, since who follows a base wants to hear of its region; on a
    /// page no.</summary>
    public bool? Ancestors { get; init; }

    public string? Kind { get; init; }

    /// <summary>A page's size, 1 … 1,000; null: 100. A stream has none.</summary>
    public int? Limit { get; init; }

    internal QueryText ToQuery(bool page) => new QueryText()
        .Add("after", After).Add("subject", Subject).Add("descendants", Descendants ? true : null)
        .Add("ancestors", Subject is null || Ancestors == false || (page && Ancestors is null) ? null : true).Add("kind", Kind)
        .Add("limit", page ? Limit : null);
}
