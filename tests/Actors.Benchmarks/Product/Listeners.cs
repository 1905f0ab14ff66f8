using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Actors.Benchmarks.Product;

/// <summary>
/// Many event streams held open by a process of its own: both ends of 10,000 sockets are more files than one process may open, and what the
/// subscribers take of the processors can be told from what the server takes.
/// </summary>
public sealed class Listeners : IAsyncDisposable
{
    private readonly Process process;
    private readonly string file;
    private readonly int count;
    private readonly int events;

    private Listeners(Process process, string file, int count, int events) => (this.process, this.file, this.count, this.events) = (process, file, count, events);

    /// <summary>Processor time taken so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Starts the process; returns when every stream stands.</summary>
    /// <param name="server">Where the product listens.</param>
    /// <param name="path">Of the event stream, with its filter.</param>
    /// <param name="count">Streams.</param>
    /// <param name="events">How many events each gets.</param>
    public static async Task<Listeners> StartAsync(Uri server, string path, int count, int events)
    {
        ArgumentNullException.ThrowIfNull(server);
        var file = Path.GetTempFileName();
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            [.. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? new[] { typeof(Listeners).Assembly.Location } : [],
                ListenerProcess.Command, server.Host, Text(server.Port), path, Text(count), Text(events), file])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_gcServer"] = "0";
        var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadLineAsync();
        return said == ListenerProcess.Ready
            ? new Listeners(process, file, count, events)
            : throw new InvalidOperationException($"The process of the subscribers says '{said}' instead of that it listens.");

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Ends it, once it has everything or a minute is over; milliseconds from sending to arrival, of every event of every stream.</summary>
    /// <param name="sent">When each was sent (<see cref="Stopwatch.GetTimestamp"/>), from index 1 on.</param>
    /// <exception cref="InvalidOperationException">Some did not arrive.</exception>
    public async Task<IReadOnlyList<double>> EndAsync(long[] sent)
    {
        ArgumentNullException.ThrowIfNull(sent);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        var arrivals = MemoryMarshal.Cast<byte, long>(await File.ReadAllBytesAsync(file)).ToArray();
        var missing = arrivals.Count(a => a == 0);
        if (arrivals.Length != count * events || missing > 0)
        {
            throw new InvalidOperationException($"{missing} of {count * events} events did not arrive within a minute.");
        }

        // The clock is the machine's own, the same for every process.
        return [.. arrivals.Select((at, i) => Stopwatch.GetElapsedTime(sent[1 + (i % events)], at).TotalMilliseconds)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
        File.Delete(file);
    }
}
