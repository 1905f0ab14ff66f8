using System.Text.Json;
using Actors.Import.Csv;
using Actors.Import.Json;

namespace Actors.Import.Acled;

/// <summary>Rows of an ACLED file by field name, whether it is CSV or JSON.</summary>
internal abstract class AcledRows : IDisposable
{
    /// <summary>Row of data, from 1.</summary>
    public abstract long Row { get; }

    public abstract string this[string field] { get; }

    public static AcledRows Open(Stream stream, string what)
    {
        var buffered = new BufferedStream(stream, 64 * 1024);
        var first = FirstByte(buffered, out var rest);
        return first is '{' or '[' ? new OfJson(rest, what) : new OfCsv(new CsvTable(rest, what));
    }

    public abstract void Require(params ReadOnlySpan<string> fields);

    public abstract bool Read(out string? problem);

    public abstract void Dispose();

    /// <summary>The first byte that is neither blank nor byte order mark; <paramref name="rest"/> gives everything from the start again.</summary>
    private static char FirstByte(Stream stream, out Stream rest)
    {
        var head = new byte[256];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        rest = new PrefixedStream(head.AsMemory(0, length), stream);
        var text = head.AsSpan(0, length);
        text = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
        text = text.TrimStart(" \t\r\n"u8);
        return text.IsEmpty ? '\0' : (char)text[0];
    }

    private sealed class OfCsv(CsvTable table) : AcledRows
    {
        public override long Row => table.Row;

        public override string this[string field] => table[field];

        public override void Require(params ReadOnlySpan<string> fields) => table.Require(fields);

        public override bool Read(out string? problem) => table.Read(out problem);

        public override void Dispose() => table.Dispose();
    }

    private sealed class OfJson(Stream stream, string what) : AcledRows
    {
        private readonly IEnumerator<ReadOnlyMemory<byte>> items = JsonItems.Read(stream, what).GetEnumerator();
        private string[] required = [];
        private JsonElement item;
        private long row;

        public override long Row => row;

        public override string this[string field] =>
            item.TryGetProperty(field, out var value) && value.ValueKind is not JsonValueKind.Null ? value.ToString().Trim() : "";

        public override void Require(params ReadOnlySpan<string> fields) => required = fields.ToArray();

        public override bool Read(out string? problem)
        {
            problem = null;
            if (!items.MoveNext())
            {
                return false;
            }

            row++;
            try
            {
                item = JsonElement.Parse(items.Current.Span);
            }
            catch (JsonException wrong)
            {
                problem = $"is no JSON: {wrong.Message}";
                return true;
            }

            var missing = required.Where(field => !item.TryGetProperty(field, out _)).ToList();
            problem = missing.Count == 0 ? null : $"has no {string.Join(", ", missing)}";
            return true;
        }

        public override void Dispose() => items.Dispose();
    }
}
