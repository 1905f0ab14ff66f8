using System.Globalization;
using Actors.Domain.Reports;
using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;

namespace Actors.Domain.Threat.Notifications;

/// <summary>Records, surges, conflicts, totals and postures.</summary>
public sealed partial class NotificationPlanner
{
    private const int RememberedDays = 366;

    private void PlanRecords()
    {
        if (view.Subject.Kind != SubjectKind.Group)
        {
            return;
        }

        foreach (var settings in policy.Detectors.OfType<RecordSettings>())
        {
            var metric = PolicySlugs.Write(settings.Metric);
            foreach (var spread in view.Spreads.Where(s => s.Day <= today && (s.Day >= today.AddDays(-LateDays) || LastSaid(RecordTopic(s, metric)) is not null)).ToArray())
            {
                PlanRecord(settings, spread, RecordTopic(spread, metric));
            }

            foreach (var (topic, said) in Standing("record/").Where(t => t.Topic.EndsWith("/" + metric, StringComparison.Ordinal)))
            {
                if (said.Holds && !view.Spreads.Any(s => RecordTopic(s, metric) == topic))
                {
                    Correct(topic, said, "0", holds: false, $"Correction: what made {DayOf(topic)} a record was withdrawn; nothing is itemised for that day any more.", []);
                }
            }
        }
    }

    private static string RecordTopic(DaySpread spread, string metric) => $"record/{spread.Country}/{spread.Day:yyyy-MM-dd}/{metric}";

    private static string DayOf(string topic) =>
        Words.Day(DateOnly.ParseExact(topic.Split('/')[^2], "yyyy-MM-dd", CultureInfo.InvariantCulture));

    private void PlanRecord(RecordSettings settings, DaySpread spread, string topic)
    {
        var standing = GeographicRecord.Judge(view.Spreads, spread, settings);
        var isRecord = standing.IsRecord && spread.Places >= settings.MinPlaces;
        var value = Number(standing.Value);
        var text = GeographicRecord.Text(view, spread, standing, settings);
        var evidence = IncidentsOf(spread.Day, spread.Country);
        switch (LastSaid(topic))
        {
            case null when isRecord:
                Say(NotificationKind.Record, topic, value, text, evidence, arrivals.OnlyLate);
                break;
            case { Holds: true } said when !isRecord:
                Correct(topic, said, value, holds: false, $"Correction: {Words.Day(spread.Day)} is no record any more. {text}", evidence);
                break;
            case { Holds: false } said when isRecord:
                Correct(topic, said, value, holds: true, $"Correction: {Words.Day(spread.Day)} is a record after all. {text}", evidence);
                break;
            case { Holds: true } said when said.Value != value:
                Correct(topic, said, value, holds: true, $"Correction: the record of {Words.Day(spread.Day)} changed from {said.Value} to {value}. {text}", evidence);
                break;
        }
    }

    private void PlanSurges()
    {
        var detectors = policy.Detectors.Where(d => d is PoissonSettings or EarsSettings).ToArray();
        var detection = new Detection(policy, view);
        var days = Standing("surge/").Select(t => DateOnly.ParseExact(t.Topic[6..], "yyyy-MM-dd", CultureInfo.InvariantCulture)).Append(today).Distinct().Order();
        foreach (var day in days)
        {
            var topic = $"surge/{day:yyyy-MM-dd}";
            var said = LastSaid(topic);
            if (day < today.AddDays(-RememberedDays))
            {
                Silently(topic, null);
                continue;
            }

            var found = detectors.Select(d => detection.Judge(d, day)).Where(r => r.Alarm).ToArray();
            if (said is null && found.Length > 0)
            {
                Say(NotificationKind.Surge, topic, Number(found[0].Observed), $"{view.Name}: {string.Join(" ", found.Select(f => f.Text))}", IncidentsOf(day), arrivals.OnlyLate);
            }
            else if (said is { Holds: true } && found.Length == 0)
            {
                Correct(topic, said, "0", holds: false, $"Correction: {Words.Day(day)} was no surge of {view.Name} by what is known now.", IncidentsOf(day));
            }
            else if (said is { Holds: false } && found.Length > 0)
            {
                Correct(topic, said, Number(found[0].Observed), holds: true, $"Correction: {Words.Day(day)} was a surge after all. {found[0].Text}", IncidentsOf(day));
            }
        }
    }

    private void PlanConflicts()
    {
        if (view.Subject.Kind == SubjectKind.Group)
        {
            return;
        }

        foreach (var incident in view.Recent.Where(i => i.Place == view.Subject))
        {
            var topic = $"claims-conflict/{incident.Id:N}";
            var said = LastSaid(topic);
            var about = incident.ContestedAbout.Count > 0 ? $" about {Words.List([.. incident.ContestedAbout])}" : "";
            var when = incident.Day is { } day ? $" of {Words.Day(day)}" : "";
            if (incident.Contested && said is not { Holds: true })
            {
                var text = $"Sources contradict each other{about} on the incident{when} at {incident.PlaceName ?? view.Name}; reported by {Words.List([.. incident.Roots.Select(view.SourceName)])}.";
                Say(NotificationKind.ClaimsConflict, topic, $"{incident.Day:yyyy-MM-dd}", text, [Link(incident.Id)], arrivals.OnlyLate || incident.Day < today.AddDays(-LateDays));
            }
            else if (!incident.Contested && said is { Holds: true })
            {
                Correct(topic, said, said.Value, holds: false, $"Correction: sources no longer contradict each other on the incident{when} at {incident.PlaceName ?? view.Name}.", [Link(incident.Id)]);
            }
        }

        Forget("claims-conflict/");
    }

