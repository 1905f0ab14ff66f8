using System.Diagnostics;

namespace Actors.System.Tests.Faults;

/// <summary>Runs the system's own programs to their end.</summary>
internal static class Programs
{
    /// <exception cref="InvalidOperationException">It ended with another code than 0; the message has what it said.</exception>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        using var child = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        var output = child.StandardOutput.ReadToEndAsync();
        var errors = child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync();
        if (child.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {child.ExitCode}: {await output} {await errors}");
        }
    }

    /// <summary>Whether something can be done on this machine: tried once, and undone.</summary>
    public static bool Can(Func<Task> attempt)
    {
        try
        {
            Task.Run(attempt).GetAwaiter().GetResult();
            return true;
        }
        catch (Exception refused) when (refused is InvalidOperationException or global::System.ComponentModel.Win32Exception or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
