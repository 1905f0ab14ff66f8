using System.Buffers;
using Actors.Domain.Reports;

namespace Actors.Import.Json;

/// <summary>Reports as the API takes them, one object of JSON a line (NDJSON). What an export wrote is read back.</summary>
public sealed class ReportLines(string what) : IReportSource
{
    /// <summary>The server's own limit of a line.</summary>
    private const int MaxLineBytes = 1024 * 1024;

    public string Format => "ndjson";

    public string? Scope => null;

    public bool AnyOrder => false;

    /// <inheritdoc/>
    public IEnumerable<ImportedRow> Read(Stream stream)
    {
        long row = 0;
        var export = new ExportedLines();
        foreach (var (line, whole) in Lines(stream))
        {
            if (line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                row++;
                continue;
            }

            row++;
            if (line.Span.StartsWith("{\"entry\":"u8))
            {
                yield return export.Take(row, line, what);
                continue;
            }

            var read = ReportReader.ReadOne(line.Span);
            if (!whole && read.Reports is null && !line.Span.TrimEnd(" \t\r"u8).EndsWith("}"u8))
            {
                throw new ImportFormatException($"{what} ends within line {row}: {Words(read.Errors)}; the file is cut off.");
            }

            yield return read.Reports is [var report]
                ? ImportedRow.Of(row, report)
                : ImportedRow.Refuse(row, Words(read.Errors));
        }

        export.End(what);
    }

    internal static string Words(IReadOnlyList<ReportError> errors)
    {
        var first = errors[0];
        var words = first.Pointer.Length == 0 ? first.Detail : $"{first.Pointer} {first.Detail}";
        return errors.Count == 1 ? words : $"{words} (and {errors.Count - 1} more)";
    }

    private IEnumerable<(ReadOnlyMemory<byte> Line, bool Whole)> Lines(Stream stream)
    {
        using var owned = stream;
        var buffer = new byte[64 * 1024];
        var line = new ArrayBufferWriter<byte>(4 * 1024);
        long number = 1;
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            var rest = buffer.AsMemory(0, read);
            int end;
            while ((end = rest.Span.IndexOf((byte)'\n')) >= 0)
            {
                if (line.WrittenCount == 0)
                {
                    yield return (rest[..end], true);
                }
                else
                {
                    line.Write(rest.Span[..end]);
                    yield return (line.WrittenMemory, true);
                    line.ResetWrittenCount();
                }

                number++;
                rest = rest[(end + 1)..];
            }

            line.Write(rest.Span);
            if (line.WrittenCount > MaxLineBytes)
            {
                throw new ImportFormatException($"{what}: line {number} has more than {MaxLineBytes} bytes; a report is one line.");
            }
        }

        if (line.WrittenCount > 0)
        {
            yield return (line.WrittenMemory, false);
        }
    }
}
