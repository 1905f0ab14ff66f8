using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Commands;

/// <summary>One server process with the first news day, for all tests of the command line that only read, or add what others do not read.</summary>
public sealed class SampleHost : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    public HostProcess Process { get; private set; } = null!;

    public string Server => Process.Http.BaseAddress!.ToString();

    public async Task InitializeAsync()
    {
        Process = await HostProcess.StartAsync(folder.Path, environment: null, "--sample");
        await Process.SaysAsync("Look next");
    }

    public async Task DisposeAsync()
    {
        await Process.DisposeAsync();
        folder.Dispose();
    }
}
