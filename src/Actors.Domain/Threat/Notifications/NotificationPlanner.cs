using System.Collections.Immutable;
using System.Globalization;
using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;

namespace Actors.Domain.Threat.Notifications;

/// <summary>What to write, and what the state becomes.</summary>
/// <param name="Drafts">In the order they are to be written; usually none.</param>
/// <param name="Silent">The state with all that needs no notification.</param>
/// <param name="SummaryDueAt">When to plan again for a summary, if one is open.</param>
public sealed record NotificationPlan(ImmutableArray<NotificationDraft> Drafts, NotificationState Silent, DateTimeOffset? SummaryDueAt)
{
    /// <summary>The state once all drafts are durable at these consecutive positions.</summary>
    /// <param name="firstPosition">Of the first draft.</param>
    public NotificationState After(long firstPosition) => After([.. Drafts.Select((_, i) => firstPosition + i)]);

    /// <summary>The state once all drafts are durable, each at its position.</summary>
    public NotificationState After(IReadOnlyList<long> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        var state = Silent;
        for (var i = 0; i < Drafts.Length; i++)
        {
            state = state.With(Drafts[i].Changes, positions[i]);
        }

        return state;
    }
}

/// <summary>Compares what a subject said last with what is true now, and says what must be told. Pure and level-triggered: the same
/// state gives the same plan however often it is asked, and once the plan is durable the next one is empty.</summary>
public sealed partial class NotificationPlanner
{
    /// <summary>Days before the policy clock beyond which something new is only told in a summary.</summary>
    public const int LateDays = 14;

    private readonly ThreatPolicy policy;
    private readonly Decision? previous;
    private readonly SubjectView view;
    private readonly Decision decision;
    private readonly Arrivals arrivals;
    private readonly DateOnly today;
    private readonly List<NotificationDraft> drafts = [];
    private NotificationState state;

    private NotificationPlanner(NotificationState state, Decision? previous, SubjectView view, Decision decision, ThreatPolicy policy, Arrivals arrivals)
    {
        (this.state, this.previous, this.view, this.decision, this.policy, this.arrivals) = (state, previous, view, decision, policy, arrivals);
        today = view.Today(decision.At);
    }

    /// <summary>Plans.</summary>
    /// <param name="state">What was said last.</param>
    /// <param name="previous">The last durable decision.</param>
    /// <param name="view">The state the decision was made on.</param>
    /// <param name="decision">The decision now.</param>
    /// <param name="policy">The policy it was made with.</param>
    /// <param name="arrivals">What came in since the last plan.</param>
    public static NotificationPlan Plan(
        NotificationState state, Decision? previous, SubjectView view, Decision decision, ThreatPolicy policy, Arrivals arrivals)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(arrivals);
        if (decision.PolicyHash != policy.Hash || decision.Subject != view.Subject)
        {
            throw new ArgumentException($"The decision of {decision.Subject} under {decision.Policy} does not belong to {view.Subject} under {policy.Reference}.", nameof(decision));
        }

