using System.Runtime.CompilerServices;
using System.Text;

namespace Actors.Client.Notifications;

/// <summary>One event of a Server-Sent Events stream.</summary>
internal readonly record struct ServerSentEvent(string Name, string? Id, string Data);

/// <summary>Reads Server-Sent Events (WHATWG HTML, 9.2). Comments, the server's heartbeats, count as signs of life and yield nothing.</summary>
internal static class ServerSentEvents
{
    public static async IAsyncEnumerable<ServerSentEvent> ReadAsync(
        Stream stream, Action alive, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 4_096, leaveOpen: true);
        var data = new StringBuilder();
        var name = "message";
        string? id = null;
        var any = false;
        while (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            alive();
            if (line.Length == 0)
            {
                if (any)
                {
                    yield return new ServerSentEvent(name, id, data.ToString());
                }

                data.Clear();
                name = "message";
                any = false;
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon == 0)
            {
                continue;
            }

            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            switch (field)
            {
                case "data":
                    data.Append(any ? "\n" : "").Append(value);
                    any = true;
                    break;
                case "event":
                    name = value;
                    break;
                case "id" when !value.Contains('\0', StringComparison.Ordinal):
                    id = value;
                    break;
            }
        }

        // An event that was cut off before its empty line is dropped: it comes again after resuming.
    }
}
