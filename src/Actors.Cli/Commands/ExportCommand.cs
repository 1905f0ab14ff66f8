using System.CommandLine;
using Actors.Cli.Export;
using Actors.Client;

namespace Actors.Cli.Commands;

/// <summary><c>actors export</c>: recorded reports whole, or incidents as tables and maps take them.</summary>
internal static class ExportCommand
{
    public static Command Create(Settings settings)
    {
        var format = new Option<string>("--format")
        {
            Description = "ndjson: every recorded report, can be imported again; csv and geojson: incidents as assessed; stix: STIX 2.1",
            DefaultValueFactory = _ => "ndjson",
        }.AcceptOnlyFromAmong("ndjson", "csv", "geojson", "stix");
        var subject = Arguments.Text("--subject", "Only what concerns this subject", "SUBJECT");
        var from = Arguments.Day("--from", "First day");
        var to = Arguments.Day("--to", "Last day");
        var file = Arguments.Text("--out", "Write to this file (default: standard output)", "FILE");
        var command = new Command("export", "Write out what is recorded") { format, subject, from, to, file };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed, attempts: 6);
            var query = new IncidentQuery { Subject = parsed.GetValue(subject), From = parsed.GetValue(from), To = parsed.GetValue(to), Limit = 1_000 };
            var path = parsed.GetValue(file);

            // A file appears whole or not at all.
            var partial = path is null ? null : path + ".partial";
            var output = partial is null ? settings.Output : new StreamWriter(partial);
            try
            {
                switch (parsed.GetRequiredValue(format))
                {
                    case "csv":
                        await IncidentCsv.WriteAsync(output, client.AllIncidentsAsync(query, cancellation));
                        break;
                    case "geojson":
                        await IncidentGeoJson.WriteAsync(output, client.AllIncidentsAsync(query, cancellation));
                        break;
                    case "stix":
                        await CopyAsync(client, "/v1/stix" + Filter(query), "application/json", output, cancellation);
                        break;
                    default:
                        await CopyAsync(client, "/v1/reports" + Filter(query), "application/x-ndjson", output, cancellation);
                        break;
                }

                await output.FlushAsync(cancellation);
            }
            finally
            {
                if (partial is not null)
                {
                    await output.DisposeAsync();
                }
            }

            if (partial is not null)
            {
                File.Move(partial, path!, overwrite: true);
            }

            return ExitCodes.Well;
        });
        return command;
    }

    private static string Filter(IncidentQuery query) =>
        RawAnswers.Query(("subject", query.Subject), ("from", RawAnswers.Day(query.From)), ("to", RawAnswers.Day(query.To)));

    private static async Task CopyAsync(ActorsClient client, string path, string accept, TextWriter output, CancellationToken cancellation)
    {
        using var reader = new StreamReader(await client.GetStreamAsync(path, accept, cancellation));
        var buffer = new char[32 * 1024];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellation)) > 0)
        {
            await output.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
    }
}
