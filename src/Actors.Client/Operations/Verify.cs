namespace Actors.Client;

/// <summary>A line of a verification: progress, a difference, or in the end the verdict.</summary>
public sealed record VerifyLine
{
    /// <summary>What is being compared: <c>ledger</c>, <c>incidents</c>, <c>grains</c>, <c>snapshots</c>; null on the last line.</summary>
    public string? Phase { get; init; }

    /// <summary>How many were compared in this phase so far.</summary>
    public long? Checked { get; init; }

    /// <summary>What differs, in words with ids; null: nothing.</summary>
    public string? Difference { get; init; }

    /// <summary>Null until the last line; then whether everything agrees.</summary>
    public bool? Ok { get; init; }

    /// <summary>On the last line: how many differences there were.</summary>
    public long? Differences { get; init; }

    /// <summary>On the last line: how many incidents there are.</summary>
    public long? Incidents { get; init; }

    /// <summary>On the last line, where there is no verdict: why the verification broke off. It is thrown as <see cref="ActorsApiException"/>.</summary>
    public string? Error { get; init; }
}
