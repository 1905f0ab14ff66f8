using System.Diagnostics;
using Actors.Testing;

namespace Actors.System.Tests.Commands;

/// <summary><c>actors</c> as a process of its own, which can be killed.</summary>
internal sealed class ActorsProcess : IDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(4);

    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private ActorsProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    public bool HasExited => process.HasExited;

    public static ActorsProcess Start(string server, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "actors.dll"), .. arguments, "--server", server])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new(Process.Start(start)!);
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Waits for its end; the most memory it had, in bytes, was seen while it ran.</summary>
    public async Task<(CommandResult Result, long PeakBytes)> EndAsync()
    {
        long peak = 0;
        await Eventually.HoldsAsync("the command ends", () =>
        {
            peak = Math.Max(peak, Peak());
            return process.HasExited;
        }, EndLimit);
        return (new CommandResult(process.ExitCode, await output, await error), peak);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    /// <summary>The kernel's own high-water mark.</summary>
    private long Peak()
    {
        try
        {
            process.Refresh();
            return process.HasExited ? 0 : process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            // It ended between the two questions.
            return 0;
        }
    }
}
