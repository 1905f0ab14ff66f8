using Actors.Domain.Reports;
using Actors.Import;

namespace Actors.Page.Imports;

/// <summary>Reports of a file as the import of the API takes them: one canonical JSON object a line, made while they are read.</summary>
internal sealed class ReportLineStream(IEnumerable<ImportedRow> rows) : Stream
{
    private readonly IEnumerator<ImportedRow> rows = rows.GetEnumerator();
    private byte[] line = [];
    private int used;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            if (used == line.Length && !Next())
            {
                break;
            }

            var part = line.AsSpan(used, Math.Min(line.Length - used, buffer.Length - filled));
            part.CopyTo(buffer[filled..]);
            (used, filled) = (used + part.Length, filled + part.Length);
        }

        return filled;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rows.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Refused and skipped rows were told by the check.</summary>
    private bool Next()
    {
        while (rows.MoveNext())
        {
            if (rows.Current.Report is { } report)
            {
                var canonical = ReportWriter.WriteCanonical(report);
                line = new byte[canonical.Length + 1];
                canonical.CopyTo(line, 0);
                line[^1] = (byte)'\n';
                used = 0;
                return true;
            }
        }

        return false;
    }
}
