namespace Actors.Abstractions.Intake;

/// <summary>Where reports enter the cluster: resolves names, finds the incident, hands the report to its ledger partition.</summary>
[Alias("Actors.IIntakeGrain")]
public interface IIntakeGrain : IGrainWithIntegerKey
{
    /// <summary>Records reports in order. Returns when all that is said to be recorded is durable.</summary>
    /// <remarks>Sending the same again is safe: it answers the first receipts with status <c>duplicate</c>.</remarks>
    [Alias("Submit")]
    Task<IReadOnlyList<Receipt>> SubmitAsync([Immutable] Submission submission);

    /// <summary>Joins an incident into another (reversible by a split). Returns the survivor's receipt.</summary>
    [Alias("Merge")]
    Task<ActionResult> MergeAsync([Immutable] MergeRequest request);

    /// <summary>Takes reports out of an incident into a new one (or back where a merge took them from).</summary>
    [Alias("Split")]
    Task<ActionResult> SplitAsync([Immutable] SplitRequest request);

    /// <summary>Says that two incidents are not one event, so that neither is suggested for the other. Said again it changes nothing; a
    /// merge remains possible. Returns the incident.</summary>
    [Alias("Reject")]
    Task<ActionResult> RejectAsync([Immutable] RejectRequest request);
}

/// <summary>Reports of one sender, each already validated.</summary>
/// <param name="Scope">Whose references these are: the API key's name, an importer's name, or <c>local</c>.</param>
/// <param name="Analyst">Whether the sender may decide as an analyst.</param>
/// <param name="Reports">Canonical JSON, UTF-8, one report each.</param>
[GenerateSerializer, Immutable, Alias("Actors.Submission")]
public sealed record Submission(
    [property: Id(0)] string Scope,
    [property: Id(1)] bool Analyst,
    [property: Id(2)] IReadOnlyList<byte[]> Reports)
{
    /// <summary>The bulk import they belong to: subjects tell it by one summary each. Null: reports to be told of as they come.</summary>
    [Id(3)]
    public string? Import { get; init; }
}

/// <summary>What was done with a report.</summary>
[GenerateSerializer]
public enum ReceiptStatus
{
    Recorded,
    Duplicate,
    Conflict,
}

/// <summary>Answer to one report.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Receipt")]
public sealed record Receipt
{
    /// <summary>Id of the report.</summary>
    [Id(0)]
    public required string Report { get; init; }

    /// <summary>The incident it became part of; null for signals and for what still waits.</summary>
    [Id(1)]
    public Guid? Incident { get; init; }

    /// <summary>The incident's revision made by it; 0 without an incident.</summary>
    [Id(2)]
    public int Revision { get; init; }

    /// <summary>Where it stands, as a ledger vector such as <c>3:1041</c>.</summary>
    [Id(3)]
    public required string Positions { get; init; }

    [Id(4)]
    public required ReceiptStatus Status { get; init; }

    /// <summary>The incident it was matched to, if it came without a reference.</summary>
    [Id(5)]
    public Guid? MatchedIncident { get; init; }

    /// <summary>Why it was matched, or why it is new.</summary>
    [Id(6)]
    public string? MatchedWhy { get; init; }
}

/// <summary>Join <paramref name="Absorbed"/> into <paramref name="Survivor"/>.</summary>
[GenerateSerializer, Immutable, Alias("Actors.MergeRequest")]
public sealed record MergeRequest(
    [property: Id(0)] Guid Survivor,
    [property: Id(1)] Guid Absorbed,
    [property: Id(2)] string Reason,
    [property: Id(3)] string Author);

/// <summary>Take these reports out of <paramref name="Incident"/>.</summary>
[GenerateSerializer, Immutable, Alias("Actors.SplitRequest")]
public sealed record SplitRequest(
    [property: Id(0)] Guid Incident,
    [property: Id(1)] IReadOnlyList<string> Reports,
    [property: Id(2)] string Reason,
    [property: Id(3)] string Author);

/// <summary><paramref name="Other"/> is another event than <paramref name="Incident"/>.</summary>
[GenerateSerializer, Immutable, Alias("Actors.RejectRequest")]
public sealed record RejectRequest(
    [property: Id(0)] Guid Incident,
    [property: Id(1)] Guid Other,
    [property: Id(2)] string Reason,
    [property: Id(3)] string Author);

/// <summary>What an analyst's action came to.</summary>
/// <param name="Problem">Null when done; else what is wrong and what would be right.</param>
[GenerateSerializer, Immutable, Alias("Actors.ActionResult")]
public sealed record ActionResult(
    [property: Id(0)] Guid? Incident,
    [property: Id(1)] string Positions,
    [property: Id(2)] string? Problem);

/// <summary>The cluster has too much to do, or its database is away: try again after <see cref="RetryAfterSeconds"/>.</summary>
[GenerateSerializer, Alias("Actors.ServiceBusyException")]
public sealed class ServiceBusyException : Exception
{
    public ServiceBusyException(string message, int retryAfterSeconds)
        : base(message) => RetryAfterSeconds = retryAfterSeconds;

    /// <summary>Seconds, at least 1.</summary>
    [Id(0)]
    public int RetryAfterSeconds { get; private set; }
}

/// <summary>A caller's request cannot be answered as asked; the message says what would be right.</summary>
[GenerateSerializer, Alias("Actors.BadRequestException")]
public sealed class BadRequestException : Exception
{
    public BadRequestException(string pointer, string message)
        : base(message) => Pointer = pointer;

    /// <summary>The parameter or field.</summary>
    [Id(0)]
    public string Pointer { get; private set; }
}