        return new NotificationPlanner(state, previous, view, decision, policy, arrivals).Run();
    }

    private NotificationPlan Run()
    {
        PlanLevel();
        PlanMilestones();
        PlanRecords();
        PlanSurges();
        PlanConflicts();
        PlanTotals();
        PlanPostures();
        PlanSummary();
        return new NotificationPlan([.. drafts], state, state.Summary?.DueAt);
    }

    private static string Link(Guid incident) => $"/v1/incidents/{incident:D}";

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private Said? LastSaid(string topic) => state.Topics.GetValueOrDefault(topic);

    private void Silently(string topic, Said? said) => state = state.With([new TopicChange(topic, said)], 0);

    /// <summary>Says something new about a topic, or only remembers it where nothing but a summary may be told.</summary>
    private void Say(NotificationKind kind, string topic, string value, string text, IEnumerable<string> evidence, bool silent, string? from = null, string? to = null)
    {
        if (silent)
        {
            Silently(topic, new Said(0, value, Holds: true));
            return;
        }

        drafts.Add(new NotificationDraft(kind, text, [.. evidence], [new TopicChange(topic, new Said(-1, value, Holds: true))], null, from, to));
    }

    /// <summary>Corrects what was said about a topic; what was never told needs no correction.</summary>
    private void Correct(string topic, Said said, string value, bool holds, string text, IEnumerable<string> evidence, bool forget = false, string? from = null, string? to = null)
    {
        var next = forget ? null : new Said(said.Position == 0 ? 0 : -1, value, holds);
        if (said.Position == 0)
        {
            Silently(topic, next);
            return;
        }

        drafts.Add(new NotificationDraft(NotificationKind.Correction, text, [.. evidence], [new TopicChange(topic, next)], said.Position, from, to));
    }

    private IEnumerable<string> IncidentsOf(DateOnly day, string? country = null) => view.Recent
        .Where(i => i.Day == day && (country is null || i.Country == country)).OrderBy(i => i.Id).Take(20).Select(i => Link(i.Id));

    private void PlanLevel()
    {
        const string Topic = "level";
        var said = LastSaid(Topic);
        var baseline = policy.Scale.NameOf(0);
        var before = said?.Value ?? baseline;
        if (before == decision.To)
        {
            return;
        }

        var (from, to) = (policy.Scale.RankOf(before), policy.Scale.RankOf(decision.To));
        var evidence = decision.Weighing.Select(w => Link(w.Incident)).ToArray();
        if ((arrivals.OnlyLate && !arrivals.TellsLevel) || from < 0)
        {
            // After a change of scale the old level has no place on the new one: only the summary of the change tells.
            Silently(Topic, new Said(0, decision.To, Holds: true));
        }
        else if (to < from && said is { Position: > 0 } && RestedOnWhatIsGone())
        {
            Correct(Topic, said, decision.To, holds: true, "Correction: what the last level rested on was withdrawn or changed. " + decision.Text, evidence, from: before, to: decision.To);
        }
        else
        {
            Say(to > from ? NotificationKind.LevelRaised : NotificationKind.LevelLowered, Topic, decision.To, decision.Text, evidence, silent: false, before, decision.To);
        }
    }

    // A level that falls before the moment at which it would have fallen by itself fell because its evidence changed.
    private bool RestedOnWhatIsGone() => previous is not null && previous.PolicyHash == decision.PolicyHash && previous.Override == decision.Override && previous.Floor == decision.Floor
        && (previous.NextChangeAt is null || decision.At < previous.NextChangeAt);

    private void PlanMilestones()
    {
        foreach (var (topic, count) in view.AllTime)
        {
            var prefix = $"milestone/{topic}/";
            var heading = topic switch
            {
                "target" => $"attacks on {view.Name}",
                "perpetrator" => $"attacks by {view.Name}",
                _ => $"incidents of {view.Name}",
            };
            var late = arrivals.LateIncidents.Where(l => l.Topic == topic).Sum(l => l.Incidents);
            var silentUpTo = arrivals.OnlyLate ? count : late > 0 ? state.Counts.GetValueOrDefault(topic) + late : 0;
            foreach (var milestone in Milestones.UpTo(count).Where(m => LastSaid(prefix + m) is null))
            {
                Say(NotificationKind.Milestone, prefix + milestone, milestone.ToString(CultureInfo.InvariantCulture),
                    $"{milestone} {heading} are itemised: {count} in all.", IncidentsOf(today), silent: milestone <= silentUpTo);
            }

            foreach (var (key, said) in state.Topics.Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
            {
                if (long.Parse(said.Value, CultureInfo.InvariantCulture) > count)
                {
                    Correct(key, said, said.Value, holds: false, $"Correction: {heading} are {count} again, below the milestone of {said.Value}.", [], forget: true);
                }
            }

            state = state with { Counts = state.Counts.SetItem(topic, count) };
        }
    }

    private void PlanSummary()
    {
        var open = state.Summary;
        var key = arrivals.Import is { } import ? "import " + import : "hour " + decision.At.UtcDateTime.ToString("yyyy-MM-ddTHH", CultureInfo.InvariantCulture);
        if (open is not null && arrivals.LateReports > 0 && open.Key != key)
        {
            SaySummary(open);
            open = null;
        }

        if (arrivals.LateReports > 0)
        {
            var due = arrivals.Import is null ? NextHour(decision.At) : decision.At.AddMinutes(5);
            open = open is null
                ? new OpenSummary(key, arrivals.LateReports, arrivals.From, arrivals.To, due)
                : open with { Reports = open.Reports + arrivals.LateReports, From = Least(open.From, arrivals.From), To = Greatest(open.To, arrivals.To), DueAt = due };
        }

        if (open is not null && (decision.At >= open.DueAt || (arrivals.ImportFinished && open.Key == key)))
        {
            SaySummary(open);
            open = null;
        }

        state = state with { Summary = open };
    }

    private void SaySummary(OpenSummary open)
    {
        var days = open is { From: { } from, To: { } to } ? from == to ? $" about {Words.Day(from)}" : $" about days from {Words.Day(from)} to {Words.Day(to)}" : "";
        var how = open.Key.StartsWith("import ", StringComparison.Ordinal) ? $"The {open.Key} added" : "Late reports: there came";
        var counts = string.Join(", ", view.AllTime.Select(c => c.Topic == "all" ? Words.Of(c.Incidents, "incident") : $"{Words.Of(c.Incidents, "incident")} as {c.Topic}"));
        drafts.Add(new NotificationDraft(
            NotificationKind.ImportSummary,
            $"{how} {Words.Of(open.Reports, "report")} concerning {view.Name}{days}. In all: {counts}. Threat level {decision.To} ({decision.Notice}).", [], []));
    }

    private static DateTimeOffset NextHour(DateTimeOffset at) => new DateTimeOffset(at.UtcDateTime.Date.AddHours(at.UtcDateTime.Hour + 1), TimeSpan.Zero);

    private static DateOnly? Least(DateOnly? a, DateOnly? b) => a is null || b < a ? b ?? a : a;

    private static DateOnly? Greatest(DateOnly? a, DateOnly? b) => a is null || b > a ? b ?? a : a;
}
