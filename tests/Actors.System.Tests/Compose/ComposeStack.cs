using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Actors.System.Tests.Documentation;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Compose;

/// <summary>
/// The services of docker-compose.yml under a name and on a port of the test's own, with secrets from <c>deploy/generate-env.sh</c>. Where the shared
/// folder has a compose lab (an engine with stand-in base images), that one is used, else the machine's own Docker.
/// </summary>
internal sealed class ComposeStack : IAsyncDisposable
{
    private static readonly TimeSpan LabLimit = TimeSpan.FromMinutes(7);
    private static readonly TimeSpan UpLimit = TimeSpan.FromMinutes(7);
    private static readonly TimeSpan CommandLimit = TimeSpan.FromMinutes(2);
    private readonly string project = $"actors-test-{Guid.NewGuid():N}"[..20];
    private readonly int port = FreePort.Take();
    private readonly TemporaryFolder folder = new();

    private ComposeStack() => Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>The one published port, with the key of the file of secrets.</summary>
    public HttpClient Http { get; }

    private static string Lab => SharedData.Folder is { } shared ? Path.Combine(shared, "tools", "compose-lab.sh") : "";

    private string Secrets => Path.Combine(folder.Path, "secrets.env");

    /// <summary>An engine that answers, and a file of secrets; nothing is started yet.</summary>
    public static async Task<ComposeStack> PrepareAsync()
    {
        var stack = new ComposeStack();
        try
        {
            var said = await RunAsync($"if [ -x '{Lab}' ]; then '{Lab}' up >/dev/null; fi; deploy/generate-env.sh 2>&1 >'{stack.Secrets}'", LabLimit);
            stack.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", said.Trim().Split(' ')[^1]);
            return stack;
        }
        catch
        {
            stack.Http.Dispose();
            stack.folder.Dispose();
            throw;
        }
    }

    /// <summary>Builds the image.</summary>
    public Task BuildAsync() => ComposeAsync("build", UpLimit);

    /// <summary>Starts what the command names, all where it names nothing, and waits until all are healthy; the image is built before.</summary>
    public Task UpAsync(string services = "", string environment = "") => ComposeAsync("up --detach --no-build --wait " + services, UpLimit, environment);

    /// <summary>Runs one <c>docker compose</c> command and returns what it printed; a failure fails the test.</summary>
    public Task<string> ComposeAsync(string command) => ComposeAsync(command, CommandLimit);

    /// <summary>Runs a command in a service's container, without a terminal.</summary>
    public Task<string> ExecAsync(string service, string command) => ComposeAsync($"exec -T {service} {command}");

    /// <summary>What the command printed, and how it ended, without the file of secrets.</summary>
    public async Task<string> FailsWithoutSecretsAsync(string command, string environment) =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(Line(command, environment, "/dev/null"), CommandLimit))).Message;

    /// <summary>What the engine says of every container of this stack, by service.</summary>
    public async Task<Dictionary<string, JsonElement>> InspectAsync()
    {
        var ids = (await ComposeAsync("ps --all --quiet")).ReplaceLineEndings(" ");
        var containers = JsonElement.Parse(await RunAsync($"{Environment}\ndocker inspect {ids}", CommandLimit));
        return containers.EnumerateArray().ToDictionary(c => c.GetProperty("Config").GetProperty("Labels").GetProperty("com.docker.compose.service").GetString()!);
    }

    /// <summary>The user ids of all processes of a container, as the machine sees them.</summary>
    public static async Task<IReadOnlyList<string>> UsersAsync(string container) =>
        [.. (await RunAsync($"{Environment}\ndocker top {container} -eo uid,pid", CommandLimit)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])];

    /// <summary>Names of the containers, volumes and networks that carry this stack's name.</summary>
    public Task<string> RemainsAsync(string kind) => RunAsync($"{Environment}\ndocker {kind} ls {(kind == "container" ? "--all" : "")} --quiet --filter label=com.docker.compose.project={project}", CommandLimit);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await ComposeAsync("--profile observability down --volumes --timeout 5");
        folder.Dispose();
    }

    private static string Environment => $"if [ -x '{Lab}' ]; then eval \"$('{Lab}' env)\"; fi";

    private Task<string> ComposeAsync(string command, TimeSpan limit, string environment = "") => RunAsync(Line(command, environment, Secrets), limit);

    private string Line(string command, string environment, string secrets) =>
        $"{Environment}\nACTORS_PUBLISH=127.0.0.1:{port} {environment} docker compose --project-name {project} --env-file '{secrets}' {command}";

    private static async Task<string> RunAsync(string script, TimeSpan limit)
    {
        var start = new ProcessStartInfo("bash", ["-c", "set -euo pipefail\n" + script]) { WorkingDirectory = Repository.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("ACTORS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var shell = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(limit);
        try
        {
            var (output, errors) = (shell.StandardOutput.ReadToEndAsync(deadline.Token), shell.StandardError.ReadToEndAsync(deadline.Token));
            await shell.WaitForExitAsync(deadline.Token);
            return shell.ExitCode == 0 ? await output : throw new InvalidOperationException($"{script}\nended with {shell.ExitCode}: {await output} {await errors}");
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
            throw new TimeoutException($"{script}\nnot done within {limit.TotalSeconds:0} s.");
        }
    }
}
