using System.CommandLine;
using System.Text.Json;
using Actors.Cli.Import;
using Actors.Cli.Output;

namespace Actors.Cli.Commands;

/// <summary><c>actors catalog show|set</c>: bases, regions, groups and sources as the catalogue has them.</summary>
internal static class CatalogCommand
{
    public static Command Create(Settings settings) => new("catalog", "Show and edit names, aliases, positions and links")
    {
        CreateShow(settings),
        CreateSet(settings),
        CreateProvisional(settings),
        CreateJoin(settings),
        CreateSplit(settings),
        CreateUnmapped(settings),
    };

    private static Command CreateProvisional(Settings settings)
    {
        var kind = new Argument<string>("KIND") { Description = "bases, regions or groups" }.AcceptOnlyFromAmong("bases", "regions", "groups");
        var command = new Command("provisional", "List names in reports that the catalogue does not know, and what they were joined to") { kind };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed);
            var answer = await client.GetJsonAsync("/v1/catalog/provisional?kind=" + parsed.GetRequiredValue(kind), cancellation);
            if (parsed.GetValue(settings.Json))
            {
                Printer.WriteJson(settings.Output, answer);
                return ExitCodes.Well;
            }

            var table = Printer.Table("subject", "joined to");
            foreach (var item in answer.GetProperty("items").EnumerateArray())
            {
                Printer.Row(table, item.GetProperty("subject").GetString(), item.GetProperty("joinedTo").GetString());
            }

            Printer.Write(settings.Output, table);
            return ExitCodes.Well;
        });
        return command;
    }

    private static Command CreateJoin(Settings settings)
    {
        var provisional = new Argument<string>("PROVISIONAL") { Description = "A subject the catalogue does not know, for example group:militia-of-the-plain" };
        var into = new Argument<string>("INTO") { Description = "The known subject it is the same as" };
        var reason = Reason("Why they are the same");
        var command = new Command("join", "Say that a provisional subject is a known one; its tallies follow, back to the first report") { provisional, into, reason };
        command.SetAction((parsed, cancellation) => PostAsync(
            settings, parsed, "/v1/catalog/joins",
            new { provisional = parsed.GetRequiredValue(provisional), into = parsed.GetRequiredValue(into), reason = parsed.GetRequiredValue(reason) }, cancellation));
        return command;
    }

    private static Command CreateSplit(Settings settings)
    {
        var provisional = new Argument<string>("PROVISIONAL") { Description = "The subject that was joined" };
        var reason = Reason("Why they are not the same");
        var command = new Command("split", "Undo a join") { provisional, reason };
        command.SetAction((parsed, cancellation) => PostAsync(
            settings, parsed, "/v1/catalog/splits", new { provisional = parsed.GetRequiredValue(provisional), reason = parsed.GetRequiredValue(reason) }, cancellation));
        return command;
    }

    private static Command CreateUnmapped(Settings settings)
    {
        var file = new Argument<string>("FILE") { Description = "A UCDP or ACLED file, plain, .gz or .zip; no server is asked" };
        var command = new Command("unmapped", "List countries and first-order divisions of a file that have no code in ISO 3166; exit code 1 when there are any") { file };
        command.SetAction((parsed, cancellation) =>
        {
            var (rows, regions) = UnmappedRegions.Read(parsed.GetRequiredValue(file), cancellation);
            if (parsed.GetValue(settings.Json))
            {
                Printer.WriteJson(settings.Output, new { rows, unknownCountries = regions.UnknownCountries, unmappedDivisions = regions.UnmappedDivisions });
            }
            else
            {
                var table = Printer.Table("what", "name", $"of {rows:#,0} rows");
                foreach (var (name, count) in regions.UnknownCountries)
                {
                    Printer.Row(table, "country", name, $"{count:#,0}");
                }

                foreach (var (name, count) in regions.UnmappedDivisions)
                {
                    Printer.Row(table, "division", name, $"{count:#,0}");
                }

                Printer.Write(settings.Output, table);
            }

            return Task.FromResult(regions.UnknownCountries.Count + regions.UnmappedDivisions.Count == 0 ? ExitCodes.Well : ExitCodes.Differences);
        });
        return command;
    }

    private static Option<string> Reason(string description) => new("--reason") { Description = description, HelpName = "TEXT", Required = true };

    private static async Task<int> PostAsync(Settings settings, ParseResult parsed, string path, object body, CancellationToken cancellation)
    {
        using var client = settings.Connect(parsed);
        var answer = await client.SendJsonAsync(HttpMethod.Post, path, JsonSerializer.SerializeToElement(body), repeatable: false, cancellation);
        Printer.WriteJson(settings.Output, answer);
        return ExitCodes.Well;
    }

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