    // An incident that is listed no more was withdrawn, or is older than the listed ones: only the first needs a correction.
    private void Forget(string prefix)
    {
        var oldest = view.Recent.Min(i => i.Day) ?? today;
        foreach (var (topic, said) in Standing(prefix))
        {
            var id = Guid.ParseExact(topic[prefix.Length..], "N");
            if (view.Recent.Any(i => i.Id == id) || !said.Holds)
            {
                continue;
            }

            var dated = DateOnly.TryParseExact(said.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
            if (dated && day < oldest)
            {
                Silently(topic, null);
            }
            else
            {
                Correct(topic, said, said.Value, holds: false, $"Correction: the incident{(dated ? $" of {Words.Day(day)}" : "")} that sources disagreed on no longer counts for {view.Name}.", [Link(id)], forget: true);
            }
        }
    }

    private void PlanTotals()
    {
        if (view.Subject.Kind != SubjectKind.Group)
        {
            return;
        }

        foreach (var (report, known) in view.Totals.Where(t => t.Report.Target == view.Subject.Key && t.Itemised is not null))
        {
            var itemised = known!.Value;
            var gap = Math.Max(0, report.Value.Low - itemised);
            var topic = $"total-gap/{report.Id}";
            var stated = $"{view.SourceName(report.Source)}: {(report.Value.High is null ? "at least " : "")}{report.Value.Best} {(report.Measure == TotalMeasure.Attacks ? "attacks on" : $"{PolicySlugs.Write(report.Measure)} among")} {view.Name}"
                + (report.From is { } from ? $" from {Words.Day(from)}" : "") + $" to {Words.Day(report.AsOf)}";
            var text = gap > 0 ? $"{stated}; {itemised} of them are itemised here, at least {gap} are unexplained." : $"{stated}; {itemised} are itemised here, none is missing.";
            var value = gap.ToString(CultureInfo.InvariantCulture);
            if (LastSaid(topic) is not { } said)
            {
                if (gap > 0)
                {
                    Say(NotificationKind.TotalGap, topic, value, text, [], arrivals.OnlyLate || report.AsOf < today.AddDays(-LateDays));
                }
            }
            else if (said.Value != value || !said.Holds)
            {
                Correct(topic, said, value, holds: true, "Correction: " + text, []);
            }
        }

        foreach (var (topic, said) in Standing("total-gap/").Where(t => t.Said.Holds && !view.Totals.Any(x => $"total-gap/{x.Report.Id}" == t.Topic)))
        {
            Correct(topic, said, "0", holds: false, $"Correction: a total stated for {view.Name} was withdrawn, and with it the gap of {said.Value}.", []);
        }
    }

    private static string StatusWords(PostureStatus status) => status == PostureStatus.Active ? "in force" : PolicySlugs.Write(status);

    private void PlanPostures()
    {
        var reports = view.Signals.Select(s => s.Report).OfType<PostureReport>().Where(p => p.Subject == view.Subject)
            .OrderBy(p => p.PublishedAt).ThenBy(p => p.Id, StringComparer.Ordinal).ToArray();
        var last = new SortedDictionary<string, PostureReport>(StringComparer.Ordinal);
        foreach (var report in reports)
        {
            foreach (var measure in report.Measures)
            {
                last[$"posture/{report.Source}/{measure}"] = report;
            }
        }

        foreach (var changed in last.Where(p => LastSaid(p.Key) is not { Holds: true } said || said.Value != PolicySlugs.Write(p.Value.Status))
            .GroupBy(p => p.Value.Id).OrderBy(g => g.First().Value.PublishedAt).ThenBy(g => g.Key, StringComparer.Ordinal).ToArray())
        {
            var report = changed.First().Value;
            var status = PolicySlugs.Write(report.Status);
            var measures = changed.Select(c => c.Key.Split('/')[^1]).ToArray();
            if (arrivals.OnlyLate || view.Today(report.PublishedAt) < today.AddDays(-LateDays))
            {
                foreach (var (topic, _) in changed)
                {
                    Silently(topic, new Said(0, status, Holds: true));
                }

                continue;
            }

            drafts.Add(new NotificationDraft(
                NotificationKind.PostureChanged, $"{view.Name}: protective measures {StatusWords(report.Status)}, says {view.SourceName(report.Source)}: {Words.List([.. measures.Select(m => m.Replace('-', ' '))])}.", [],
                [.. changed.Select(c => new TopicChange(c.Key, new Said(-1, status, Holds: true)))]));
        }

        foreach (var gone in Standing("posture/").Where(t => t.Said.Holds && !last.ContainsKey(t.Topic)).GroupBy(t => t.Said.Position).ToArray())
        {
            var text = $"Correction: the report of {Words.List([.. gone.Select(g => g.Topic.Split('/')[^1])])} at {view.Name} was withdrawn.";
            if (gone.Key == 0)
            {
                foreach (var (topic, _) in gone)
                {
                    Silently(topic, null);
                }
            }
            else
            {
                drafts.Add(new NotificationDraft(NotificationKind.Correction, text, [], [.. gone.Select(g => new TopicChange(g.Topic, null))], gone.Key));
            }
        }
    }

    private (string Topic, Said Said)[] Standing(string prefix) =>
        [.. state.Topics.Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(t => (t.Key, t.Value))];
}
