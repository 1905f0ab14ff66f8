using System.CommandLine;
using System.Text.Json;
using Actors.Cli.Output;
using Actors.Client;

namespace Actors.Cli.Commands;

/// <summary><c>actors threat</c>, <c>actors totals</c> and <c>actors backtest</c>.</summary>
internal static class ThreatCommands
{
    public static Command CreateThreat(Settings settings)
    {
        var subject = Arguments.Subject();
        var at = Arguments.Instant("--at", "As decided at that time");
        var history = new Option<bool>("--history") { Description = "How the level changed over time" };
        var command = new Command("threat", "Show the threat level of a subject and why it is so") { subject, at, history };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed);
            var path = ActorsClient.SubjectPath(parsed.GetRequiredValue(subject)) + "/threat";
            if (parsed.GetValue(history))
            {
                return await RawAnswers.ShowAsync(settings, parsed, path + "/history", c => HistoryAsync(c, parsed.GetRequiredValue(subject), cancellation), cancellation);
            }

            if (parsed.GetValue(settings.Json))
            {
                Printer.WriteJson(settings.Output, await client.GetJsonAsync(path + RawAnswers.Query(("at", RawAnswers.Instant(parsed.GetValue(at)))), cancellation));
                return ExitCodes.Well;
            }

            var decision = await client.GetThreatAsync(parsed.GetRequiredValue(subject), parsed.GetValue(at), cancellation);
            await settings.Output.WriteLineAsync($"{decision.Level}{(decision.Since is { } since ? $" since {since:yyyy-MM-dd HH:mm}Z" : "")}");
            await settings.Output.WriteLineAsync(decision.Text);
            return ExitCodes.Well;
        });
        return command;
    }

    public static Command CreateTotals(Settings settings)
    {
        var subject = Arguments.Subject();
        var asOf = Arguments.Instant("--as-of", "As it was known at that recorded time");
        var command = new Command("totals", "Hold totals that sources stated against the incidents itemised here") { subject, asOf };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed);
            var name = parsed.GetRequiredValue(subject);
            if (parsed.GetValue(settings.Json))
            {
                Printer.WriteJson(settings.Output, await client.GetJsonAsync(ActorsClient.SubjectPath(name) + "/totals" + RawAnswers.Query(("asOf", RawAnswers.Instant(parsed.GetValue(asOf)))), cancellation));
                return ExitCodes.Well;
            }

            var totals = await client.GetTotalsAsync(name, parsed.GetValue(asOf), cancellation);
            var table = Printer.Table("report", "source", "measure", "until", "stated", "itemised", "unexplained", "state");
            foreach (var total in totals.Items)
            {
                Printer.Row(
                    table, Text(total.Report, "id"), Text(total.Report, "source"), total.Measure, Text(total.Report, "asOf"),
                    Words(total.Stated), Words(total.Itemised), Words(total.Unexplained), total.State);
            }

            Printer.Write(settings.Output, table);
            foreach (var conflict in totals.Items.SelectMany(t => t.Conflicts).Distinct(StringComparer.Ordinal))
            {
                await settings.Output.WriteLineAsync(conflict);
            }
            return ExitCodes.Well;
        });
        return command;
    }

    public static Command CreateBacktest(Settings settings)
    {
        var file = new Argument<string>("FILE") { Description = "The request as JSON: the policy and what to try it on; - reads standard input" };
        var command = new Command("backtest", "Try a threat policy on history and compare it with the active one (always prints JSON)") { file };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed);
            var body = await ReportCommand.ReadAsync(parsed.GetRequiredValue(file), settings, cancellation);
            await foreach (var line in client.BacktestJsonAsync(body, cancellation))
            {
                if (line.Result is { } result)
                {
                    Printer.WriteJson(settings.Output, result);
                }
            }

            return ExitCodes.Well;
        });
        return command;
    }

    private static async Task<Spectre.Console.Table> HistoryAsync(ActorsClient client, string subject, CancellationToken cancellation)
    {
        var table = Printer.Table("at", "from", "to", "kind", "policy", "text");
        string? cursor = null;
        do
        {
            var page = await client.ListLevelChangesAsync(subject, cursor, limit: null, cancellation);
            foreach (var change in page.Items)
            {
                Printer.Row(table, Printer.Instant(change.At), change.From, change.To, change.Kind, change.Policy, change.Text);
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);

        return table;
    }

    private static string Words(FigureBounds figure) =>
        figure.High == figure.Low ? $"{figure.Best:#,0}" : $"{figure.Best:#,0} ({figure.Low:#,0} to {(figure.High is { } high ? $"{high:#,0}" : "unbounded")})";

    private static string? Text(JsonElement report, string name) => report.TryGetProperty(name, out var value) ? value.ToString() : null;
}
