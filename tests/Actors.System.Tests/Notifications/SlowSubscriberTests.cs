using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Notifications;

/// <summary>A subscriber that does not read what it asked for, against a real server over a real socket.</summary>
public sealed class SlowSubscriberTests
{
    private const int BasesPerCall = 250;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Subscriber_IsDisconnectedWithAReason_AndResumes_WhenItReadsTooSlowly()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        using var slow = await ListenAsync(host.Http.BaseAddress!, "");

        // It takes nothing, and the buffers between fill up; meanwhile it holds up nobody.
        var head = 0L;
        for (var call = 0; await PendingAsync(host.Http) && call < 100; call++)
        {
            await host.Http.RecordAsync(Enumerable.Range(call * BasesPerCall, BasesPerCall).Select(Attack));
            head = await HeadAsync(host.Http, head);
        }

        Assert.False(await PendingAsync(host.Http), $"after {head} notifications the server still waits for a subscriber that reads nothing");

        // It was given up for a notification that found no room, which may have been said after the head was read last.
        head = await HeadAsync(host.Http, head);

        // Now it reads: everything up to a farewell that says why, and from where to go on.
        var (seen, farewell) = await ReadAsync(slow, untilPosition: long.MaxValue);
        Assert.Equal("too-slow", farewell!.Value.GetProperty("reason").GetString());
        Assert.Equal(seen[^1], farewell.Value.GetProperty("resumeAfter").GetInt64());
        Assert.True(seen.Count < head, $"it had all {head} although it read nothing");
        using var again = await ListenAsync(host.Http.BaseAddress!, seen[^1].ToString(CultureInfo.InvariantCulture));
        var (rest, _) = await ReadAsync(again, untilPosition: head);
        Assert.Equal(Enumerable.Range(1, (int)head).Select(i => (long)i), seen.Concat(rest).Take((int)head));
    }

    private static string Attack(int n)
    {
        var now = DateTimeOffset.UtcNow;
        return JsonSerializer.Serialize(new
        {
            kind = "incident",
            id = string.Create(CultureInfo.InvariantCulture, $"slow:{n}"),
            source = "iraqi-security-sources",
            publishedAt = now.AddMinutes(-1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            incident = string.Create(CultureInfo.InvariantCulture, $"slow-{n}"),
            occurred = new { from = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), precision = "day" },
            place = new { @base = string.Create(CultureInfo.InvariantCulture, $"slow-outpost-{n}") },
            type = "air-drone-strike",
            targets = new[] { new { group = "us-forces" } },
            outcome = "hit",
        });
    }

    private static async Task<Socket> ListenAsync(Uri server, string lastEventId)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
        await socket.ConnectAsync(IPAddress.Parse(server.Host), server.Port);

        // Of version 1.0: the body comes as it is, without chunks whose lengths would stand among the lines.
        var after = lastEventId.Length == 0 ? "" : $"Last-Event-ID: {lastEventId}\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /v1/notifications/stream{(lastEventId.Length == 0 ? "?after=0" : "")} HTTP/1.0\r\nHost: {server.Authority}\r\n{after}\r\n"));

        // Its first bytes say that it listens.
        var first = new byte[1];
        Assert.Equal(1, await socket.ReceiveAsync(first));
        return socket;
    }

    /// <summary>Whether the server has not given it up yet.</summary>
    private static async Task<bool> PendingAsync(HttpClient http) =>
        !(await http.GetStringAsync("metrics")).Split('\n').Any(line => line.StartsWith("actors_event_streams_too_slow", StringComparison.Ordinal) && line.Contains(" 1", StringComparison.Ordinal));

    /// <summary>The position of the last notification.</summary>
    private static async Task<long> HeadAsync(HttpClient http, long after)
    {
        while (await http.AskAsync(string.Create(CultureInfo.InvariantCulture, $"v1/notifications?limit=1000&after={after}")) is var page && page.GetProperty("items").GetArrayLength() is var count and > 0)
        {
            after += count;
        }

        return after;
    }

    private static async Task<(List<long> Positions, JsonElement? Farewell)> ReadAsync(Socket socket, long untilPosition)
    {
        using var patience = new CancellationTokenSource(Limit);
        var positions = new List<long>();
        using var lines = new StreamReader(new NetworkStream(socket), Encoding.UTF8);
        var name = "";
        while (await lines.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                positions.Add(long.Parse(line[4..], CultureInfo.InvariantCulture));
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal) && name == "disconnect")
            {
                return (positions, JsonSerializer.Deserialize<JsonElement>(line[6..]));
            }
            else if (line.Length == 0 && positions is [.., var last] && last >= untilPosition)
            {
                return (positions, null);
            }
        }

        return (positions, null);
    }
}
