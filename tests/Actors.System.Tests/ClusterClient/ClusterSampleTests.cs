using System.Diagnostics;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.ClusterClient;

/// <summary>The sample in <c>src/Actors.ClusterSample</c>, against a real server.</summary>
public sealed class ClusterSampleTests
{
    [Fact]
    public async Task Sample_ReportsAsksAndFollows()
    {
        using var folder = new TemporaryFolder();
        var port = FreePort.Take();
        await using var host = await HostProcess.StartAsync(folder.Path, environment: null, "--sample", "--cluster-port", $"{port}");
        await host.SaysAsync("Look next");
        using var client = Process.Start(new ProcessStartInfo("dotnet", ["exec", BuiltProgram.PathOf("Actors.ClusterSample"), $"127.0.0.1:{port}", "5"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = client.StandardOutput.ReadToEndAsync();
        var error = client.StandardError.ReadToEndAsync();
        await Eventually.HoldsAsync("the sample ends", () => client.HasExited, TimeSpan.FromSeconds(90));
        var lines = (await output).TrimEnd().Split('\n');
        Assert.True(client.ExitCode == 0, await error);
        Assert.StartsWith("cluster-sample:1 recorded at 0:", lines[0], StringComparison.Ordinal);
        // It says of the attack on that day what another source said before: no second incident.
        Assert.StartsWith("base:ain-al-asad 1 incidents at 0:", lines[1], StringComparison.Ordinal);
        Assert.Equal(["1", "2", "3", "4", "5"], lines[2..].Select(line => line.Split(' ')[0]));
    }
}
