using System.Collections.Immutable;

namespace Actors.Domain.Tallies;

/// <summary>The cells of one year, to be stored under the subject and the year.</summary>
public sealed record SubjectChunkBlob(int Year, ImmutableArray<byte> Bytes);

/// <summary>
/// What to store of a subject: first every chunk, in any order, then the head. A crash in between harms nothing: a chunk newer than the head
/// says so when it is loaded and ignores what is replayed into it.
/// </summary>
/// <param name="Head">Vector, fold version, hash of the leaves, sums of all time, signals, incidents kept one by one, and the years of a small subject.</param>
/// <param name="Chunks">Years that changed; a year stored for the first time may overwrite what a crash left.</param>
public sealed record SubjectSnapshot(ImmutableArray<byte> Head, ImmutableArray<SubjectChunkBlob> Chunks);

/// <summary>What loading a head came to.</summary>
/// <param name="State">Null: it cannot be used, and the subject is to be folded anew from position 0.</param>
/// <param name="Why">Why not, in words for a log; empty when it can.</param>
/// <param name="NextGeneration">The generation to fold anew with.</param>
public sealed record LoadedHead(SubjectState? State, string Why, long NextGeneration);
