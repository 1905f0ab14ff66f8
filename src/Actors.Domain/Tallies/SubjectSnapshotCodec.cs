using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

/// <summary>
/// The stored form of a <see cref="SubjectState"/>: a head, and one chunk a calendar year (a small subject keeps its years in the head).
/// Never renumbered: a new form is a new version, and a new version folds anew.
/// </summary>
/// <remarks>
/// Each chunk carries the vector it stands at. A chunk is written before its head; when the head is missing after a crash, replay starts
/// from the older head, and the chunk, which stands at the element-wise maximum of its own and the head's vector, ignores what it has.
/// A head or chunk folded by another version, from another generation, or with names that the catalogue reads otherwise now, is not used.
/// </remarks>
public static class SubjectSnapshotCodec
{
    /// <summary>Years stay in the head while all of them together take no more bytes than this.</summary>
    public const int InlineBytes = 48 * 1024;

    internal const byte HeadVersion = 1;
    internal const byte ChunkVersion = 1;

    /// <summary>What to store now, and marks the state as stored: if storing fails, the state is to be dropped.</summary>
    /// <param name="inlineBytes">See <see cref="InlineBytes"/>.</param>
    public static SubjectSnapshot Take(SubjectState state, ICatalogue catalogue, int inlineBytes = InlineBytes)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(catalogue);
        return state.TakeSnapshot(catalogue, inlineBytes);
    }

    /// <summary>Reads a head. Its chunks are loaded when they are needed (<see cref="SubjectState.LoadChunk"/>).</summary>
    /// <exception cref="StoredFormException">It is damaged, or of an unknown version.</exception>
    public static LoadedHead Load(ReadOnlySpan<byte> head, SubjectId subject, ICatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        var reader = new CompactReader(head, $"snapshot of {subject}");
        reader.Version(HeadVersion);
        var fold = reader.Count32();
        var generation = reader.Count();
        if (fold != SubjectState.FoldVersion)
        {
            return new LoadedHead(null, $"it was folded by version {fold}, this is version {SubjectState.FoldVersion}", generation + 1);
        }

        reader.Table();
        if (reader.Subject() is var stored && stored != subject)
        {
            throw reader.Defect($"it is of {stored}");
        }

        var state = new SubjectState(subject, generation);
        return state.ReadHead(ref reader, catalogue)
            ? new LoadedHead(state, "", generation + 1)
            : new LoadedHead(null, "the catalogue reads its names otherwise now", generation + 1);
    }
}
