using System.Text.Json;

namespace Actors.System.Tests.Commands;

/// <summary>Runs <c>actors</c> as a person would, against a server.</summary>
internal static class ActorsCommand
{
    public static async Task<CommandResult> RunAsync(string server, string? input, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var typed = new StringReader(input ?? "");
        var code = await Cli.CommandLine.RunAsync([.. arguments, "--server", server], typed, output, error);
        return new CommandResult(code, output.ToString(), error.ToString());
    }
}

/// <summary>How a command ended.</summary>
internal sealed record CommandResult(int Code, string Output, string Error)
{
    public JsonElement Json => JsonElement.Parse(Output);
}
