using System.CommandLine;
using System.Globalization;
using Actors.Cli.Output;
using Actors.Client;

namespace Actors.Cli.Commands;

/// <summary><c>actors subjects KIND</c> and <c>actors subject SUBJECT</c>: who there is, and what each is known for.</summary>
internal static class SubjectCommands
{
    public static Command CreateList(Settings settings)
    {
        var kind = new Argument<string>("KIND") { Description = "bases, regions or groups" }.AcceptOnlyFromAmong("bases", "regions", "groups");
        var words = Arguments.Text("--words", "Only those whose name holds these words", "TEXT");
        var limit = Arguments.Number("--limit", "At most this many, 1 to 1,000 (default 100)", 1, 1_000);
        var cursor = Arguments.Text("--cursor", "Go on where the page before ended", "CURSOR");
        var command = new Command("subjects", "List bases, regions or groups with level and counts") { kind, words, limit, cursor };
        command.SetAction((parsed, cancellation) => RawAnswers.ShowAsync(
            settings, parsed,
            $"/v1/{parsed.GetRequiredValue(kind)}" + RawAnswers.Query(
                ("q", parsed.GetValue(words)), ("cursor", parsed.GetValue(cursor)), ("limit", parsed.GetValue(limit)?.ToString(CultureInfo.InvariantCulture))),
            async client =>
            {
                var page = await client.ListSubjectsAsync(parsed.GetRequiredValue(kind), parsed.GetValue(words), parsed.GetValue(cursor), (int?)parsed.GetValue(limit), cancellation);
                var table = Printer.Table("subject", "name", "level", "today", "yesterday", "7 days", "30 days", "in all");
                foreach (var item in page.Items)
                {
                    Printer.Row(
                        table, item.Subject, item.Name, item.Level, $"{item.Counts.Today:#,0}", $"{item.Counts.Yesterday:#,0}", $"{item.Counts.Last7Days:#,0}",
                        $"{item.Counts.Last30Days:#,0}", $"{item.Counts.AllTime:#,0}");
                }

                if (page.Cursor is { } next)
                {
                    table.Caption = new($"There are more: --cursor {next}");
                }

                return table;
            }, cancellation));
        return command;
    }

    public static Command CreateOne(Settings settings)
    {
        var subject = Arguments.Subject();
        var command = new Command("subject", "Show what a base, region or group is known for now") { subject };
        command.SetAction((parsed, cancellation) => RawAnswers.ShowAsync(
            settings, parsed, ActorsClient.SubjectPath(parsed.GetRequiredValue(subject)), async client =>
            {
                var state = await client.GetSubjectAsync(parsed.GetRequiredValue(subject), minPositions: null, cancellation);
                var table = Printer.Table("what", "is");
                Printer.Row(table, "subject", state.Subject);
                Printer.Row(table, "names", string.Join(", ", state.Names));
                Printer.Row(table, "within", state.Parent);
                Printer.Row(table, "level", state.Level is null ? null : state.LevelSince is { } since ? $"{state.Level} since {Printer.Instant(since)}" : state.Level);
                if (state.Counts is { } counts)
                {
                    Printer.Row(
                        table, "incidents", $"{counts.Today:#,0} today, {counts.Yesterday:#,0} yesterday, {counts.Last7Days:#,0} in 7 days, {counts.Last30Days:#,0} in 30, {counts.AllTime:#,0} in all");
                }

                if (state.Tally is { } tally)
                {
                    Printer.Row(table, "killed", Printer.Sum(tally.Killed));
                    Printer.Row(table, "injured", Printer.Sum(tally.Injured));
                }

                foreach (var incident in state.RecentIncidents)
                {
                    Printer.Row(table, $"{Printer.Day(incident.Day)} incident", $"{incident.Type} at {incident.Place}, {incident.Outcome}: {incident.Id}");
                }

                return table;
            }, cancellation));
        return command;
    }
}
