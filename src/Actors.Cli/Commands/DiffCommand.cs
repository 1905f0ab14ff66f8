using System.CommandLine;
using Actors.Cli.Output;
using Actors.Client;

namespace Actors.Cli.Commands;

/// <summary><c>actors diff SUBJECT --then T</c>: what was believed at two recorded times, and which incidents make the difference.</summary>
internal static class DiffCommand
{
    public static Command Create(Settings settings)
    {
        var subject = Arguments.Subject();
        var then = Arguments.Instant("--then", "The earlier recorded time");
        then.Required = true;
        var now = Arguments.Instant("--now", "The later recorded time (default: now)");
        var options = new TallyOptions();
        var command = new Command("diff", "Compare what was believed at two times, and name the incidents that made the difference; exit code 1 when there is one") { subject, then, now };
        options.AddTo(command, known: false);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed);
            var filter = options.Read(parsed);
            var name = parsed.GetRequiredValue(subject);
            var (before, earlier) = await ReadAsync(client, name, filter with { AsOf = parsed.GetValue(then) }, cancellation);
            var (after, later) = await ReadAsync(client, name, filter with { AsOf = parsed.GetValue(now) }, cancellation);
            var changes = await WithReportsAsync(client, after.Subject, parsed.GetValue(then)!.Value, parsed.GetValue(now), Changes(earlier, later), cancellation);
            if (parsed.GetValue(settings.Json))
            {
                Printer.WriteJson(settings.Output, new { then = before, now = after, changes });
            }
            else
            {
                Print(settings.Output, before, after, changes);
            }

            return changes.Count == 0 ? ExitCodes.Well : ExitCodes.Differences;
        });
        return command;
    }

    private static async Task<(Tally Tally, Dictionary<string, IncidentItem> Incidents)> ReadAsync(
        ActorsClient client, string subject, TallyQuery query, CancellationToken cancellation)
    {
        var tally = await client.GetTallyAsync(subject, query, cancellation);
        var incidents = new Dictionary<string, IncidentItem>(StringComparer.Ordinal);
        var list = new IncidentQuery
        {
            Subject = tally.Subject,
            From = query.From,
            To = query.To,
            Type = query.Type,
            Outcome = query.Outcome,
            Perpetrator = query.Perpetrator,
            Target = query.Target,
            Role = query.Role,
            Positions = ActorsClient.Positions(tally.Positions),
            Limit = 1_000,
        };
        if (tally.Positions.Count == 0)
        {
            // Nothing was recorded yet; a list without positions would be that of now.
            return (tally, incidents);
        }

        await foreach (var item in client.AllIncidentsAsync(list, cancellation))
        {
            incidents[item.Id] = item;
        }

        return (tally, incidents);
    }

    private static List<Change> Changes(Dictionary<string, IncidentItem> earlier, Dictionary<string, IncidentItem> later) =>
    [
        .. earlier.Values.Where(i => !later.ContainsKey(i.Id)).Select(i => new Change("gone", i.Id, i.Day, i.Place, i.Revision, null)),
        .. later.Values.Where(i => !earlier.ContainsKey(i.Id)).Select(i => new Change("new", i.Id, i.Day, i.Place, null, i.Revision)),
        .. later.Values.Where(i => earlier.TryGetValue(i.Id, out var was) && was.Revision != i.Revision)
            .Select(i => new Change("revised", i.Id, i.Day, i.Place, earlier[i.Id].Revision, i.Revision)),
    ];

    /// <summary>Says which reports, merges or splits made each change, as far as one answer of the server tells (1,000 incidents).</summary>
    private static async Task<List<Change>> WithReportsAsync(
        ActorsClient client, string subject, DateTimeOffset then, DateTimeOffset? now, List<Change> changes, CancellationToken cancellation)
    {
        if (changes.Count == 0)
        {
            return changes;
        }

        // Which of the two times is the later does not matter for what lies between them.
        var (since, until) = now is { } other && other < then ? (other, then) : (then, now);
        var difference = await client.GetDifferenceAsync(subject, since, until, limit: 1_000, cancellation);
        var reports = difference.Incidents.ToDictionary(i => i.Incident, i => i.Reports, StringComparer.Ordinal);
        return changes.ConvertAll(c => c with { Reports = reports.GetValueOrDefault(c.Incident) ?? [] });
    }

    private static void Print(TextWriter output, Tally before, Tally after, List<Change> changes)
    {
        var table = Printer.Table(after.Subject, $"{before.AsOf:yyyy-MM-dd HH:mm:ss}Z", $"{after.AsOf:yyyy-MM-dd HH:mm:ss}Z");
        Printer.Row(table, "incidents", Printer.Range(before.IncidentsRange), Printer.Range(after.IncidentsRange));
        Printer.Row(table, "killed", Printer.Sum(before.Killed), Printer.Sum(after.Killed));
        Printer.Row(table, "injured", Printer.Sum(before.Injured), Printer.Sum(after.Injured));
        Printer.Write(output, table);
        if (changes.Count > 0)
        {
            var list = Printer.Table("change", "day", "place", "revision then", "revision now", "incident", "reports");
            foreach (var change in changes)
            {
                Printer.Row(list, change.What, Printer.Day(change.Day), change.Place, $"{change.Then}", $"{change.Now}", change.Incident, string.Join(", ", change.Reports));
            }

            Printer.Write(output, list);
        }
    }

    private sealed record Change(string What, string Incident, DateOnly? Day, string Place, int? Then, int? Now)
    {
        /// <summary>Ids of the reports that changed it, positions of merges and splits.</summary>
        public IReadOnlyList<string> Reports { get; init; } = [];
    }
}
