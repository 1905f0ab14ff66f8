namespace Actors.Abstractions.Audit;

/// <summary>
/// The record of who changed what beside reporting: entries of the control partition, as durable as what they tell of. Catalogue changes
/// carry who made them and are read from there; everything else is recorded here before it is done. Key: 0.
/// </summary>
[Alias("Actors.IAuditGrain")]
public interface IAuditGrain : IGrainWithIntegerKey
{
    /// <summary>Records what somebody is about to do. Returns its position when it is durable; only then may it be done.</summary>
    /// <exception cref="Intake.ServiceBusyException">The database is away: it must not be done.</exception>
    [Alias("Record")]
    Task<long> RecordAsync(AuditRecord record);

    /// <summary>Records what became of it.</summary>
    /// <param name="position">What <see cref="RecordAsync"/> gave.</param>
    /// <param name="status">The HTTP status it was answered with.</param>
    [Alias("Conclude")]
    Task ConcludeAsync(long position, int status);

    /// <summary>A page of what is recorded, oldest first.</summary>
    /// <param name="after">Positions above this one; 0: from the first.</param>
    /// <param name="limit">1 … 1,000 items.</param>
    /// <param name="who">Only what this caller did; null: everybody.</param>
    [Alias("Read")]
    Task<AuditPage> ReadAsync(long after, int limit, string? who);
}

/// <summary>What somebody is about to do.</summary>
/// <param name="Who">The caller's name.</param>
/// <param name="Role">What he is allowed as: reader, reporter, analyst, admin, or local.</param>
/// <param name="Action">For example <c>POST /v1/incidents/{id}/merge</c>.</param>
/// <param name="Target">What it is done to, for example a path.</param>
/// <param name="Details">JSON, without secrets; null: none.</param>
[GenerateSerializer, Immutable, Alias("Actors.AuditRecord")]
public sealed record AuditRecord(
    [property: Id(0)] string Who,
    [property: Id(1)] string Role,
    [property: Id(2)] string Action,
    [property: Id(3)] string Target,
    [property: Id(4)] string? Details);

/// <summary>What somebody did.</summary>
/// <param name="Position">In the control partition.</param>
/// <param name="At">When it was recorded, by the database's clock.</param>
/// <param name="Status">The HTTP status it was answered with; null: not known, because the server was stopped in between.</param>
[GenerateSerializer, Immutable, Alias("Actors.AuditItem")]
public sealed record AuditItem(
    [property: Id(0)] long Position,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] AuditRecord Record,
    [property: Id(3)] int? Status);

/// <summary>Items with <c>After &lt; position ≤ To</c>.</summary>
/// <param name="Head">Last position there was when it was read.</param>
[GenerateSerializer, Immutable, Alias("Actors.AuditPage")]
public sealed record AuditPage(
    [property: Id(0)] IReadOnlyList<AuditItem> Items,
    [property: Id(1)] long To,
    [property: Id(2)] long Head);
