namespace Actors.Abstractions.Verification;

/// <summary>Proves the account: folds the whole ledger again and holds everything derived against it. One grain, with a key of its own, for each run.</summary>
[Alias("Actors.IVerifyGrain")]
public interface IVerifyGrain : IGrainWithGuidKey
{
    /// <summary>Runs once through everything; the last line has <see cref="VerifyLine.Done"/>.</summary>
    [Alias("Run")]
    IAsyncEnumerable<VerifyLine> RunAsync(CancellationToken cancellationToken);
}

/// <summary>Progress, a difference, or the end.</summary>
[GenerateSerializer, Immutable, Alias("Actors.VerifyLine")]
public sealed record VerifyLine
{
    /// <summary>ledger, incidents, grains, snapshots, decisions, end.</summary>
    [Id(0)]
    public required string Phase { get; init; }

    /// <summary>How many were checked in this phase so far.</summary>
    [Id(1)]
    public long Checked { get; init; }

    /// <summary>What differs, in words with ids; null: nothing, this is progress.</summary>
    [Id(2)]
    public string? Difference { get; init; }

    /// <summary>True on the last line.</summary>
    [Id(3)]
    public bool Done { get; init; }

    /// <summary>On the last line: how many differences there were.</summary>
    [Id(4)]
    public long Differences { get; init; }

    /// <summary>On the last line: recorded decisions that could not be made again, because the catalogue changed since or their policy is not
    /// known here.</summary>
    [Id(5)]
    public long Skipped { get; init; }
}
