using System.Diagnostics;
using System.Net.Http.Headers;
using Actors.System.Tests.Documentation;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Compose;

/// <summary>
/// The services of docker-compose.yml under a name and on a port of the test's own. Where the shared folder has a compose lab (an engine with
/// stand-in base images), that one is used, else the machine's own Docker.
/// </summary>
internal sealed class ComposeStack : IAsyncDisposable
{
    private static readonly TimeSpan UpLimit = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan CommandLimit = TimeSpan.FromMinutes(2);
    private readonly string project = $"actors-test-{Guid.NewGuid():N}"[..20];
    private readonly int port = FreePort.Take();

    private ComposeStack() => Http = new HttpClient
    {
        BaseAddress = new Uri($"http://127.0.0.1:{port}/"),
        Timeout = TimeSpan.FromSeconds(60),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", "development-only") },
    };

    /// <summary>The one published port, with the development key.</summary>
    public HttpClient Http { get; }

    /// <summary>Builds the image, starts every service and waits until all are healthy.</summary>
    public static async Task<ComposeStack> StartAsync()
    {
        var stack = new ComposeStack();
        try
        {
            await stack.ComposeAsync("up --detach --build --wait --quiet-pull", UpLimit);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one <c>docker compose</c> command and returns what it printed; a failure fails the test.</summary>
    public Task<string> ComposeAsync(string command) => ComposeAsync(command, CommandLimit);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await ComposeAsync("down --volumes --timeout 5");
    }

    private async Task<string> ComposeAsync(string command, TimeSpan limit)
    {
        var lab = SharedData.Folder is { } shared ? Path.Combine(shared, "tools", "compose-lab.sh") : "";
        var script = $"""
            set -e
            if [ -x '{lab}' ]; then '{lab}' up >/dev/null; eval "$('{lab}' env)"; fi
            ACTORS_PUBLISH=127.0.0.1:{port} docker compose --project-name {project} {command}
            """;
        var start = new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = Repository.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("ACTORS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var shell = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(limit);
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(deadline.Token), shell.StandardError.ReadToEndAsync(deadline.Token));
        try
        {
            await shell.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
            throw new TimeoutException($"docker compose {command}: not done within {limit.TotalSeconds:0} s.");
        }

        return shell.ExitCode == 0 ? await output : throw new InvalidOperationException($"docker compose {command} ended with {shell.ExitCode}: {await output} {await errors}");
    }
}
