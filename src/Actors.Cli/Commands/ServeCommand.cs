using System.CommandLine;
using Actors.Host;

namespace Actors.Cli.Commands;

/// <summary><c>actors serve</c>: a server in this process, on an embedded database unless told otherwise.</summary>
internal static class ServeCommand
{
    public static Command Create(Settings settings)
    {
        var arguments = new Argument<string[]>("SETTINGS")
        {
            Description = "Settings of the server after --, as --key value, for example: actors serve -- --http http://127.0.0.1:8080 --data ./data; -- --help lists them",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("serve", "Run a server until it is stopped") { arguments };
        command.SetAction(parsed => HostProgram.RunAsync(parsed.GetValue(arguments) ?? [], settings.Output, settings.Error));
        return command;
    }
}
