namespace Actors.Client;

/// <summary>A webhook to be made.</summary>
public sealed record WebhookRequest
{
    /// <summary>Where to post to: https, or http in a network that the server's configuration names; up to 2,000 characters.</summary>
    public required string Url { get; init; }

    /// <summary>Signs what is posted, 24 to 200 characters; null: one is made and told once.</summary>
    public string? Secret { get; init; }

    /// <summary>Only notifications of this subject; null: of all.</summary>
    public string? Subject { get; init; }

    /// <summary>Also of what lies within it; null: no.</summary>
    public bool? Descendants { get; init; }

    /// <summary>Also of what contains it; null: no.</summary>
    public bool? Ancestors { get; init; }

    /// <summary>Only this kind of notification; null: all.</summary>
    public string? Kind { get; init; }

    /// <summary>Those after this position; 0: everything; null: what comes from now on.</summary>
    public long? After { get; init; }
}

/// <summary>A webhook and how far it got.</summary>
public sealed record Webhook
{
    public required string Id { get; init; }

    public required string Url { get; init; }

    /// <summary>Only in the answer that made it.</summary>
    public string? Secret { get; init; }

    public string? Subject { get; init; }

    public bool Descendants { get; init; }

    public bool Ancestors { get; init; }

    public string? Kind { get; init; }

    /// <summary>Name of the key that made it.</summary>
    public string? Owner { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>active</c>, <c>retrying</c> or <c>paused</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it is paused.</summary>
    public string? Reason { get; init; }

    /// <summary>Everything up to this position is delivered, given up, or not asked for.</summary>
    public long After { get; init; }

    /// <summary>Last position there is.</summary>
    public long Head { get; init; }

    public long Delivered { get; init; }

    /// <summary>Given up and not delivered since.</summary>
    public int DeadLetters { get; init; }

    /// <summary>Attempts in vain for the next notification.</summary>
    public int Attempts { get; init; }

    public DateTimeOffset? NextAttempt { get; init; }

    public string? LastError { get; init; }
}

/// <summary>A page of deliveries, newest first; <paramref name="Cursor"/> null at the end.</summary>
public sealed record DeliveryPage(IReadOnlyList<Delivery> Items, string? Cursor);

/// <summary>What became of a notification.</summary>
/// <param name="Number">Of this record, from 1.</param>
/// <param name="Position">Of the notification.</param>
/// <param name="State"><c>delivered</c> or <c>dead</c>.</param>
/// <param name="Attempts">How often it was posted.</param>
/// <param name="Status">HTTP status of the last answer; null: there was none.</param>
/// <param name="Milliseconds">How long the last attempt took.</param>
public sealed record Delivery(long Number, long Position, DateTimeOffset At, string State, int Attempts, int? Status, string? Error, long Milliseconds);

/// <summary>A notification that was given up.</summary>
/// <param name="Waiting">It will be tried once more, soon.</param>
/// <param name="Notification">Path where it can be read.</param>
public sealed record DeadLetter(long Position, DateTimeOffset At, int Attempts, int? Status, string? Error, bool Waiting, string Notification);

internal sealed record ListOf<T>(IReadOnlyList<T> Items);

internal sealed record PauseBody(string? Reason);

internal sealed record RedeliverBody(IReadOnlyList<long>? Positions);

internal sealed record Redelivery(int Waiting);
