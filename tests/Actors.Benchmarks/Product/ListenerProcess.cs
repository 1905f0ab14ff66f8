using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Actors.Benchmarks.Product;

/// <summary>
/// The process that <see cref="Listeners"/> starts. One thread asks the kernel which sockets have something to read and notes when each event came:
/// whatever it takes beyond that is missing to the server beside it.
/// </summary>
public static class ListenerProcess
{
    /// <summary>First argument that makes the program this.</summary>
    public const string Command = "listen";

    /// <summary>Said once every stream stands.</summary>
    public const string Ready = "listening";

    private const int MaxEvents = 512;
    private const uint Readable = 1;
    private const int Add = 1;
    private const int WaitMilliseconds = 100;

    // Neither begins again within itself, so that a mismatch begins anew.
    private static readonly byte[] Stands = ": still here"u8.ToArray();
    private static readonly byte[] Event = "\nevent: posture-changed"u8.ToArray();
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Runs it.</summary>
    /// <param name="arguments">Host, port, path, streams, events a stream, file for the arrivals.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var (host, port, path, file) = (arguments[0], Number(arguments[1]), arguments[2], arguments[5]);
        var (count, events) = (Number(arguments[3]), Number(arguments[4]));
        var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n");
        var sockets = new Socket[count];
        var streams = new Stream[count];
        var arrivals = new long[count * events];
        var poll = NativeMethods.epoll_create1(0);
        var ended = Task.Run(() => Console.In.ReadToEnd());
        var said = false;
        var (standing, complete) = (0, 0);
        var buffer = new byte[64 * 1024];
        var size = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
        var ready = new byte[size * MaxEvents];
        for (var connected = 0; complete < count;)
        {
            // A few at a time, so that the server's queue of connections never overflows.
            for (var some = 0; connected < count && some < 64; some++, connected++)
            {
                var socket = sockets[connected] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Connect(host, port);
                socket.Send(request);
                var interest = new byte[size];
                BitConverter.TryWriteBytes(interest, Readable);
                BitConverter.TryWriteBytes(interest.AsSpan(size - 8), (long)connected);
                if (NativeMethods.epoll_ctl(poll, Add, (int)socket.Handle, interest) != 0)
                {
                    throw new InvalidOperationException($"epoll_ctl failed: {Marshal.GetLastPInvokeErrorMessage()}");
                }
            }

            var found = NativeMethods.epoll_wait(poll, ready, MaxEvents, connected < count ? 0 : WaitMilliseconds);
            for (var i = 0; i < found; i++)
            {
                var index = (int)BitConverter.ToInt64(ready, (i * size) + size - 8);
                var length = sockets[index].Receive(buffer);
                if (length == 0)
                {
                    throw new InvalidOperationException($"The server ended stream {index}.");
                }

                ref var stream = ref streams[index];
                var before = stream.Events;
                var stood = stream.Stands;
                stream.Take(buffer.AsSpan(0, length));
                standing += stream.Stands && !stood ? 1 : 0;
                if (stream.Events > before)
                {
                    var now = Stopwatch.GetTimestamp();
                    for (var e = before; e < Math.Min(stream.Events, events); e++)
                    {
                        arrivals[(index * events) + e] = now;
                    }

                    complete += stream.Events >= events && before < events ? 1 : 0;
                }
            }

            if (!said && standing == count)
            {
                said = true;
                Console.WriteLine(Ready);
            }

            if (ended.IsCompleted && Overdue())
            {
                break;
            }
        }

        await ended;
        await File.WriteAllBytesAsync(file, MemoryMarshal.AsBytes(arrivals.AsSpan()).ToArray());
        foreach (var socket in sockets)
        {
            socket.Dispose();
        }

        return 0;
    }

    private static long endedAt;

    private static bool Overdue()
    {
        endedAt = endedAt == 0 ? Stopwatch.GetTimestamp() : endedAt;
        return Stopwatch.GetElapsedTime(endedAt) > Patience;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>How far one stream got.</summary>
    private struct Stream
    {
        private int matched;

        public bool Stands { get; private set; }

        public int Events { get; private set; }

        public void Take(ReadOnlySpan<byte> bytes)
        {
            var wanted = Stands ? Event : ListenerProcess.Stands;
            foreach (var value in bytes)
            {
                matched = value == wanted[matched] ? matched + 1 : value == wanted[0] ? 1 : 0;
                if (matched < wanted.Length)
                {
                    continue;
                }

                matched = 0;
                if (Stands)
                {
                    Events++;
                }
                else
                {
                    Stands = true;
                    wanted = Event;
                }
            }
        }
    }

    private static class NativeMethods
    {
        [DllImport("libc", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int epoll_create1(int flags);

        [DllImport("libc", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int epoll_ctl(int poll, int operation, int descriptor, [In] byte[] interest);

        [DllImport("libc", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int epoll_wait(int poll, [Out] byte[] ready, int most, int milliseconds);
    }
}
