using System.Text.Json;

namespace Actors.Cli.Export;

/// <summary>
/// A file that appears whole or not at all: written beside it as <c>.partial</c>, with a <c>.state</c> that says how much of it counts and where
/// the export goes on. One that was interrupted is taken up by the next export of the same kind.
/// </summary>
internal sealed class ExportFile : IAsyncDisposable
{
    private readonly string path;
    private readonly string what;

    private ExportFile(string path, string what, FileStream stream, string? cursor)
    {
        this.path = path;
        this.what = what;
        Stream = stream;
        Cursor = cursor;
    }

    public FileStream Stream { get; }

    /// <summary>Where an interrupted export goes on; null: at the start.</summary>
    public string? Cursor { get; private set; }

    public long Length => Stream.Length;

    private string Partial => path + ".partial";

    private string State => path + ".partial.state";

    /// <param name="path">The file in the end.</param>
    /// <param name="what">What is exported: another export does not go on with this one.</param>
    public static ExportFile Open(string path, string what)
    {
        var state = ReadState(path + ".partial.state");
        var stream = new FileStream(path + ".partial", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 128 * 1024);
        if (state is null || state.What != what || state.Length > stream.Length)
        {
            state = null;
        }

        var file = new ExportFile(path, what, stream, state?.Cursor);
        stream.SetLength(state?.Length ?? 0);
        stream.Position = stream.Length;
        if (state?.Tail is { } tail)
        {
            stream.Write(tail);
        }

        return file;
    }

    /// <summary>What is written so far counts, and the export goes on at the cursor.</summary>
    /// <param name="tailBytes">So many bytes at the end are going to be overwritten as the export goes on: they are kept with the state.</param>
    public void Checkpoint(string cursor, int tailBytes = 0)
    {
        Stream.Flush(flushToDisk: true);
        byte[]? tail = null;
        if (tailBytes > 0)
        {
            tail = new byte[tailBytes];
            Stream.Position = Stream.Length - tailBytes;
            Stream.ReadExactly(tail);
        }

        var next = State + ".next";
        File.WriteAllText(next, JsonSerializer.Serialize(new Progress(what, cursor, Stream.Length - tailBytes, tail)));
        File.Move(next, State, overwrite: true);
    }

    /// <summary>Forgets what an interrupted export left.</summary>
    public void Restart()
    {
        Cursor = null;
        Stream.SetLength(0);
        Stream.Position = 0;
    }

    /// <summary>The export is whole: it takes the file's name.</summary>
    public void Complete()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(Partial, path, overwrite: true);
        File.Delete(State);
    }

    public ValueTask DisposeAsync() => Stream.DisposeAsync();

    private static Progress? ReadState(string state)
    {
        try
        {
            return File.Exists(state) ? JsonSerializer.Deserialize<Progress>(File.ReadAllText(state)) : null;
        }
        catch (JsonException)
        {
            // Not one of ours, or damaged: the export begins anew, which is right at any time.
            return null;
        }
    }

    private sealed record Progress(string What, string Cursor, long Length, byte[]? Tail);
}
