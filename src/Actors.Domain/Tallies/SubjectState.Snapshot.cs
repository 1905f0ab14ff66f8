using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

public sealed partial class SubjectState
{
    /// <summary>True when entries or watermarks were folded since the last snapshot.</summary>
    public bool HasUnsaved { get; private set; } = true;

    /// <summary>Years whose chunk is stored apart from the head, loaded or not.</summary>
    public IReadOnlyList<int> SeparateYears => [.. chunks.Values.Where(c => c.Separate).Select(c => c.Year)];

    /// <summary>Takes up the stored chunk of a year that the head names. A chunk that is loaded already stays as it is.</summary>
    /// <returns>False when it does not belong to this head (another generation, fold version or catalogue): fold the subject anew.</returns>
    /// <exception cref="StoredFormException">It is damaged, or of an unknown version.</exception>
    public bool LoadChunk(int year, ReadOnlySpan<byte> bytes, ICatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        if (!chunks.TryGetValue(year, out var chunk))
        {
            throw new ArgumentOutOfRangeException(nameof(year), year, $"the head of {Subject} names no chunk of that year");
        }

        return chunk.Sections is not null || ReadChunk(chunk, bytes, catalogue);
    }

    internal SubjectSnapshot TakeSnapshot(ICatalogue catalogue, int inlineBytes)
    {
        if (!Adopt(catalogue))
        {
            throw new InvalidOperationException($"The catalogue reads names of {Subject} otherwise now: fold it anew instead of storing it.");
        }

        var inline = chunks.Values.Where(c => !c.Separate).ToList();
        var probe = new CompactWriter(4096);
        foreach (var chunk in inline)
        {
            WriteCells(probe, chunk);
        }

        if (probe.Length > inlineBytes)
        {
            foreach (var chunk in inline)
            {
                chunk.Separate = true;
                chunk.Dirty = true;
            }
        }

        var dirty = chunks.Values.Where(c => c is { Separate: true, Dirty: true }).ToList();
        var blobs = dirty.Select(c => new SubjectChunkBlob(c.Year, Frozen(ChunkBytes(c, catalogue)))).ToImmutableArray();
        var head = Frozen(HeadBytes(catalogue));
        foreach (var chunk in chunks.Values)
        {
            chunk.Dirty = false;
        }

        HasUnsaved = false;
        return new SubjectSnapshot(head, blobs);
    }

    internal bool ReadHead(ref CompactReader from, ICatalogue catalogue)
    {
        var stamp = from.Raw(16).ToArray();
        ReadVector(ref from, positions);
        ReadNames(ref from);
        if (!stamp.AsSpan().SequenceEqual(Stamp(catalogue)))
        {
            return false;
        }

        adopted = catalogue;
        foreach (var table in values)
        {
            table.Overflowed = from.Flag();
            var count = from.Items();
            for (var i = 0; i < count; i++)
            {
                table.NumberOf(ReadKey(ref from));
            }
        }

        for (var section = 0; section < kinds.Length; section++)
        {
            severalTypes[section] = (int)from.Signed();
            severalOutcomes[section] = (int)from.Signed();
            CellForm.Read(ref from, allTime[section], ValueOf);
            CellForm.Read(ref from, undated[section], ValueOf);
        }

        ReadSpread(ref from);
        ReadSignals(ref from);
        ReadChunkList(ref from);
        from.End();
        HasUnsaved = false;
        return true;
    }

    private static ImmutableArray<byte> Frozen(byte[] bytes) => ImmutableCollectionsMarshal.AsImmutableArray(bytes);

    private byte[] HeadBytes(ICatalogue catalogue)
    {
        var body = new CompactWriter(4096);
        body.Subject(Subject);
        body.Raw(Stamp(catalogue));
        WriteVector(body, positions);
        WriteNames(body);
        foreach (var table in values)
        {
            body.Flag(table.Overflowed);
            body.Count(table.Count);
            for (var i = 0; i < table.Count; i++)
            {
                WriteKey(body, table[i]);
            }
        }

        for (var section = 0; section < kinds.Length; section++)
        {
            body.Signed(severalTypes[section]);
            body.Signed(severalOutcomes[section]);
            CellForm.Write(body, allTime[section], (_, value) => value);
            CellForm.Write(body, undated[section], (_, value) => value);
        }

        WriteSpread(body);
        WriteSignals(body);
        body.Count(chunks.Count);
        foreach (var chunk in chunks.Values)
        {
            body.Count(chunk.Year);
            body.Flag(chunk.Separate);
            if (!chunk.Separate)
            {
                WriteVector(body, VectorOf(chunk));
                WriteCells(body, chunk);
            }
        }

        var head = new CompactWriter(body.Length + 1024);
        head.Byte(SubjectSnapshotCodec.HeadVersion);
        head.Count(FoldVersion);
        head.Count(Generation);
        head.TableAndBody(body);
        return head.ToArray();
    }

    private void ReadChunkList(ref CompactReader from)
    {
        var count = from.Items();
        for (var i = 0; i < count; i++)
        {
            var year = from.Count32();
            if (year is < 1 or > 9999)
            {
                throw from.Defect($"{year} is no year");
            }

            var chunk = new SubjectChunk(year, kinds, store) { Separate = from.Flag() };
            chunks.Add(year, chunk);
            if (!chunk.Separate)
            {
                SetAhead(chunk, ref from);
                chunk.Fill(ReadCells(ref from, ValueOf));
            }
        }
    }

    /// <summary>Where a chunk stands: at the maximum of its own vector and the state's.</summary>
    private SortedDictionary<int, long> VectorOf(SubjectChunk chunk)
    {
        var vector = new SortedDictionary<int, long>(positions);
        foreach (var (partition, position) in chunk.Ahead ?? new Dictionary<int, long>())
        {
            vector[partition] = Math.Max(position, vector.GetValueOrDefault(partition));
        }

        return vector;
    }

    private void SetAhead(SubjectChunk chunk, ref CompactReader from)
    {
        var vector = new SortedDictionary<int, long>();
        ReadVector(ref from, vector);
        chunk.Ahead = vector.Any(mark => mark.Value > Watermark(mark.Key)) ? vector : null;
        mayBeAhead |= chunk.Ahead is not null;
    }

    /// <summary>The number of a value in the head is its number here.</summary>
    private int ValueOf(int dimension, int number) =>
        number < values[dimension].Count || (number == ValueTable.Other && values[dimension].Overflowed) ? number : -1;

    private static void WriteVector(CompactWriter to, SortedDictionary<int, long> vector)
    {
        to.Count(vector.Count);
        foreach (var (partition, position) in vector)
        {
            to.Count(partition);
            to.Count(position);
        }
    }

    private static void ReadVector(ref CompactReader from, SortedDictionary<int, long> vector)
    {
        var count = from.Items();
        for (var i = 0; i < count; i++)
        {
            vector[from.Count32()] = from.Count();
        }
    }

    private static void WriteKey(CompactWriter to, RowKey key)
    {
        to.Byte((byte)((int)key.Kind | (key.Within is null ? 0 : 8)));
        to.Text(key.Text);
        if (key.Within is { } within)
        {
            to.Subject(within);
        }
    }

    private static RowKey ReadKey(ref CompactReader from)
    {
        var flags = from.Byte();
        if ((flags & 7) > (int)RowKind.Unknown)
        {
            throw from.Defect($"a value has the unknown kind {flags & 7}");
        }

        return new RowKey((RowKind)(flags & 7), from.Text(), (flags & 8) == 0 ? null : from.Subject());
    }
}
