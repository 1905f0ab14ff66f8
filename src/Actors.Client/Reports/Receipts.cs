namespace Actors.Client;

/// <summary>Answer to reports: one receipt a report, in the order sent.</summary>
public sealed record Receipts(IReadOnlyList<Receipt> Items);

/// <summary>What became of a report.</summary>
public sealed record Receipt
{
    /// <summary>Id of the report.</summary>
    public required string Report { get; init; }

    /// <summary>Id of the incident it is part of; null for reports that concern none.</summary>
    public string? Incident { get; init; }

    /// <summary>The incident's revision after it; null without an incident.</summary>
    public int? Revision { get; init; }

    /// <summary>Where it stands in the ledger; pass <see cref="ActorsClient.Positions"/> of it as minPositions to read your own write.</summary>
    public required IReadOnlyDictionary<string, long> Positions { get; init; }

    /// <summary><c>recorded</c>, <c>duplicate</c> (the first receipt is repeated) or <c>conflict</c> (the id is taken by other content).</summary>
    public required string Status { get; init; }

    /// <summary>What a report without a reference was matched to, and why.</summary>
    public Match? Matched { get; init; }
}

/// <summary>Why a report was matched to an incident; <paramref name="Incident"/> null: it is a new one.</summary>
public sealed record Match(string? Incident, string Why);

internal sealed record ReceiptsJson(IReadOnlyList<Receipt> Receipts);
