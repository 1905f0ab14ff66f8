using System.Reflection;
using System.Text;

namespace Actors.Domain.Catalogue;

/// <summary>Reads the tables shipped inside the assembly: UTF-8, tab-separated, <c>#</c> begins a remark.</summary>
internal static class BuiltInTable
{
    /// <summary>Rows of <c>Data/{name}.tsv</c>.</summary>
    /// <exception cref="InvalidOperationException">The table is missing, or a row has another number of columns: a build defect.</exception>
    public static IEnumerable<string[]> Read(string name, int columns)
    {
        var resource = "Actors.Domain.Catalogue.Data." + name + ".tsv";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The table {resource} is not embedded in Actors.Domain.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            var cells = text.Split('\t');
            if (cells.Length != columns)
            {
                throw new InvalidOperationException($"{name}.tsv, line {line}: {cells.Length} columns instead of {columns}.");
            }

            yield return cells;
        }
    }
}
