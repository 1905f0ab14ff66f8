using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Actors.Testing;

namespace Actors.System.Tests.Processes;

/// <summary>The host as a process of its own, on a free port and in a folder of the test's own.</summary>
public sealed partial class HostProcess : IAsyncDisposable
{
    /// <summary>How long a start may take on a busy machine.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> errors = new();

    private HostProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it is listening; known after <see cref="StartAsync"/>.</summary>
    public HttpClient Http { get; private set; } = new();

    public string Output => string.Join('\n', output);

    public string Errors => string.Join('\n', errors);

    public int ExitCode => process.ExitCode;

    /// <summary>The host as built with these tests, or the one that <c>ACTORS_TEST_HOST</c> names: as it is published for an image.</summary>
    public static string BuiltHost { get; } = Environment.GetEnvironmentVariable("ACTORS_TEST_HOST") is { Length: > 0 } published
        ? published
        : Path.Combine(AppContext.BaseDirectory, "Actors.Host.dll");

    /// <summary>Starts the host, on a free port unless the arguments name one, and waits until it is ready.</summary>
    public static Task<HostProcess> StartAsync(string folder, IReadOnlyDictionary<string, string>? environment = null, params string[] arguments) =>
        StartThroughAsync([], way: null, folder, environment, arguments);

    /// <summary>As <see cref="StartAsync"/>, with a program before it that starts it (which must end up as the same process, as
    /// <c>ip netns exec</c> does).</summary>
    /// <param name="way">How it is reached over HTTP from there; null: as everything on this machine.</param>
    public static Task<HostProcess> StartThroughAsync(string[] through, HttpMessageHandler? way, string folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments) =>
        StartCommandAsync([.. through, .. CommandOf(BuiltHost)], way, folder, environment, arguments);

    /// <summary>As <see cref="StartAsync(string, IReadOnlyDictionary{string, string}, string[])"/> for another build of the host.</summary>
    public static Task<HostProcess> StartProgramAsync(string program, string folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments) =>
        StartCommandAsync(CommandOf(program), way: null, folder, environment, arguments);

    /// <summary>One that brings its runtime with it is a program of its own.</summary>
    private static string[] CommandOf(string program) => program.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", "exec", program] : [program];

    private static async Task<HostProcess> StartCommandAsync(string[] command, HttpMessageHandler? way, string folder, IReadOnlyDictionary<string, string>? environment, string[] arguments)
    {
        var host = Launch(command, folder, environment, arguments.Contains("--http") ? arguments : ["--http", "http://127.0.0.1:0", .. arguments]);
        try
        {
            await Eventually.HoldsAsync($"the host in {folder} says where it is listening", () => host.process.HasExited || Listening().IsMatch(host.Output), StartLimit);
            var address = Listening().Match(host.Output);
            Assert.True(address.Success, $"The host ended with {(host.process.HasExited ? host.process.ExitCode : null)}: {host.Errors}");
            host.Http = new HttpClient(way ?? new SocketsHttpHandler()) { BaseAddress = new Uri(address.Groups[1].Value + "/"), Timeout = TimeSpan.FromSeconds(30) };
            await Eventually.HoldsAsync("the host is ready", async () => (await host.Http.GetAsync("health/ready")).IsSuccessStatusCode, StartLimit);
            return host;
        }
        catch (HttpRequestException gone)
        {
            await host.DisposeAsync();
            throw new InvalidOperationException($"The host listened, and went before it was ready. Errors: {host.Errors}", gone);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the host to its end, which must come by itself.</summary>
    public static Task<HostProcess> RunAsync(string folder, IReadOnlyDictionary<string, string>? environment = null, params string[] arguments) =>
        RunProgramAsync(BuiltHost, folder, environment, arguments);

    /// <summary>As <see cref="RunAsync"/> for another build of the host.</summary>
    public static async Task<HostProcess> RunProgramAsync(string program, string folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var host = Launch(CommandOf(program), folder, environment, arguments);
        await host.ExitedAsync("the host ends by itself", StartLimit);
        return host;
    }

    /// <summary>Waits until standard output holds <paramref name="text"/>.</summary>
    public Task SaysAsync(string text) =>
        Eventually.BecomesAsync($"the host prints '{text}' (errors: {Errors})", () => Task.FromResult(Output), said => said.Contains(text, StringComparison.Ordinal), StartLimit);

    /// <summary>As Ctrl-C; returns how long the process took to end.</summary>
    public async Task<TimeSpan> InterruptAsync()
    {
        var started = Stopwatch.GetTimestamp();
        await SignalAsync("INT");
        await ExitedAsync("the host ends after Ctrl-C", StartLimit);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Sends a signal; STOP freezes the process as a machine that hangs, CONT lets it go on.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>The most memory it had so far, in bytes: the kernel's own high-water mark.</summary>
    public long PeakBytes
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>True when it has ended, whatever the reason.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>As <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: true);
        await ExitedAsync("the host ends after kill -9", StartLimit);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        Http.Dispose();
        process.Dispose();
    }

    private static HostProcess Launch(string[] command, string folder, IReadOnlyDictionary<string, string>? environment, string[] arguments)
    {
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What steers the tests is no setting of the host, and the host refuses what it does not know.
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("ACTORS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }

    private async Task ExitedAsync(string expectation, TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        try
        {
            // Also waits for the rest of the output.
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{expectation}: not within {limit.TotalSeconds:0} s. Output: {Output} Errors: {Errors}");
        }
    }

    [GeneratedRegex(@"listening on (http://\S+)")]
    private static partial Regex Listening();
}
