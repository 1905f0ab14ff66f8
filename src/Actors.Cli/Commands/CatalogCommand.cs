using System.CommandLine;
using Actors.Cli.Output;

namespace Actors.Cli.Commands;

/// <summary><c>actors catalog show|set</c>: bases, regions, groups and sources as the catalogue has them.</summary>
internal static class CatalogCommand
{
    public static Command Create(Settings settings) => new("catalog", "Show and edit names, aliases, positions and links")
    {
        CreateShow(settings),
        CreateSet(settings),
    };

    private static Command CreateShow(Settings settings)
    {
        var kind = Kind();
        var key = new Argument<string>("KEY") { Description = "Key of the entry" };
        var command = new Command("show", "Print an entry as JSON") { kind, key };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed);
            Printer.WriteJson(settings.Output, await client.GetJsonAsync(Path(parsed.GetRequiredValue(kind), parsed.GetRequiredValue(key)), cancellation));
            return ExitCodes.Well;
        });
        return command;
    }

    private static Command CreateSet(Settings settings)
    {
        var kind = Kind();
        var key = new Argument<string>("KEY") { Description = "Key of the entry" };
        var file = new Argument<string>("FILE") { Description = "The entry as JSON; - reads standard input" };
        var command = new Command("set", "Set an entry from JSON") { kind, key, file };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed);
            var body = await ReportCommand.ReadAsync(parsed.GetRequiredValue(file), settings, cancellation);
            Printer.WriteJson(settings.Output, await client.SendJsonAsync(
                HttpMethod.Put, Path(parsed.GetRequiredValue(kind), parsed.GetRequiredValue(key)), body, repeatable: true, cancellation));
            return ExitCodes.Well;
        });
        return command;
    }

    private static Argument<string> Kind() =>
        new Argument<string>("KIND") { Description = "bases, regions, groups or sources" }.AcceptOnlyFromAmong("bases", "regions", "groups", "sources");

    private static string Path(string kind, string key) => $"/v1/catalog/{kind}/{Uri.EscapeDataString(key)}";
}
