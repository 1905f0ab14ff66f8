using System.CommandLine;
using System.Globalization;
using Actors.Cli.Output;
using Actors.Client;

namespace Actors.Cli.Commands;

/// <summary><c>actors incidents</c> and <c>actors incident ID</c>.</summary>
internal static class IncidentCommands
{
    public static Command CreateList(Settings settings)
    {
        var subject = Arguments.Text("--subject", "Of this subject, for example region:iq", "SUBJECT");
        var options = new TallyOptions();
        var contested = new Option<bool>("--contested") { Description = "Only those with a contested field" };
        var words = Arguments.Text("--words", "Only those that hold these words", "TEXT");
        var asOf = Arguments.Instant("--as-of", "As it was known at that recorded time");
        var limit = Arguments.Number("--limit", "At most this many, 1 to 1,000 (default 100)", 1, 1_000);
        var cursor = Arguments.Text("--cursor", "Go on where the page before ended", "CURSOR");
        var command = new Command("incidents", "List incidents") { subject, contested, words, asOf, limit, cursor };
        options.AddTo(command, known: false);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed);
            var filter = options.Read(parsed);
            if (parsed.GetValue(settings.Json))
            {
                Printer.WriteJson(settings.Output, await client.GetJsonAsync(
                    "/v1/incidents" + RawAnswers.Query(
                        ("subject", parsed.GetValue(subject)), ("from", RawAnswers.Day(filter.From)), ("to", RawAnswers.Day(filter.To)), ("type", filter.Type),
                        ("outcome", filter.Outcome), ("perpetrator", filter.Perpetrator), ("target", filter.Target), ("role", filter.Role),
                        ("contested", parsed.GetValue(contested) ? "true" : null), ("q", parsed.GetValue(words)), ("asOf", RawAnswers.Instant(parsed.GetValue(asOf))),
                        ("limit", parsed.GetValue(limit)?.ToString(CultureInfo.InvariantCulture)), ("cursor", parsed.GetValue(cursor))),
                    cancellation));
                return ExitCodes.Well;
            }

            var page = await client.ListIncidentsAsync(
                new IncidentQuery
                {
                    Subject = parsed.GetValue(subject),
                    From = filter.From,
                    To = filter.To,
                    Type = filter.Type,
                    Outcome = filter.Outcome,
                    Perpetrator = filter.Perpetrator,
                    Target = filter.Target,
                    Role = filter.Role,
                    Contested = parsed.GetValue(contested) ? true : null,
                    Text = parsed.GetValue(words),
                    AsOf = parsed.GetValue(asOf),
                    Limit = (int?)parsed.GetValue(limit),
                    Cursor = parsed.GetValue(cursor),
                },
                cancellation);
            var table = Printer.Table("day", "place", "type", "outcome", "perpetrators", "targets", "contested", "id");
            foreach (var item in page.Items)
            {
                Printer.Row(
                    table, Printer.Day(item.Day), item.Name is null ? item.Place : $"{item.Place} ({item.Name})", item.Type, item.Outcome,
                    string.Join(", ", item.Perpetrators), string.Join(", ", item.Targets), item.Contested ? "yes" : "", item.Id);
            }

            Printer.Write(settings.Output, table);
            if (page.Cursor is { } next)
            {
                await settings.Output.WriteLineAsync($"There are more: --cursor {next}");
            }

            return ExitCodes.Well;
        });
        return command;
    }

    public static Command CreateOne(Settings settings)
    {
        var id = new Argument<string>("ID") { Description = "The incident's id, as lists and receipts give it" };
        var asOf = Arguments.Instant("--as-of", "As it was known at that recorded time");
        var command = new Command("incident", "Show one incident: what is held true, and who says what") { id, asOf };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed);
            if (parsed.GetValue(settings.Json))
            {
                Printer.WriteJson(settings.Output, await client.GetJsonAsync(
                    "/v1/incidents/" + Uri.EscapeDataString(parsed.GetRequiredValue(id)) + RawAnswers.Query(("asOf", RawAnswers.Instant(parsed.GetValue(asOf)))), cancellation));
                return ExitCodes.Well;
            }

            var incident = await client.GetIncidentAsync(parsed.GetRequiredValue(id), parsed.GetValue(asOf), cancellation);
            await settings.Output.WriteLineAsync(
                $"{incident.Id}, revision {incident.Revision}{(incident.MergedInto is { } into ? $", merged into {into}" : incident.Live ? "" : ", withdrawn")}");
            var fields = Printer.Table("field", "value", "state", "who says so", "who says otherwise");
            foreach (var field in incident.Fields)
            {
                Printer.Row(fields, field.Of is null ? field.Name : $"{field.Name} of {field.Of}", field.Value, field.State, Sayers(field.For, values: false), Sayers(field.Against, values: true));
            }

            Printer.Write(settings.Output, fields);
            var revisions = Printer.Table("revision", "recorded", "reports");
            foreach (var revision in incident.Revisions)
            {
                Printer.Row(revisions, $"{revision.Revision}", $"{revision.RecordedAt:yyyy-MM-dd HH:mm:ss}Z", string.Join(", ", revision.Reports ?? []));
            }

            Printer.Write(settings.Output, revisions);
            return ExitCodes.Well;
        });
        return command;
    }

    private static string Sayers(IReadOnlyList<Claim> claims, bool values) =>
        string.Join("; ", claims.Select(c => $"{c.Source} ({c.Reliability}{c.Credibility}){(values ? $": {c.Value}" : "")}"));
}
