using System.Text;

namespace Actors.Benchmarks.Results;

/// <summary>Writes plots beside a document, and the section of the document that shows them. What stands outside the section is left as it is.</summary>
public static class FigureSection
{
    private const string Begin = "<!-- figures: written by tests/Actors.Benchmarks -->";
    private const string End = "<!-- end of figures -->";

    /// <summary>Writes them.</summary>
    /// <param name="document">A Markdown file; made if it is not there.</param>
    /// <param name="curves">What was measured.</param>
    public static async Task WriteAsync(string document, IReadOnlyCollection<Curve> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        var folder = Path.GetDirectoryName(Path.GetFullPath(document))!;
        var section = new StringBuilder().AppendLine(Begin).AppendLine();
        foreach (var curve in curves)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, curve.FileName), curve.ToSvg());
            section.AppendLine($"![{curve.Name}]({curve.FileName})").AppendLine();
            section.AppendLine($"| {curve.Size} | {curve.Cost} |").AppendLine("| ---: | ---: |");
            foreach (var (size, cost) in curve.Points)
            {
                section.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"| {size:#,0} | {ResultTable.Number(cost)} |");
            }

            section.AppendLine();
        }

        section.Append(End);
        var text = File.Exists(document) ? await File.ReadAllTextAsync(document) : "# How cost grows\n\n";
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        text = from >= 0 && to > from
            ? text[..from] + section + text[(to + End.Length)..]
            : text.TrimEnd() + "\n\n## Figures\n\n" + section + "\n";
        await File.WriteAllTextAsync(document, text);
    }
}
