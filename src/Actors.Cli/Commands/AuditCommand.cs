using System.CommandLine;
using System.Globalization;
using Actors.Cli.Output;
using Actors.Client;

namespace Actors.Cli.Commands;

/// <summary><c>actors audit</c>: who changed what.</summary>
internal static class AuditCommand
{
    public static Command Create(Settings settings)
    {
        var who = Arguments.Text("--who", "Only what this key or token holder did", "NAME");
        var after = Arguments.Number("--after", "Those after this position", 0, long.MaxValue);
        var limit = Arguments.Number("--limit", "At most this many, 1 to 1,000 (default 100)", 1, 1_000);
        var command = new Command("audit", "Who changed the catalogue, policies, webhooks and incidents, and when; oldest first") { who, after, limit };
        command.SetAction((parsed, cancellation) => RawAnswers.ShowAsync(
            settings, parsed,
            "/v1/audit" + RawAnswers.Query(("after", Number(parsed.GetValue(after))), ("who", parsed.GetValue(who)), ("limit", Number(parsed.GetValue(limit)))),
            async client =>
            {
                var table = Printer.Table("position", "at", "who", "role", "action", "target", "status");
                var page = await client.ListAuditAsync(new AuditQuery { After = parsed.GetValue(after), Who = parsed.GetValue(who), Limit = (int?)parsed.GetValue(limit) }, cancellation);
                foreach (var item in page.Items)
                {
                    Printer.Row(table, $"{item.Position}", Printer.Instant(item.At), item.Who, item.Role, item.Action, item.Target, $"{item.Status}");
                }

                if (page.Cursor is { } next)
                {
                    table.Caption = new($"There are more: --after {next}");
                }

                return table;
            }, cancellation));
        return command;
    }

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
