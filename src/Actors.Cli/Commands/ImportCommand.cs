using System.CommandLine;
using Actors.Cli.Import;
using Actors.Cli.Output;
using Actors.Import;

namespace Actors.Cli.Commands;

/// <summary><c>actors import FILE</c>.</summary>
internal static class ImportCommand
{
    public static Command Create(Settings settings)
    {
        var file = new Argument<string>("FILE") { Description = "The file, plain, .gz or .zip" };
        var format = new Option<string>("--format")
        {
            Description = "Format of the file: " + string.Join(", ", FormatDetector.Formats) + "; auto tells it from the first rows",
            DefaultValueFactory = _ => "auto",
            HelpName = "FORMAT",
        }.AcceptOnlyFromAmong(["auto", .. FormatDetector.Formats]);
        var map = Arguments.Text("--map", "For a table of your own: what its columns mean, as JSON", "MAPPING");
        var dryRun = new Option<bool>("--dry-run") { Description = "Check every row, here and at the server, and record nothing" };
        var release = Arguments.Text("--release", "UCDP: the release, for example 21.1, or 24.0.3 of the Candidate data (default: told from the name of the file, else from its last year)", "NAME");
        var published = Arguments.Day("--published", "The day the data came out (UCDP: default as known for the release)");
        var outcomes = Arguments.Text("--outcomes", "Write the outcome of every row to this file, as NDJSON", "FILE");
        var command = new Command(
            "import",
            "Record the reports in a file. Running it again changes nothing and completes what was interrupted; a damaged file is refused as a whole")
        {
            file, format, map, dryRun, release, published, outcomes,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed, attempts: 8);
            var request = new ImportRequest
            {
                Path = parsed.GetRequiredValue(file),
                Format = parsed.GetValue(format),
                Mapping = parsed.GetValue(map),
                DryRun = parsed.GetValue(dryRun),
                Release = parsed.GetValue(release),
                Published = parsed.GetValue(published),
                Outcomes = parsed.GetValue(outcomes),
            };
            var terminal = settings.Error == Console.Error && !Console.IsErrorRedirected;
            var outcome = await new Importer(client, request, settings.Error, settings.Time, terminal).RunAsync(cancellation);
            if (parsed.GetValue(settings.Json))
            {
                Printer.WriteJson(settings.Output, outcome);
            }
            else
            {
                Print(settings.Output, outcome);
            }

            return outcome.Refused + outcome.Conflicts == 0 ? ExitCodes.Well : ExitCodes.Differences;
        });
        return command;
    }

    private static void Print(TextWriter output, ImportOutcome outcome)
    {
        var table = Printer.Table(outcome.DryRun ? "dry run, nothing recorded" : "imported", outcome.File);
        Printer.Row(table, "rows", $"{outcome.Rows:#,0}");
        Printer.Row(table, outcome.DryRun ? "would be sent" : "recorded", $"{outcome.Recorded:#,0}");
        Printer.Row(table, "recorded before", $"{outcome.Duplicates:#,0}");
        Printer.Row(table, "conflicts", $"{outcome.Conflicts:#,0}");
        Printer.Row(table, "refused", $"{outcome.Refused:#,0}");
        Printer.Row(table, "passed over", $"{outcome.Skipped:#,0}");
        Printer.Row(table, "took", $"{outcome.Seconds:0.0} s, {outcome.PerSecond:#,0} rows a second");
        if (outcome.UnknownCountries.Count > 0)
        {
            Printer.Row(table, "countries nobody knows", Words(outcome.UnknownCountries));
        }

        if (outcome.UnmappedDivisions.Count > 0)
        {
            Printer.Row(table, "divisions without an ISO code, counted for their country", Words(outcome.UnmappedDivisions));
        }

        Printer.Write(output, table);
    }

    private static string Words(IReadOnlyDictionary<string, long> names) => string.Join("; ", names.Select(n => $"{n.Key} ({n.Value:#,0})"));
}
