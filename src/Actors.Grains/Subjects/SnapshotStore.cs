using System.Runtime.InteropServices;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Tallies;
using Orleans.Storage;

namespace Actors.Grains.Subjects;

/// <summary>
/// Snapshots of one subject in Orleans storage: a head, and a state of its own for each year. Chunks are written first, the head last.
/// An ETag conflict means another activation writes too: it surfaces as <see cref="InconsistentStateException"/>, and the owner drops its memory.
/// </summary>
internal sealed class SnapshotStore(IGrainStorage storage, GrainId grain, SubjectId subject)
{
    private readonly string prefix = subject.Kind.ToString().ToLowerInvariant();
    private readonly Dictionary<int, GrainState<SnapshotBlob>> chunks = [];
    private GrainState<SnapshotBlob>? head;

    /// <summary>The stored head, or null when there is none.</summary>
    public async Task<(LoadedHead Head, DateTimeOffset LastRecordedAt, ReadOnlyMemory<byte> Threat)?> LoadAsync(ICatalogue catalogue)
    {
        head = await ReadAsync(prefix + "-head");
        if (!head.RecordExists)
        {
            return null;
        }

        var stored = head.State!;
        var loaded = SubjectSnapshotCodec.Load(stored.Bytes, subject, catalogue);
        Emptied(head);
        return (loaded, stored.LastRecordedAt, stored.Threat);
    }

    /// <summary>Loads a year into the state; false: it does not belong to this head.</summary>
    public async Task<bool> LoadChunkAsync(SubjectState state, int year, ICatalogue catalogue)
    {
        var chunk = await ReadAsync(ChunkName(year));
        var loaded = chunk.RecordExists && state.LoadChunk(year, chunk.State!.Bytes, catalogue);
        chunks[year] = Emptied(chunk);
        return loaded;
    }

    /// <summary>Stores what changed since the last time.</summary>
    public async Task<int> WriteAsync(SubjectState state, ICatalogue catalogue, DateTimeOffset lastRecordedAt, byte[] threat)
    {
        head ??= await ReadAsync(prefix + "-head");
        var snapshot = SubjectSnapshotCodec.Take(state, catalogue);
        foreach (var chunk in snapshot.Chunks)
        {
            var stored = await ChunkAsync(chunk.Year);
            stored.State!.Bytes = Bytes(chunk.Bytes);
            await storage.WriteStateAsync(ChunkName(chunk.Year), grain, stored);
            Emptied(stored);
        }

        head.State!.Bytes = Bytes(snapshot.Head);
        head.State.LastRecordedAt = lastRecordedAt;
        head.State.Threat = threat;
        await storage.WriteStateAsync(prefix + "-head", grain, head);
        Emptied(head);
        return snapshot.Chunks.Length + 1;
    }

    private static byte[] Bytes(System.Collections.Immutable.ImmutableArray<byte> bytes) => ImmutableCollectionsMarshal.AsArray(bytes)!;

    private string ChunkName(int year) => $"{prefix}-{year:0000}";

    private async Task<GrainState<SnapshotBlob>> ChunkAsync(int year)
    {
        if (!chunks.TryGetValue(year, out var chunk))
        {
            chunk = Emptied(await ReadAsync(ChunkName(year)));
            chunks.Add(year, chunk);
        }

        return chunk;
    }

    /// <summary>Only the ETag is needed again: what is stored is not held twice.</summary>
    private static GrainState<SnapshotBlob> Emptied(GrainState<SnapshotBlob> stored)
    {
        stored.State = new SnapshotBlob();
        return stored;
    }

    private async Task<GrainState<SnapshotBlob>> ReadAsync(string name)
    {
        var state = new GrainState<SnapshotBlob>(new SnapshotBlob());
        await storage.ReadStateAsync(name, grain, state);
        return state;
    }
}
