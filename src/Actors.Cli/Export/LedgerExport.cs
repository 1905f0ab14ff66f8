using Actors.Client;

namespace Actors.Cli.Export;

/// <summary>Everything recorded into a file, going on where an interrupted export of the same ledger ended.</summary>
internal static class LedgerExport
{
    private const int LinesPerCheckpoint = 5_000;

    public static async Task RunAsync(ActorsClient client, ExportFile file, TextWriter error, CancellationToken cancellation)
    {
        var position = await ReadAsync(file, cancellation);
        if (position.Count > 0)
        {
            await error.WriteLineAsync($"goes on after {position.Count:#,0} of {position.Entries:#,0} entries of an export that was interrupted");
        }

        var sinceCheckpoint = 0;
        await foreach (var line in client.ExportLinesAsync(position, cancellation))
        {
            await file.Stream.WriteAsync(line, cancellation);
            file.Stream.WriteByte((byte)'\n');
            if (++sinceCheckpoint == LinesPerCheckpoint)
            {
                file.Checkpoint(position.After);
                sinceCheckpoint = 0;
            }
        }
    }

    /// <summary>What of the file counts is read again: its lines say how far it got.</summary>
    private static async Task<ExportPosition> ReadAsync(ExportFile file, CancellationToken cancellation)
    {
        var position = new ExportPosition();
        if (file.Cursor is null)
        {
            file.Restart();
            return position;
        }

        file.Stream.Position = 0;
        using var reader = new StreamReader(file.Stream, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            position.Take(System.Text.Encoding.UTF8.GetBytes(line));
        }

        file.Stream.Position = file.Stream.Length;
        return position;
    }
}
