using Actors.Abstractions.Webhooks;

namespace Actors.Grains.Webhooks;

/// <summary>A webhook as Orleans storage keeps it, state <c>webhook</c>.</summary>
[GenerateSerializer, Alias("Actors.WebhookState")]
public sealed class WebhookState
{
    [Id(0)]
    public WebhookSpec? Spec { get; set; }

    [Id(1)]
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Everything up to here is delivered, given up, or not asked for.</summary>
    [Id(2)]
    public long Cursor { get; set; }

    /// <summary>Why it is paused; null: it delivers.</summary>
    [Id(3)]
    public string? Paused { get; set; }

    [Id(4)]
    public long Delivered { get; set; }

    /// <summary>Attempts in vain for the next notification.</summary>
    [Id(5)]
    public int Attempts { get; set; }

    /// <summary>Not before this moment is it tried again.</summary>
    [Id(6)]
    public DateTimeOffset? NextAttempt { get; set; }

    [Id(7)]
    public string? LastError { get; set; }

    /// <summary>Number of the last delivery record; its page holds it.</summary>
    [Id(8)]
    public long LastRecord { get; set; }

    /// <summary>Given up and not delivered since, by position.</summary>
    [Id(9)]
    public List<DeadLetter> DeadLetters { get; set; } = [];
}

/// <summary>Some delivery records, state <c>webhook-records-NN</c>.</summary>
[GenerateSerializer, Alias("Actors.WebhookRecordPage")]
public sealed class WebhookRecordPage
{
    [Id(0)]
    public List<DeliveryRecord> Items { get; set; } = [];
}

/// <summary>Which webhooks there are, state <c>webhook-list</c>.</summary>
[GenerateSerializer, Alias("Actors.WebhookListState")]
public sealed class WebhookListState
{
    [Id(0)]
    public List<Guid> Ids { get; set; } = [];
}
