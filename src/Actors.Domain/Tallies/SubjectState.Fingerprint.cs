using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Actors.Domain.Tallies;

public sealed partial class SubjectState
{
    /// <summary>
    /// A hash of all cells, kept incidents and signals, independent of the order in which they came, of watermarks and of how it is stored:
    /// two folds of the same history agree on it. <c>verify</c> compares by it.
    /// </summary>
    /// <remarks>Which 2,000 values of a dimension are told apart hangs on the order in which they came. Where there are more, what is compared is each day's sum
    /// over all of them; no answer rests on the single cells then.</remarks>
    /// <exception cref="InvalidOperationException">A year is not loaded.</exception>
    public UInt128 Fingerprint()
    {
        var lines = new List<string>();
        for (var section = 0; section < kinds.Length; section++)
        {
            Describe(lines, $"all {kinds[section]}", allTime[section]);
            Describe(lines, $"undated {kinds[section]}", undated[section]);
            lines.Add($"several {kinds[section]} {severalTypes[section]} {severalOutcomes[section]}");
            foreach (var chunk in chunks.Values)
            {
                var sections = chunk.Sections ?? throw new InvalidOperationException($"the year {chunk.Year} of {Subject} is not loaded");
                Describe(lines, $"{chunk.Year} {kinds[section]}", sections[section]);
            }
        }

        foreach (var ((incident, revision), (_, weight)) in spread.Kept)
        {
            lines.Add($"kept {incident} {revision} {weight}");
        }

        foreach (var (year, count) in spread.Touched)
        {
            lines.Add($"touched {year} {count}");
        }

        foreach (var (report, (_, count)) in signals.All)
        {
            lines.Add($"signal {report} {count}");
        }

        lines.Sort(StringComparer.Ordinal);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private void Describe(List<string> lines, string where, SectionCells cells)
    {
        for (var dimension = 0; dimension <= SectionCells.Dimensions; dimension++)
        {
            if (cells.Table(dimension) is not { } table)
            {
                continue;
            }

            if (dimension != SectionCells.Total && values[dimension].Overflowed)
            {
                DescribeDays(lines, $"{where} {dimension}", table);
                continue;
            }

            for (var i = 0; i < table.Count; i++)
            {
                var key = table.KeyAt(i);
                var name = dimension == SectionCells.Total ? "total" : $"{values[dimension][SectionCells.ValueOf(key)]} {values[dimension][SectionCells.ValueOf(key)].Within}";
                Describe(lines, $"{where} {dimension} {name} {SectionCells.DayOf(key)}", table.At(i), table.HasParty ? table.PartyAt(i) : default);
            }
        }
    }

    private static void DescribeDays(List<string> lines, string where, CellTable table)
    {
        var days = new Dictionary<int, (TallyCell Cell, FigureSums Party)>();
        for (var i = 0; i < table.Count; i++)
        {
            ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(days, SectionCells.DayOf(table.KeyAt(i)), out _);
            sums.Cell.Add(table.At(i), 1);
            if (table.HasParty)
            {
                sums.Party.Add(table.PartyAt(i), 1);
            }
        }

        foreach (var (day, (cell, party)) in days)
        {
            Describe(lines, $"{where} every value {day}", cell, party);
        }
    }

    private static void Describe(List<string> lines, string where, in TallyCell cell, in FigureSums party)
    {
        if (!cell.IsZero || !party.Equals(default))
        {
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{where} {cell.Incidents} {cell.Intercepted} {cell.Contested} {cell.DayPrecise} {Text(cell.Figures)} {Text(party)}"));
        }
    }

    private static string Text(in FigureSums f) => string.Create(
        CultureInfo.InvariantCulture,
        $"{f.KilledLow}/{f.KilledBest}/{f.KilledHigh}/{f.KilledUnknown}/{f.KilledUnbounded} {f.InjuredLow}/{f.InjuredBest}/{f.InjuredHigh}/{f.InjuredUnknown}/{f.InjuredUnbounded}");
}
