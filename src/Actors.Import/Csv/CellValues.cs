using System.Globalization;

namespace Actors.Import.Csv;

/// <summary>Reads cells as values; a refusal names the column, the text, and what would be right.</summary>
internal static class CellValues
{
    /// <summary>An integer, also as a spreadsheet writes it (<c>1.0</c>); null when blank.</summary>
    public static long? Integer(string column, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 || text.AsSpan(point + 1).ContainsAnyExcept('0') ? text.AsSpan() : text.AsSpan(0, point);
        return long.TryParse(whole, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new RowRefusedException($"{column} is '{Short(text)}', which is no whole number");
    }

    public static long RequiredInteger(string column, string text) =>
        Integer(column, text) ?? throw new RowRefusedException($"{column} is blank; it must be a whole number");

    /// <summary>Degrees within ±<paramref name="limit"/>; null when blank.</summary>
    public static double? Degrees(string column, string text, double limit)
    {
        if (text.Length == 0)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) <= limit
            ? value
            : throw new RowRefusedException($"{column} is '{Short(text)}'; it must be degrees between -{limit} and {limit}");
    }

    public static string RequiredText(string column, string text) =>
        text.Length > 0 ? text : throw new RowRefusedException($"{column} is blank");

    /// <summary>Text of at most that many characters: longer text is cut and marked with an ellipsis.</summary>
    public static string? Cut(string text, int length)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (text.Length <= length)
        {
            return text;
        }

        var end = length - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }

    public static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
