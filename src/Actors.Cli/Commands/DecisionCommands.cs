using System.CommandLine;
using Actors.Cli.Output;
using Actors.Client;

namespace Actors.Cli.Commands;

/// <summary><c>actors merge</c>, <c>actors split</c> and <c>actors suggestions</c>: what an analyst decides about incidents.</summary>
internal static class DecisionCommands
{
    public static Command CreateMerge(Settings settings)
    {
        var (id, with, reason) = (Incident("ID", "The incident that stays"), Incident("WITH", "The incident that is joined into it"), Reason("Why they are one event"));
        var command = new Command("merge", "Join an incident into another; a split undoes it") { id, with, reason };
        command.SetAction((parsed, cancellation) => ActAsync(
            settings, parsed, client => client.MergeAsync(parsed.GetRequiredValue(id), parsed.GetRequiredValue(with), parsed.GetRequiredValue(reason), cancellation)));
        return command;
    }

    public static Command CreateSplit(Settings settings)
    {
        var id = Incident("ID", "The incident that reports leave");
        var reports = new Argument<string[]>("REPORT") { Description = "Ids of the reports that belong elsewhere", Arity = ArgumentArity.OneOrMore };
        var reason = Reason("Why they are about another event");
        var command = new Command("split", "Take reports out of an incident, back to where a merge took them from, or to one of their own") { id, reports, reason };
        command.SetAction((parsed, cancellation) => ActAsync(
            settings, parsed, client => client.SplitAsync(parsed.GetRequiredValue(id), parsed.GetRequiredValue(reports), parsed.GetRequiredValue(reason), cancellation)));
        return command;
    }

    public static Command CreateSuggestions(Settings settings) => new("suggestions", "Incidents that may be the same event: list, accept, reject")
    {
        CreateList(settings),
        CreateRejected(settings),
        CreateAccept(settings),
        CreateReject(settings),
    };

    private static Command CreateList(Settings settings)
    {
        var id = Incident("ID", "The incident");
        var command = new Command("list", "Other incidents that may be the same event, likeliest first") { id };
        command.SetAction((parsed, cancellation) => RawAnswers.ShowAsync(settings, parsed, Path(parsed.GetRequiredValue(id)), async client =>
        {
            var table = Printer.Table("incident", "chance", "why");
            foreach (var suggestion in await client.ListSuggestionsAsync(parsed.GetRequiredValue(id), cancellation))
            {
                Printer.Row(table, suggestion.Incident, $"{suggestion.Chance:0.00}", suggestion.Why);
            }

            return table;
        }, cancellation));
        return command;
    }

    private static Command CreateRejected(Settings settings)
    {
        var id = Incident("ID", "The incident");
        var command = new Command("rejected", "Incidents that were said to be other events, newest first") { id };
        command.SetAction((parsed, cancellation) => RawAnswers.ShowAsync(settings, parsed, Path(parsed.GetRequiredValue(id)) + "?rejected=true", async client =>
        {
            var table = Printer.Table("incident", "reason", "author", "at");
            foreach (var rejected in await client.ListRejectedSuggestionsAsync(parsed.GetRequiredValue(id), cancellation))
            {
                Printer.Row(table, rejected.Incident, rejected.Reason, rejected.Author, Printer.Instant(rejected.At));
            }

            return table;
        }, cancellation));
        return command;
    }

    private static Command CreateAccept(Settings settings)
    {
        var (id, other, reason) = (Incident("ID", "The incident that stays"), Incident("OTHER", "The suggested one, which is joined into it"), Reason("Why they are one event"));
        var command = new Command("accept", "Accept a suggestion: the other incident is merged into this one") { id, other, reason };
        command.SetAction((parsed, cancellation) => ActAsync(
            settings, parsed, client => client.AcceptSuggestionAsync(parsed.GetRequiredValue(id), parsed.GetRequiredValue(other), parsed.GetRequiredValue(reason), cancellation)));
        return command;
    }

    private static Command CreateReject(Settings settings)
    {
        var (id, other, reason) = (Incident("ID", "The incident"), Incident("OTHER", "The suggested one"), Reason("Why they are two events"));
        var command = new Command("reject", "Say that the other incident is another event; it is suggested no longer") { id, other, reason };
        command.SetAction((parsed, cancellation) => ActAsync(
            settings, parsed, client => client.RejectSuggestionAsync(parsed.GetRequiredValue(id), parsed.GetRequiredValue(other), parsed.GetRequiredValue(reason), cancellation)));
        return command;
    }

    private static Argument<string> Incident(string name, string description) => new(name) { Description = description };

    private static Option<string> Reason(string description) => new("--reason") { Description = description, HelpName = "TEXT", Required = true };

    private static string Path(string id) => $"/v1/incidents/{Uri.EscapeDataString(id)}/suggestions";

    private static async Task<int> ActAsync(Settings settings, ParseResult parsed, Func<ActorsClient, Task<IncidentAction>> act)
    {
        using var client = settings.Connect(parsed);
        var done = await act(client);
        if (parsed.GetValue(settings.Json))
        {
            Printer.WriteJson(settings.Output, done);
        }
        else
        {
            await settings.Output.WriteLineAsync($"{done.Incident}, recorded at {ActorsClient.Positions(done.Positions)}");
        }

        return ExitCodes.Well;
    }
}
