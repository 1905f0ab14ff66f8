using System.CommandLine;
using Actors.Cli.Output;

namespace Actors.Cli.Commands;

/// <summary><c>actors policies</c>: the threat policies, versioned.</summary>
internal static class PolicyCommand
{
    public static Command Create(Settings settings) => new("policies", "Show threat policies and put new versions in force")
    {
        CreateList(settings),
        CreateShow(settings),
        CreateSet(settings),
    };

    private static Command CreateList(Settings settings)
    {
        var command = new Command("list", "The last version of every policy");
        command.SetAction((parsed, cancellation) => RawAnswers.ShowAsync(settings, parsed, "/v1/policies", async client =>
        {
            var table = Printer.Table("policy", "version", "decides for", "in force", "hash");
            foreach (var policy in await client.ListPoliciesAsync(cancellation))
            {
                Printer.Row(table, policy.Key, $"{policy.Version}", policy.Subject, policy.InForce ? "yes" : "", policy.Hash);
            }

            return table;
        }, cancellation));
        return command;
    }

    private static Command CreateShow(Settings settings)
    {
        var key = Key();
        var command = new Command("show", "Print one policy as JSON, as set takes it") { key };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed);
            Printer.WriteJson(settings.Output, await client.GetPolicyAsync(parsed.GetRequiredValue(key), cancellation));
            return ExitCodes.Well;
        });
        return command;
    }

    private static Command CreateSet(Settings settings)
    {
        var key = Key();
        var file = new Argument<string>("FILE") { Description = "The policy as JSON, its version the next; - reads standard input" };
        var command = new Command("set", "Put a new version in force; try it with backtest first") { key, file };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed);
            var policy = await ReportCommand.ReadAsync(parsed.GetRequiredValue(file), settings, cancellation);
            var recorded = await client.PutPolicyAsync(parsed.GetRequiredValue(key), policy, cancellation);
            if (parsed.GetValue(settings.Json))
            {
                Printer.WriteJson(settings.Output, recorded);
            }
            else
            {
                await settings.Output.WriteLineAsync($"{recorded.Policy}: {recorded.Decided} subjects decided again, {recorded.Changed} changed their level");
            }

            return ExitCodes.Well;
        });
        return command;
    }

    private static Argument<string> Key() => new("KEY") { Description = "The policy's key, for example base-default" };
}
