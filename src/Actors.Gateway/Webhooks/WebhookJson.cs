using Actors.Abstractions.Webhooks;

namespace Actors.Gateway.Webhooks;

/// <summary>A webhook to be made.</summary>
/// <param name="Url">Where to post to: https, or http in a network that configuration names.</param>
/// <param name="Secret">Signs what is posted, 24 to 200 characters; left out: one is made and answered, this once.</param>
/// <param name="Subject">Only notifications of this subject, and of what contains it.</param>
/// <param name="Descendants">Also of what lies within it.</param>
/// <param name="Ancestors">False: not of what contains it.</param>
/// <param name="Kind">Only this kind.</param>
/// <param name="After">From which position on; 0: everything; left out: what comes from now on.</param>
public sealed record WebhookRequestJson(string? Url, string? Secret, string? Subject, bool? Descendants, bool? Ancestors, string? Kind, long? After);

/// <summary>A webhook and how far it got.</summary>
public sealed record WebhookJson
{
    public required string Id { get; init; }

    public required string Url { get; init; }

    /// <summary>Only in the answer that made it.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    public required string? Subject { get; init; }

    public required bool Descendants { get; init; }

    public required bool Ancestors { get; init; }

    public required string? Kind { get; init; }

    /// <summary>Name of the key that made it.</summary>
    public required string Owner { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>active, retrying or paused.</summary>
    public required string State { get; init; }

    /// <summary>Why it is paused.</summary>
    public required string? Reason { get; init; }

    /// <summary>Everything up to this position is delivered, given up, or not asked for.</summary>
    public required long After { get; init; }

    /// <summary>Last position there is.</summary>
    public required long Head { get; init; }

    public required long Delivered { get; init; }

    /// <summary>Given up and not delivered since.</summary>
    public required int DeadLetters { get; init; }

    /// <summary>Attempts in vain for the next notification.</summary>
    public required int Attempts { get; init; }

    public required DateTimeOffset? NextAttempt { get; init; }

    public required string? LastError { get; init; }

    internal static WebhookJson Of(WebhookAnswer answer, string? secret = null) => new()
    {
        Id = answer.Id.ToString("D"),
        Url = answer.Url,
        Secret = secret,
        Subject = answer.Filter.Subject,
        Descendants = answer.Filter.Descendants,
        Ancestors = answer.Filter.Ancestors,
        Kind = answer.Filter.Kind,
        Owner = answer.Owner,
        CreatedAt = answer.CreatedAt,
        State = answer.Paused is not null ? "paused" : answer.Attempts > 0 ? "retrying" : "active",
        Reason = answer.Paused,
        After = answer.After,
        Head = answer.Head,
        Delivered = answer.Delivered,
        DeadLetters = answer.DeadLetters,
        Attempts = answer.Attempts,
        NextAttempt = answer.NextAttempt,
        LastError = answer.LastError,
    };
}

/// <summary>Webhooks.</summary>
public sealed record WebhookListJson(IReadOnlyList<WebhookJson> Items, string? Cursor);

/// <summary>Why a webhook is paused.</summary>
public sealed record WebhookPauseJson(string? Reason);

/// <summary>Delivery records, newest first.</summary>
public sealed record DeliveryListJson(IReadOnlyList<DeliveryRecordJson> Items, string? Cursor);

/// <summary>What became of a notification.</summary>
/// <param name="Number">Of this record, from 1.</param>
/// <param name="Position">Of the notification.</param>
/// <param name="State">delivered or dead.</param>
/// <param name="Attempts">How often it was posted.</param>
/// <param name="Status">HTTP status of the last answer; null: there was none.</param>
public sealed record DeliveryRecordJson(long Number, long Position, DateTimeOffset At, string State, int Attempts, int? Status, string? Error, long Milliseconds)
{
    internal static DeliveryRecordJson Of(DeliveryRecord record) =>
        new(record.Number, record.Position, record.At, record.Delivered ? "delivered" : "dead", record.Attempts, record.Status, record.Error, record.Milliseconds);
}

/// <summary>What was given up, by position.</summary>
public sealed record DeadLetterListJson(IReadOnlyList<DeadLetterJson> Items, string? Cursor);

/// <summary>A notification that was given up.</summary>
/// <param name="Waiting">It will be tried once more, soon.</param>
/// <param name="Notification">Where it can be read.</param>
public sealed record DeadLetterJson(long Position, DateTimeOffset At, int Attempts, int? Status, string? Error, bool Waiting, string Notification)
{
    internal static DeadLetterJson Of(DeadLetter letter) =>
        new(letter.Position, letter.At, letter.Attempts, letter.Status, letter.Error, letter.Waiting, $"/v1/notifications?after={letter.Position - 1}&limit=1");
}

/// <summary>Which given-up notifications to try once more; left out: all.</summary>
public sealed record RedeliverJson(IReadOnlyList<long>? Positions);

/// <summary>How many will be tried once more.</summary>
public sealed record RedeliveryJson(int Waiting);
