using System.CommandLine;
using Actors.Cli.Output;
using Actors.Client;

namespace Actors.Cli.Commands;

/// <summary><c>actors tally SUBJECT</c>.</summary>
internal static class TallyCommand
{
    public static Command Create(Settings settings)
    {
        var subject = Arguments.Subject();
        var options = new TallyOptions();
        var command = new Command("tally", "Count the incidents of a subject and sum killed and injured") { subject };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed);
            var query = options.Read(parsed);
            var name = parsed.GetRequiredValue(subject);
            if (parsed.GetValue(settings.Json))
            {
                Printer.WriteJson(settings.Output, await client.GetTallyJsonAsync(name, query, cancellation));
                return ExitCodes.Well;
            }

            Print(settings.Output, await client.GetTallyAsync(name, query, cancellation));
            return ExitCodes.Well;
        });
        return command;
    }

    private static void Print(TextWriter output, Tally tally)
    {
        var table = Printer.Table(tally.Subject, Window(tally));
        Printer.Row(table, "incidents", Printer.Range(tally.IncidentsRange));
        Printer.Row(table, "killed", Printer.Sum(tally.Killed));
        Printer.Row(table, "injured", Printer.Sum(tally.Injured));
        Printer.Row(table, "intercepted", $"{tally.Intercepted:#,0}");
        Printer.Row(table, "contested", $"{tally.Contested:#,0}");
        Printer.Row(table, "undated", $"{tally.Undated:#,0}");
        Printer.Row(table, "as of", $"{tally.AsOf:yyyy-MM-dd HH:mm:ss}Z, positions {ActorsClient.Positions(tally.Positions)}");
        Printer.Write(output, table);
        if (tally.Breakdown is { } rows)
        {
            var breakdown = Printer.Table("by", "incidents", "killed", "injured");
            foreach (var row in rows)
            {
                Printer.Row(breakdown, row.Key, row.IncidentsRange is { } range ? Printer.Range(range) : $"{row.Incidents:#,0}", Printer.Sum(row.Killed), Printer.Sum(row.Injured));
            }

            Printer.Write(output, breakdown);
        }
    }

    private static string Window(Tally tally) => (tally.From, tally.To) switch
    {
        (null, null) => "all time",
        ({ } from, null) => $"since {Printer.Day(from)}",
        (null, { } to) => $"until {Printer.Day(to)}",
        var (from, to) => $"{Printer.Day(from)} to {Printer.Day(to)}",
    };
}
