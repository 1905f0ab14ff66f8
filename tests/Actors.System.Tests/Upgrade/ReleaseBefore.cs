using System.Diagnostics;
using System.Globalization;
using Actors.System.Tests.Documentation;

namespace Actors.System.Tests.Upgrade;

/// <summary>
/// The release that an upgrade to the present build starts from: the last tag before the present commit, or the commit that the file
/// release-before names. It is built once in the temporary folder and found there again by its commit.
/// </summary>
internal static class ReleaseBefore
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(6);
    private static readonly string[] Sources = ["src", "global.json", "Directory.Build.props", "Directory.Packages.props", ".editorconfig"];
    private static readonly Lazy<(string? Commit, string? Reason)> Found = new(Find);

    /// <summary>Why it cannot be built here; null when it can.</summary>
    public static string? SkipReason => Found.Value.Reason;

    /// <summary>The commit.</summary>
    public static string Commit => Found.Value.Commit ?? throw new InvalidOperationException(Found.Value.Reason);

    /// <summary>Builds it, unless an earlier run did.</summary>
    /// <returns>The host's program file.</returns>
    public static async Task<string> BuildAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), "actors-release-" + Commit);
        var program = Path.Combine(folder, "src", "Actors.Host", "bin", "Debug", "net10.0", "Actors.Host.dll");
        if (File.Exists(program))
        {
            return program;
        }

        // Under another name until it is whole: a build that was cut short is never taken for one that ended. Its output goes to a file: a compiler
        // server that outlives the build would hold a pipe open.
        var making = $"{folder}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}";
        var script = $"""
            set -euo pipefail
            rm -rf '{making}' && mkdir '{making}'
            git -c safe.directory='*' -C '{Repository.Folder}' archive --format=tar {Commit} {string.Join(' ', Sources)} | tar -x -C '{making}'
            cd '{making}'
            dotnet build src/Actors.Host/Actors.Host.csproj --configuration Debug -nodeReuse:false -p:RunAnalyzers=false -p:GenerateDocumentationFile=false -verbosity:quiet -clp:ErrorsOnly </dev/null >'{making}.log' 2>&1 || (tail -n 30 '{making}.log' >&2; exit 1)
            rm '{making}.log'
            cd / && mv -T '{making}' '{folder}'
            """;
        var (exitCode, said) = await RunAsync("bash", ["-c", script], BuildLimit);
        return exitCode == 0 || File.Exists(program) ? program : throw new InvalidOperationException($"The release before ({Commit}) could not be built in {making}: {said}");
    }

    private static (string? Commit, string? Reason) Find()
    {
        var named = File.ReadLines(Path.Combine(Repository.Folder, "tests", "Actors.System.Tests", "Upgrade", "release-before")).Single(l => !l.StartsWith('#'));
        var (untagged, tag) = Git("describe", "--tags", "--abbrev=0", "--match", "v[0-9]*", "HEAD^");
        var wanted = untagged == 0 ? tag : named;
        var (exitCode, commit) = Git("rev-parse", "--verify", "--quiet", wanted + "^{commit}");
        if (exitCode == 0)
        {
            return (commit, null);
        }

        var (_, shallow) = Git("rev-parse", "--is-shallow-repository");
        return (null, shallow == "true"
            ? $"This clone is shallow and lacks {wanted}, the release before: run git fetch --unshallow."
            : $"The repository's history lacks {wanted}, the release before, or is not here.");
    }

    private static (int ExitCode, string Output) Git(params string[] arguments)
    {
        try
        {
            return RunAsync("git", ["-c", "safe.directory=*", "-C", Repository.Folder, .. arguments], TimeSpan.FromSeconds(20)).GetAwaiter().GetResult();
        }
        catch (global::System.ComponentModel.Win32Exception)
        {
            // No git on this machine.
            return (127, "");
        }
    }

    private static async Task<(int ExitCode, string Said)> RunAsync(string program, string[] arguments, TimeSpan limit)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

        // What the test runner's own build set is not for another build.
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) || n.StartsWith("ACTORS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(limit);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, process.ExitCode == 0 ? (await output).Trim() : $"{(await output).Trim()} {(await errors).Trim()}".Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)}: not done within {limit.TotalSeconds:0} s.");
        }
    }
}
