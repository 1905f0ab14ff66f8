using System.CommandLine;
using Actors.Cli.Export;
using Actors.Client;

namespace Actors.Cli.Commands;

/// <summary><c>actors export</c>: everything recorded, or incidents as tables and maps take them.</summary>
internal static class ExportCommand
{
    public static Command Create(Settings settings)
    {
        var format = new Option<string>("--format")
        {
            Description = "ndjson: everything recorded, complete, can be imported again; csv, geojson and parquet: incidents as assessed; stix: STIX 2.1",
            DefaultValueFactory = _ => "ndjson",
        }.AcceptOnlyFromAmong("ndjson", "csv", "geojson", "parquet", "stix");
        var subject = Arguments.Text("--subject", "Only what concerns this subject (not with ndjson)", "SUBJECT");
        var from = Arguments.Day("--from", "First day (not with ndjson)");
        var to = Arguments.Day("--to", "Last day (not with ndjson)");
        var file = Arguments.Text("--out", "Write to this file (default: standard output); the same command again completes what was interrupted", "FILE");
        var command = new Command("export", "Write out what is recorded") { format, subject, from, to, file };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed, attempts: 8);
            var query = new IncidentQuery { Subject = parsed.GetValue(subject), From = parsed.GetValue(from), To = parsed.GetValue(to), Limit = 1_000 };
            var name = parsed.GetRequiredValue(format);
            var path = parsed.GetValue(file);
            if (name == "ndjson" && (query.Subject is not null || query.From is not null || query.To is not null))
            {
                throw new CommandLineException("--format ndjson is everything that is recorded; --subject, --from and --to are for csv, geojson, parquet and stix.");
            }

            if (path is null)
            {
                await ToOutputAsync(client, name, query, settings, cancellation);
                return ExitCodes.Well;
            }

            await using (var export = ExportFile.Open(path, $"{name} {query.Subject} {query.From:yyyy-MM-dd} {query.To:yyyy-MM-dd}"))
            {
                await ToFileAsync(client, name, query, export, settings.Error, cancellation);
                export.Complete();
            }

            return ExitCodes.Well;
        });
        return command;
    }

    private static async Task ToOutputAsync(ActorsClient client, string format, IncidentQuery query, Settings settings, CancellationToken cancellation)
    {
        switch (format)
        {
            case "parquet":
                throw new CommandLineException("--format parquet is written to a file; name it with --out.");
            case "ndjson":
                await foreach (var line in client.ExportLinesAsync(cancellation: cancellation))
                {
                    await settings.Output.WriteLineAsync(System.Text.Encoding.UTF8.GetString(line.Span));
                }

                break;
            case "stix":
                await new StixPages(client, query, new TextStream(settings.Output)).RunAsync(checkpoint: null, resumeAt: null, cancellation);
                break;
            default:
                var bytes = new TextStream(settings.Output);
                await IncidentExport.RunAsync(client, query, IncidentForm.Of(format, bytes), checkpoint: null, resumeAt: null, cancellation);
                break;
        }

        await settings.Output.FlushAsync(cancellation);
    }

    private static async Task ToFileAsync(ActorsClient client, string format, IncidentQuery query, ExportFile file, TextWriter error, CancellationToken cancellation)
    {
        switch (format)
        {
            case "ndjson":
                await LedgerExport.RunAsync(client, file, error, cancellation);
                break;
            case "stix":
                await TellAsync(file, error);
                var pages = new StixPages(client, query, file.Stream);
                if (file.Cursor is not null)
                {
                    file.Stream.Position = 0;
                    await pages.ReadWrittenAsync(file.Stream, cancellation);
                    file.Stream.Position = file.Stream.Length;
                }

                await pages.RunAsync(cursor => file.Checkpoint(cursor), file.Cursor, cancellation);
                break;
            case "parquet":
                await TellAsync(file, error);
                var parquet = new IncidentParquet(file);
                await IncidentExport.RunAsync(client, query, parquet, parquet.CheckpointAsync, file.Cursor, cancellation);
                break;
            default:
                await TellAsync(file, error);
                await IncidentExport.RunAsync(client, query, IncidentForm.Of(format, file.Stream), Checkpoint, file.Cursor, cancellation);
                break;
        }

        ValueTask Checkpoint(string cursor)
        {
            file.Checkpoint(cursor);
            return ValueTask.CompletedTask;
        }
    }

    private static async Task TellAsync(ExportFile file, TextWriter error)
    {
        if (file.Cursor is not null)
        {
            await error.WriteLineAsync($"goes on after {file.Length:#,0} bytes of an export that was interrupted");
        }
    }
}
