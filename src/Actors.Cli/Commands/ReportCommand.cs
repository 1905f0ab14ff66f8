using System.CommandLine;
using System.Text.Json;
using Actors.Cli.Output;

namespace Actors.Cli.Commands;

/// <summary><c>actors report FILE</c>: one report, or an array of them, as JSON.</summary>
internal static class ReportCommand
{
    public static Command Create(Settings settings)
    {
        var file = new Argument<string>("FILE") { Description = "A file with one report, or an array of up to 1,000, as JSON; - reads standard input" };
        var command = new Command("report", "Record reports and show what became of them") { file };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed);
            var body = await ReadAsync(parsed.GetRequiredValue(file), settings, cancellation);
            var answer = await client.SendJsonAsync(HttpMethod.Post, "/v1/reports", body, repeatable: true, cancellation);
            var receipts = answer.GetProperty("receipts").EnumerateArray().ToList();
            if (parsed.GetValue(settings.Json))
            {
                Printer.WriteJson(settings.Output, answer);
            }
            else
            {
                var table = Printer.Table("report", "status", "incident", "revision", "matched");
                foreach (var receipt in receipts)
                {
                    Printer.Row(
                        table, Text(receipt, "report"), Text(receipt, "status"), Text(receipt, "incident"), Text(receipt, "revision"),
                        receipt.TryGetProperty("matched", out var matched) ? Text(matched, "why") : null);
                }

                Printer.Write(settings.Output, table);
            }

            return receipts.Any(r => Text(r, "status") == "conflict") ? ExitCodes.Differences : ExitCodes.Well;
        });
        return command;
    }

    public static async Task<JsonElement> ReadAsync(string file, Settings settings, CancellationToken cancellation)
    {
        var text = file == "-" ? await settings.Input.ReadToEndAsync(cancellation)
            : File.Exists(file) ? await File.ReadAllTextAsync(file, cancellation)
            : throw new CommandLineException($"There is no file {file}.");
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException wrong)
        {
            throw new CommandLineException($"{file} is no JSON: {wrong.Message}");
        }
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;
}
