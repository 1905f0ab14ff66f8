using System.Security.Cryptography;
using System.Text;
using Actors.Import.Csv;

namespace Actors.Import.Ucdp;

/// <summary>
/// The first 8 hex digits of a row's hash: SHA-256 of <c>column=value</c> lines of all its cells that are not blank, by column name in
/// ordinal order. Numbers written <c>1.0</c> and days written with midnight count as <c>1</c> and the day, so that the same row in
/// another layout of the file has the same hash.
/// </summary>
internal sealed class UcdpRowHash(CsvTable table)
{
    private readonly string[] columns = [.. table.Columns.Order(StringComparer.Ordinal)];
    private readonly StringBuilder text = new();
    private byte[] bytes = new byte[8 * 1024];

    public string OfRow()
    {
        text.Clear();
        foreach (var column in columns)
        {
            var value = Plain(table[column]);
            if (value.Length > 0)
            {
                text.Append(column.ToLowerInvariant()).Append('=').Append(value).Append('\n');
            }
        }

        var length = 0;
        foreach (var chunk in text.GetChunks())
        {
            var needed = length + Encoding.UTF8.GetMaxByteCount(chunk.Length);
            if (needed > bytes.Length)
            {
                Array.Resize(ref bytes, Math.Max(needed, bytes.Length * 2));
            }

            length += Encoding.UTF8.GetBytes(chunk.Span, bytes.AsSpan(length));
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.AsSpan(0, length), hash);
        return Convert.ToHexStringLower(hash[..4]);
    }

    private static ReadOnlySpan<char> Plain(string value)
    {
        var text = value.AsSpan();
        if (text.Length > 10 && text[10] is ' ' or 'T' && text[4] == '-' && text[7] == '-' && !text[11..].ContainsAnyExcept("0:.Z"))
        {
            return text[..10];
        }

        return text.EndsWith(".0", StringComparison.Ordinal) && !text[..^2].ContainsAnyExceptInRange('0', '9') ? text[..^2] : text;
    }
}
