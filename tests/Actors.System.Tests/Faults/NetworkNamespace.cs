using System.Diagnostics;
using System.Globalization;

namespace Actors.System.Tests.Faults;

/// <summary>A network of its own for one process, joined to this machine's by one link that can be cut. Needs root.</summary>
internal sealed class NetworkNamespace : IAsyncDisposable
{
    private readonly string name;
    private readonly string link;

    private NetworkNamespace(int number)
    {
        name = string.Create(CultureInfo.InvariantCulture, $"actors{number:000}");
        link = name + "v";
        (Outside, Inside) = ($"10.213.{number}.1", $"10.213.{number}.2");
    }

    /// <summary>This machine's address on the link.</summary>
    public string Outside { get; }

    /// <summary>The process's address on the link.</summary>
    public string Inside { get; }

    /// <summary>What starts a program in it.</summary>
    public string[] Through => ["ip", "netns", "exec", name];

    public static async Task<NetworkNamespace> MakeAsync()
    {
        var made = new NetworkNamespace(Random.Shared.Next(1, 250));
        await RunAsync("netns", "add", made.name);
        try
        {
            await RunAsync("link", "add", made.link, "type", "veth", "peer", "name", "inner", "netns", made.name);
            await RunAsync("addr", "add", made.Outside + "/30", "dev", made.link);
            await RunAsync("link", "set", made.link, "up");
            await RunAsync("-n", made.name, "addr", "add", made.Inside + "/30", "dev", "inner");
            await RunAsync("-n", made.name, "link", "set", "inner", "up");
            await RunAsync("-n", made.name, "link", "set", "lo", "up");
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    /// <summary>From now on nothing passes.</summary>
    public Task CutAsync() => RunAsync("link", "set", link, "down");

    /// <summary>It passes again.</summary>
    public Task JoinAsync() => RunAsync("link", "set", link, "up");

    /// <summary>The status with which an address answers somebody inside; 0: it does not.</summary>
    public async Task<int> StatusAsync(string address, string key, string? body = null)
    {
        string[] post = body is null ? [] : ["-H", "Content-Type: application/json", "-d", body];
        var output = await RunAsync("netns", ["exec", name, "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-m", "5", "-H", "Authorization: Bearer " + key, .. post, address], mayFail: true);
        return int.TryParse(output, NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0;
    }

    /// <summary>The link goes with it.</summary>
    public async ValueTask DisposeAsync() => await RunAsync("netns", "del", name);

    private static Task RunAsync(string what, params string[] arguments) => RunAsync(what, arguments, mayFail: false);

    private static async Task<string> RunAsync(string what, string[] arguments, bool mayFail)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", [what, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 || mayFail ? await output : throw new InvalidOperationException($"ip {what} {string.Join(' ', arguments)}: {await errors}");
    }
}
