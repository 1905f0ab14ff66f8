using System.CommandLine;
using System.CommandLine.Invocation;
using Actors.Cli.Commands;
using Actors.Client;
using Actors.Import;

namespace Actors.Cli;

/// <summary>The command <c>actors</c>: its parts, and how failures become one line and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args, TextReader input, TextWriter output, TextWriter error, TimeProvider? time = null)
    {
        var settings = new Settings(input, output, error, time ?? TimeProvider.System);
        var parsed = Create(settings).Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            var wrong = parsed.UnmatchedTokens.Count > 0 ? $"'{parsed.UnmatchedTokens[0]}' is no command or option here." : parsed.Errors[0].Message;
            await error.WriteLineAsync($"actors: {wrong} Run 'actors{PathOf(parsed)} --help'.");
            return ExitCodes.Failed;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("actors: stopped.");
            return ExitCodes.Failed;
        }
        catch (Exception failure) when (failure is ActorsApiException or ImportFormatException or CommandLineException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync("actors: " + OneLine(failure));
            return ExitCodes.Failed;
        }
    }

    public static RootCommand Create(Settings settings)
    {
        var root = new RootCommand(
            "Actors keeps a live, exact and auditable account of attacks.\n\n"
            + "Exit codes: 0 all well, 1 some rows refused or differences found, 2 failed.");
        root.Options.Add(settings.Server);
        root.Options.Add(settings.Json);
        root.Add(ImportCommand.Create(settings));
        root.Add(ReportCommand.Create(settings));
        root.Add(TallyCommand.Create(settings));
        root.Add(IncidentCommands.CreateList(settings));
        root.Add(IncidentCommands.CreateOne(settings));
        root.Add(DecisionCommands.CreateMerge(settings));
        root.Add(DecisionCommands.CreateSplit(settings));
        root.Add(DecisionCommands.CreateSuggestions(settings));
        root.Add(SubjectCommands.CreateList(settings));
        root.Add(SubjectCommands.CreateOne(settings));
        root.Add(WatchCommand.Create(settings));
        root.Add(ThreatCommands.CreateThreat(settings));
        root.Add(ThreatCommands.CreateTotals(settings));
        root.Add(ThreatCommands.CreateBacktest(settings));
        root.Add(PolicyCommand.Create(settings));
        root.Add(DiffCommand.Create(settings));
        root.Add(VerifyCommand.Create(settings));
        root.Add(CatalogCommand.Create(settings));
        root.Add(WebhookCommand.Create(settings));
        root.Add(AuditCommand.Create(settings));
        root.Add(ExportCommand.Create(settings));
        root.Add(ServeCommand.Create(settings));
        root.Add(CompletionCommand.Create(settings));
        return root;
    }

    private static string PathOf(ParseResult parsed)
    {
        var names = new List<string>();
        for (var command = parsed.CommandResult; command.Parent is System.CommandLine.Parsing.CommandResult above; command = above)
        {
            names.Insert(0, command.Command.Name);
        }

        return names.Count == 0 ? "" : " " + string.Join(' ', names);
    }

    private static string OneLine(Exception failure)
    {
        // The names of parameters that exceptions append are of no use to people at a terminal.
        var message = failure is ArgumentException { ParamName: { } name } ? failure.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : failure.Message;
        var text = message.ReplaceLineEndings(" ");
        return failure is ActorsApiException { Problem.Errors: { Count: > 1 } errors }
            ? $"{text} Also: {string.Join("; ", errors.Skip(1).Take(5).Select(e => $"{e.Pointer}: {e.Detail}"))}"
            : text;
    }
}
