using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Actors.Domain.Tallies;

public sealed partial class SubjectState
{
    /// <summary>
    /// A hash of all cells, kept incidents and signals, independent of the order in which they came, of watermarks and of how it is stored:
    /// two folds of the same history agree on it. <c>verify</c> compares by it. (Beyond 2,000 values a dimension the order matters.)
    /// </summary>
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

            for (var i = 0; i < table.Count; i++)
            {
                ref readonly var cell = ref table.At(i);
                var party = table.HasParty ? table.PartyAt(i) : default;
                if (cell.IsZero && party.Equals(default))
                {
                    continue;
                }

                var key = table.KeyAt(i);
                var value = SectionCells.ValueOf(key);
                var name = dimension == SectionCells.Total ? "total"
                    : value == ValueTable.Other ? "other"
                    : $"{values[dimension][value]} {values[dimension][value].Within}";
                lines.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{where} {dimension} {name} {SectionCells.DayOf(key)} {cell.Incidents} {cell.Intercepted} {cell.Contested} {cell.DayPrecise} {Text(cell.Figures)} {Text(party)}"));
            }
        }
    }

    private static string Text(in FigureSums f) => string.Create(
        CultureInfo.InvariantCulture,
        $"{f.KilledLow}/{f.KilledBest}/{f.KilledHigh}/{f.KilledUnknown}/{f.KilledUnbounded} {f.InjuredLow}/{f.InjuredBest}/{f.InjuredHigh}/{f.InjuredUnknown}/{f.InjuredUnbounded}");
}
