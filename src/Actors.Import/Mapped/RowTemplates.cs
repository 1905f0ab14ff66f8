using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Actors.Import.Csv;

namespace Actors.Import.Mapped;

/// <summary>The texts of a mapping, filled in from the row that is read.</summary>
internal sealed class RowTemplates
{
    private readonly TableMapping mapping;
    private readonly CsvTable table;
    private readonly string[] columns;
    private readonly Dictionary<string, IReadOnlyList<(bool IsColumn, string Text)>> parsed = new(StringComparer.Ordinal);

    /// <exception cref="ImportFormatException">The mapping names a column that the table does not have.</exception>
    public RowTemplates(TableMapping mapping, CsvTable table, string what)
    {
        this.mapping = mapping;
        this.table = table;
        columns = [.. table.Columns];
        table.Require([.. mapping.Skip.Keys]);
        foreach (var template in new[]
        {
            mapping.Id, mapping.Incident, mapping.Source, mapping.PublishedAt, mapping.Day, mapping.Region, mapping.PlaceName, mapping.Lat, mapping.Lon,
            mapping.Type, mapping.Weapon, mapping.Outcome, mapping.Perpetrator, mapping.Target, mapping.Killed, mapping.Injured, mapping.Quote,
        })
        {
            foreach (var (isColumn, name) in template is null ? [] : Parts(template))
            {
                if (isColumn && name is not ("row" or "hash") && !table.Has(name))
                {
                    throw new ImportFormatException($"The mapping names the column '{name}', which {what} does not have; its header reads: {string.Join(", ", columns)}");
                }
            }
        }
    }

    /// <summary>The text of a field for this row, translated; null where it is left out.</summary>
    public string? Text(string field, string? template)
    {
        if (template is null)
        {
            return null;
        }

        var text = Fill(template).Trim();
        if (mapping.Values.TryGetValue(field, out var words))
        {
            text = words.TryGetValue(text, out var known) ? known
                : words.TryGetValue("*", out var others) ? others == "*" ? text : others
                : throw new RowRefusedException($"{field} '{CellValues.Short(text)}' is not in the mapping's values");
        }

        return text.Length == 0 ? null : text;
    }

    public DateOnly Day(string template, IReadOnlyList<string> formats)
    {
        var text = Fill(template).Trim();
        return DateTime.TryParseExact(text, [.. formats], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? DateOnly.FromDateTime(day)
            : throw new RowRefusedException($"day is '{CellValues.Short(text)}', which is not written {string.Join(" or ", formats)}");
    }

    public string Instant(string template)
    {
        var text = Fill(template).Trim();
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : throw new RowRefusedException($"publishedAt is '{CellValues.Short(text)}', which is no time");
    }

    private string Fill(string template)
    {
        if (!parsed.TryGetValue(template, out var parts))
        {
            parsed.Add(template, parts = Parts(template));
        }

        var text = new StringBuilder();
        foreach (var (isColumn, part) in parts)
        {
            text.Append(!isColumn ? part : part switch
            {
                "row" => table.Row.ToString(CultureInfo.InvariantCulture),
                "hash" => Hash(),
                _ => table[part],
            });
        }

        return text.ToString();
    }

    private string Hash()
    {
        var whole = string.Join('\u001F', columns.Select(column => table[column]));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)).AsSpan(0, 6));
    }

    private static List<(bool IsColumn, string Text)> Parts(string template)
    {
        var parts = new List<(bool, string)>();
        for (var at = 0; at < template.Length;)
        {
            var open = template.IndexOf('{', at);
            var close = open < 0 ? -1 : template.IndexOf('}', open);
            if (close < 0)
            {
                parts.Add((false, template[at..]));
                break;
            }

            parts.Add((false, template[at..open]));
            parts.Add((true, template[(open + 1)..close]));
            at = close + 1;
        }

        return parts;
    }
}
