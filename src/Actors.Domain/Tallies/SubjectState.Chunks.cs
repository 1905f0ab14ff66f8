using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

public sealed partial class SubjectState
{
    private byte[] ChunkBytes(SubjectChunk chunk, ICatalogue catalogue)
    {
        // A chunk may be newer than the head it is loaded with, so it names its values itself.
        var cells = new CompactWriter(4096);
        var local = Array.ConvertAll(values, _ => new List<int>());
        var numbers = Array.ConvertAll(values, _ => new Dictionary<int, int>());
        WriteCells(cells, chunk, (dimension, value) =>
        {
            if (value == ValueTable.Other)
            {
                return ValueTable.Other;
            }

            if (!numbers[dimension].TryGetValue(value, out var number))
            {
                numbers[dimension].Add(value, number = local[dimension].Count);
                local[dimension].Add(value);
            }

            return number;
        });

        var body = new CompactWriter(cells.Length + 1024);
        body.Subject(Subject);
        body.Count(chunk.Year);
        body.Count(catalogue.Version);
        WriteVector(body, VectorOf(chunk));
        for (var dimension = 0; dimension < values.Length; dimension++)
        {
            body.Flag(values[dimension].Overflowed);
            body.Count(local[dimension].Count);
            foreach (var value in local[dimension])
            {
                WriteKey(body, values[dimension][value]);
            }
        }

        body.Raw(cells.Written);
        var blob = new CompactWriter(body.Length + 1024);
        blob.Byte(SubjectSnapshotCodec.ChunkVersion);
        blob.Count(FoldVersion);
        blob.Count(Generation);
        blob.TableAndBody(body);
        return blob.ToArray();
    }

    private bool ReadChunk(SubjectChunk chunk, ReadOnlySpan<byte> bytes, ICatalogue catalogue)
    {
        var from = new CompactReader(bytes, $"snapshot of {Subject}, year {chunk.Year}");
        from.Version(SubjectSnapshotCodec.ChunkVersion);
        if (from.Count32() != FoldVersion || from.Count() != Generation)
        {
            return false;
        }

        from.Table();
        var subject = from.Subject();
        var year = from.Count32();
        if (subject != Subject || year != chunk.Year)
        {
            throw from.Defect($"it is of {subject}, year {year}");
        }

        var version = from.Count();
        SetAhead(chunk, ref from);
        if (chunk.Ahead is not null && version != catalogue.Version)
        {
            return false;
        }

        var local = new int[values.Length][];
        for (var dimension = 0; dimension < values.Length; dimension++)
        {
            if (from.Flag() && !values[dimension].Overflowed)
            {
                return false;
            }

            local[dimension] = new int[from.Items()];
            for (var i = 0; i < local[dimension].Length; i++)
            {
                local[dimension][i] = values[dimension].NumberOf(ReadKey(ref from));
            }
        }

        chunk.Fill(ReadCells(ref from, (dimension, number) =>
            number < local[dimension].Length ? local[dimension][number]
            : number == ValueTable.Other && values[dimension].Overflowed ? number
            : -1));
        from.End();
        return true;
    }

    private static void WriteCells(CompactWriter to, SubjectChunk chunk) => WriteCells(to, chunk, (_, value) => value);

    private static void WriteCells(CompactWriter to, SubjectChunk chunk, Func<int, int, int> numberOf)
    {
        foreach (var section in chunk.Sections!)
        {
            CellForm.Write(to, section, numberOf);
        }
    }

    private SectionCells[] ReadCells(ref CompactReader from, Func<int, int, int> valueOf)
    {
        var sections = Array.ConvertAll(kinds, kind => new SectionCells(kind, store));
        foreach (var section in sections)
        {
            CellForm.Read(ref from, section, valueOf);
        }

        return sections;
    }

    private void WriteSpread(CompactWriter to)
    {
        to.Flag(spread.GivenUp);
        to.Count(spread.Touched.Count);
        foreach (var (year, count) in spread.Touched.OrderBy(t => t.Key))
        {
            to.Count(year);
            to.Signed(count);
        }

        to.Count(spread.Kept.Count);
        foreach (var (_, (contribution, weight)) in spread.Kept.OrderBy(k => k.Key))
        {
            to.Signed(weight);
            ContributionCodec.Write(to, contribution);
        }
    }

    private void ReadSpread(ref CompactReader from)
    {
        if (from.Flag())
        {
            spread.GiveUp();
        }

        var touched = from.Items();
        for (var i = 0; i < touched; i++)
        {
            var year = from.Count32();
            spread.Touch(year, (int)from.Signed());
        }

        var kept = from.Items();
        for (var i = 0; i < kept; i++)
        {
            var weight = (int)from.Signed();
            spread.Restore(ContributionCodec.Read(ref from), weight);
        }
    }

    private void WriteSignals(CompactWriter to)
    {
        var all = signals.All.ToList();
        to.Count(all.Count);
        foreach (var (report, (signal, count)) in all)
        {
            to.Text(report);
            to.Signed(count);
            to.Flag(signal is not null);
            if (signal is not null)
            {
                EffectsCodec.Write(to, signal);
            }
        }
    }

    private void ReadSignals(ref CompactReader from)
    {
        var count = from.Items();
        for (var i = 0; i < count; i++)
        {
            var report = from.Text();
            var held = (int)from.Signed();
            signals.Add(report, from.Flag() ? EffectsCodec.Read(ref from) : null, held);
        }
    }
}
