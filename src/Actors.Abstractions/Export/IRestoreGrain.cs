using Actors.Abstractions.Intake;

namespace Actors.Abstractions.Export;

/// <summary>Takes exported entries in, each where it was: the same incidents, revisions and decisions come out. Key 0.</summary>
[Alias("Actors.IRestoreGrain")]
public interface IRestoreGrain : IGrainWithIntegerKey
{
    /// <summary>Records the entries of these lines in order; what is recorded already is left alone.</summary>
    /// <param name="lines">Lines of an export, UTF-8.</param>
    /// <param name="dryRun">Reads them and records nothing.</param>
    /// <returns>One answer a line.</returns>
    [Alias("Restore")]
    Task<IReadOnlyList<RestoreAnswer>> RestoreAsync(IReadOnlyList<byte[]> lines, bool dryRun);
}

/// <summary>What became of a line.</summary>
/// <param name="Status">Null: it is a header or an end, or it was refused.</param>
/// <param name="Problem">Why it was refused, and what would be right.</param>
[GenerateSerializer, Immutable, Alias("Actors.RestoreAnswer")]
public sealed record RestoreAnswer(
    [property: Id(0)] ReceiptStatus? Status,
    [property: Id(1)] string? Problem);
