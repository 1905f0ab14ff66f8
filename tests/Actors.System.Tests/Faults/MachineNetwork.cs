using System.Globalization;
using System.Net;
using Actors.Testing;

namespace Actors.System.Tests.Faults;

/// <summary>
/// A network of the test's own: machines (network namespaces) on one switch, each of which can be cut off from all others without any of them being
/// told. This process is on it too, at <see cref="Address"/>.
/// </summary>
internal sealed class MachineNetwork : IAsyncDisposable
{
    private static readonly Lazy<bool> IsPossible = new(() => Programs.Can(async () => await (await MakeAsync(1)).DisposeAsync()));
    private static int made;

    private readonly string tag;
    private readonly string prefix;

    private MachineNetwork(string tag, int number)
    {
        this.tag = tag;
        prefix = string.Create(CultureInfo.InvariantCulture, $"198.18.{number % 256}");
    }

    /// <summary>Why tests with such a network are skipped here, or null when they run.</summary>
    public static string? SkipReason => RequireAll.SkipUnless(IsPossible.Value, "Network namespaces cannot be made here: run as root, with iproute2.");

    /// <summary>Of this process, and of what it starts without entering a machine.</summary>
    public IPAddress Address => IPAddress.Parse($"{prefix}.1");

    /// <summary>All addresses of the network.</summary>
    public IPNetwork Range => IPNetwork.Parse($"{prefix}.0/24");

    public IReadOnlyList<Machine> Machines { get; private set; } = [];

    private string Switch => $"{tag}-sw";

    /// <exception cref="InvalidOperationException">It cannot be made here.</exception>
    public static async Task<MachineNetwork> MakeAsync(int machines)
    {
        var number = Environment.ProcessId + Interlocked.Increment(ref made);

        // Names of network interfaces have at most 15 characters. The addresses are of the range kept free for measurements (RFC 2544).
        var network = new MachineNetwork(string.Create(CultureInfo.InvariantCulture, $"act{number}"), number);
        try
        {
            await network.MakeSwitchAsync();
            network.Machines = [.. Enumerable.Range(0, machines).Select(m => new Machine($"{network.tag}-{m}", IPAddress.Parse($"{network.prefix}.{10 + m}")))];
            for (var m = 0; m < machines; m++)
            {
                await network.MakeMachineAsync(m);
            }

            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>From now on whatever the machine sends, or is sent, is lost. Nobody is told: connections stay as they are.</summary>
    public Task CutAsync(int machine) => Programs.RunAsync("ip", "-n", Switch, "link", "set", PortOf(machine), "nomaster");

    public Task MendAsync(int machine) => Programs.RunAsync("ip", "-n", Switch, "link", "set", PortOf(machine), "master", "sw");

    public async ValueTask DisposeAsync()
    {
        foreach (var name in Machines.Select(m => m.Name).Append(Switch).Where(name => File.Exists($"/run/netns/{name}")))
        {
            await Programs.RunAsync("ip", "netns", "del", name);
        }
    }

    private static string PortOf(int machine) => string.Create(CultureInfo.InvariantCulture, $"port{machine}");

    // In a namespace of its own, the switch is out of reach of this machine's packet filters.
    private async Task MakeSwitchAsync()
    {
        await Programs.RunAsync("ip", "netns", "add", Switch);
        await Programs.RunAsync("ip", "-n", Switch, "link", "add", "sw", "type", "bridge");
        await Programs.RunAsync("ip", "-n", Switch, "link", "set", "sw", "up");
        await Programs.RunAsync("ip", "link", "add", tag, "type", "veth", "peer", "name", "home", "netns", Switch);
        await Programs.RunAsync("ip", "-n", Switch, "link", "set", "home", "master", "sw", "up");
        await Programs.RunAsync("ip", "addr", "add", $"{Address}/24", "dev", tag);
        await Programs.RunAsync("ip", "link", "set", tag, "up");
    }

    private async Task MakeMachineAsync(int machine)
    {
        var (name, address) = (Machines[machine].Name, Machines[machine].Address);
        await Programs.RunAsync("ip", "netns", "add", name);
        await Programs.RunAsync("ip", "-n", name, "link", "set", "lo", "up");
        await Programs.RunAsync("ip", "-n", name, "link", "add", "eth0", "type", "veth", "peer", "name", PortOf(machine), "netns", Switch);
        await Programs.RunAsync("ip", "-n", name, "addr", "add", $"{address}/24", "dev", "eth0");
        await Programs.RunAsync("ip", "-n", name, "link", "set", "eth0", "up");
        await Programs.RunAsync("ip", "-n", Switch, "link", "set", PortOf(machine), "master", "sw", "up");
    }
}
