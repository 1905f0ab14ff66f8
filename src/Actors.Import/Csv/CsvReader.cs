using System.Text;

namespace Actors.Import.Csv;

/// <summary>
/// Rows of a delimited text file in UTF-8: cells quoted as RFC 4180 says, with line breaks inside them; rows ended by LF or CRLF; a byte
/// order mark is skipped. A quote within a cell that does not begin with one is text.
/// </summary>
/// <remarks>Not safe for two threads. Memory is bounded by the longest row, at most <see cref="MaxRowChars"/>.</remarks>
internal sealed class CsvReader(Stream stream, char separator, string what) : IDisposable
{
    /// <summary>A row that is longer has, in practice, a quote that is never closed.</summary>
    public const int MaxRowChars = 4 * 1024 * 1024;

    // Text that is no UTF-8 must not turn into question marks.
    private readonly StreamReader reader = new(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, 64 * 1024);
    private readonly char[] buffer = new char[32 * 1024];
    private readonly StringBuilder cell = new();
    private readonly List<string> cells = [];
    private int at;
    private int end;

    /// <summary>Line of the file on which the last row began, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>True when the last row ended with the file and not with a line break.</summary>
    public bool EndedWithoutBreak { get; private set; }

    private long line = 1;

    /// <summary>The next row's cells, null at the end. The list is used again for the next row.</summary>
    /// <exception cref="ImportFormatException">A quote is not closed, or the text is not UTF-8.</exception>
    public List<string>? Read()
    {
        cells.Clear();
        cell.Clear();
        Line = line;
        EndedWithoutBreak = false;
        var next = Next();
        if (next < 0)
        {
            return null;
        }

        var chars = 0;
        while (true)
        {
            next = next == '"' ? Quoted(ref chars) : Plain(next, ref chars);
            if (next == separator)
            {
                AddCell();
                next = Next();
                if (next >= 0)
                {
                    continue;
                }
            }

            AddCell();
            EndedWithoutBreak = next < 0;
            return cells;
        }
    }

    public void Dispose() => reader.Dispose();

    /// <summary>Reads to the end of the cell; answers what ended it: the separator, LF, or −1.</summary>
    private int Plain(int next, ref int chars)
    {
        while (next >= 0 && next != separator && next != '\n')
        {
            if (next == '\r' && Peek() == '\n')
            {
                return Next();
            }

            cell.Append((char)next);
            Bound(++chars);
            next = Next();
        }

        return next;
    }

    private int Quoted(ref int chars)
    {
        while (true)
        {
            var next = Next();
            switch (next)
            {
                case < 0:
                    throw new ImportFormatException($"{what}: the row that begins on line {Line} opens a quote that is never closed; the file is cut off or damaged.");
                case '"' when Peek() == '"':
                    Next();
                    break;
                case '"':
                    return Plain(Next(), ref chars);
            }

            cell.Append((char)next);
            Bound(++chars);
        }
    }

    private void Bound(int chars)
    {
        if (chars > MaxRowChars)
        {
            throw new ImportFormatException($"{what}: the row that begins on line {Line} has more than {MaxRowChars:#,0} characters; a quote is probably not closed.");
        }
    }

    private void AddCell()
    {
        cells.Add(cell.Length == 0 ? "" : cell.ToString());
        cell.Clear();
    }

    private int Peek() => at < end || Fill() ? buffer[at] : -1;

    private int Next()
    {
        if (at == end && !Fill())
        {
            return -1;
        }

        var next = buffer[at++];
        if (next == '\n')
        {
            line++;
        }

        return next;
    }

    private bool Fill()
    {
        try
        {
            end = reader.Read(buffer, 0, buffer.Length);
            at = 0;
            return end > 0;
        }
        catch (DecoderFallbackException invalid)
        {
            throw new ImportFormatException($"{what}: near line {line} there are bytes that are not UTF-8; save the file as UTF-8.", invalid);
        }
    }
}
