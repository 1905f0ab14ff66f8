using System.Buffers.Binary;
using System.IO.Compression;

namespace Actors.Import;

/// <summary>A file on disk, opened as often as asked, unpacked on the way: plain, gzip, or a zip archive with one file in it.</summary>
public sealed class ImportFile
{
    /// <param name="path">Where it is.</param>
    /// <exception cref="ImportFormatException">There is no such file, or it is empty.</exception>
    public ImportFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!File.Exists(path))
        {
            throw new ImportFormatException(Directory.Exists(path) ? $"{path} is a folder; name a file." : $"There is no file {path}.");
        }

        Path = path;
        Length = new FileInfo(path).Length;
        if (Length == 0)
        {
            throw new ImportFormatException($"{path} is empty.");
        }
    }

    public string Path { get; }

    /// <summary>Its name without folder and without .gz or .zip.</summary>
    public string Name
    {
        get
        {
            var name = System.IO.Path.GetFileName(Path);
            return name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)
                ? System.IO.Path.GetFileNameWithoutExtension(name)
                : name;
        }
    }

    /// <summary>Bytes on disk.</summary>
    public long Length { get; }

    /// <summary>Opens it from the start.</summary>
    /// <param name="position">Told how many bytes on disk are read, for the time left.</param>
    public Stream Open(Action<long>? position = null)
    {
        Stream file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 128 * 1024, FileOptions.SequentialScan);
        Span<byte> magic = stackalloc byte[4];
        var read = file.ReadAtLeast(magic, 4, throwOnEndOfStream: false);
        file.Position = 0;
        file = new CheckedStream(file, Path, position, null);
        if (read >= 2 && magic[0] == 0x1F && magic[1] == 0x8B)
        {
            return new CheckedStream(new GZipStream(file, CompressionMode.Decompress), Path, null, GzipSize());
        }

        return read == 4 && magic.SequenceEqual("PK\u0003\u0004"u8) ? OpenZip(file) : file;
    }

    private CheckedStream OpenZip(Stream file)
    {
        try
        {
            file.Dispose();
            var archive = ZipFile.OpenRead(Path);
            var entries = archive.Entries.Where(e => e.Length > 0).ToList();
            if (entries.Count != 1)
            {
                archive.Dispose();
                throw new ImportFormatException($"{Path} holds {entries.Count} files; an archive with exactly one can be imported.");
            }

            return new CheckedStream(entries[0].Open(), Path, null, null, archive);
        }
        catch (InvalidDataException damaged)
        {
            throw new ImportFormatException($"{Path} is a damaged zip archive: {damaged.Message}", damaged);
        }
    }

    // RFC 1952: the last four bytes are the length of the data modulo 2³²; a download that was cut off ends elsewhere.
    private uint GzipSize()
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        Span<byte> size = stackalloc byte[4];
        file.Seek(-Math.Min(4, file.Length), SeekOrigin.End);
        file.ReadAtLeast(size, 4, throwOnEndOfStream: false);
        return BinaryPrimitives.ReadUInt32LittleEndian(size);
    }

    /// <summary>Counts what is read, and turns damage into a message that names the file.</summary>
    private sealed class CheckedStream(Stream inner, string path, Action<long>? position, uint? size, IDisposable? owner = null) : Stream
    {
        private long total;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => total;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            try
            {
                var read = inner.Read(buffer);
                total += read;
                position?.Invoke(total);
                if (read == 0 && buffer.Length > 0 && size is { } expected && (uint)total != expected)
                {
                    throw new ImportFormatException($"{path} is damaged: its gzip data ends after {total} bytes, before its end; get the file again.");
                }

                return read;
            }
            catch (InvalidDataException damaged)
            {
                throw new ImportFormatException($"{path} is damaged after {total} bytes of data: {damaged.Message}", damaged);
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

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
                inner.Dispose();
                owner?.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
