using System.CommandLine;
using Actors.Cli.Output;
using Actors.Client;

namespace Actors.Cli.Commands;

/// <summary><c>actors verify</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create(Settings settings)
    {
        var command = new Command("verify", "Have the server prove its numbers from the ledger; exit code 1 when something differs");
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed);
            var json = parsed.GetValue(settings.Json);
            VerifyLine? last = null;
            await foreach (var line in client.VerifyAsync(cancellation))
            {
                last = line.Ok is null ? last : line;
                if (json)
                {
                    Printer.WriteJsonLine(settings.Output, line);
                }
                else if (line.Difference is { } difference)
                {
                    await settings.Output.WriteLineAsync($"{line.Phase}: {difference}");
                }
                else if (line.Ok is null)
                {
                    await settings.Error.WriteLineAsync($"{line.Phase}: {line.Checked:#,0} compared");
                }
            }

            if (!json)
            {
                await settings.Output.WriteLineAsync(last!.Ok == true ? $"Everything agrees: {last.Incidents:#,0} incidents." : $"{last.Differences:#,0} differences.");
            }

            return last!.Ok == true ? ExitCodes.Well : ExitCodes.Differences;
        });
        return command;
    }
}
