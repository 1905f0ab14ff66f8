using System.Text;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;

namespace Actors.Domain.Threat.Decisions;

/// <summary>A decision in words that can be read aloud.</summary>
internal static class DecisionText
{
    public static string Write(ThreatPolicy policy, SubjectView view, Decision decision)
    {
        var text = new StringBuilder();
        Level(text, policy, view, decision);
        Why(text, policy, decision);
        Found(text, policy, decision);
        Next(text, view, decision);
        if (decision.Counterfactual is { } without)
        {
            var incident = view.Recent.First(i => i.Id == without.Incident);
            text.Append($" Without the strongest claim, that of {view.SourceName(without.Source)} about {incident.PlaceName ?? incident.Place.Key} on {Words.Day(incident.Day!.Value)}, the level would be {without.Level}{(without.Level == decision.To ? " as well" : "")}.");
        }

        if (decision.Floor is { } floor)
        {
            text.Append(floor.Applied
                ? $" Its level is raised to that of {view.RegionName(floor.Parent.Key)}, which contains it: {floor.Level}."
                : $" {view.RegionName(floor.Parent.Key)}, which contains it, stands at {floor.Level}.");
        }

        return text.ToString();
    }

    private static void Level(StringBuilder text, ThreatPolicy policy, SubjectView view, Decision decision)
    {
        var (from, to) = (policy.Scale.RankOf(decision.From), policy.Scale.RankOf(decision.To));
        var meaning = policy.Scale.Levels[to].Meaning is { Length: > 0 } words ? $" ({words})" : "";
        var change = to > from ? $"raised from {decision.From} to {decision.To}" : to < from ? $"lowered from {decision.From} to {decision.To}" : $"stays {decision.To}";
        text.Append($"{view.Name}: threat level {change}{meaning}; {decision.Notice}.");
        if (decision.Override is { } byHand)
        {
            text.Append($" Set by hand by {byHand.Author} until {Words.Time(byHand.Until, view.Zone)}: {byHand.Reason.TrimEnd('.')}. Computed, it would be {byHand.Computed}.");
        }
    }

    private static void Why(StringBuilder text, ThreatPolicy policy, Decision decision)
    {
        var ordered = decision.FiredRules.OrderByDescending(r => policy.Scale.RankOf(r.Asks!)).ToArray();
        if (ordered.Length == 0)
        {
            text.Append(" No rule asks for more.");
            return;
        }

        var highest = ordered.Where(r => r.Asks == ordered[0].Asks).ToArray();
        text.Append(" Why: ");
        text.AppendJoin(" Also: ", highest.Select(Say));
        var others = ordered.Where(r => r.Asks != ordered[0].Asks).Select(r => $"{r.Asks}, because {Reason(r)}").ToArray();
        if (others.Length > 0)
        {
            text.Append($" Lower levels are asked for as well: {string.Join("; ", others)}.");
        }
    }

    private static string Say(RuleOutcome rule)
    {
        var why = Reason(rule);
        return rule.State switch
        {
            RuleState.Kept => $"{why}, and the level is kept for a while after that ended.",
            RuleState.SteppingDown => $"{why}; that has ended and the level goes down step by step.",
            _ => $"{why}: {rule.Text}.",
        };
    }

    private static string Reason(RuleOutcome rule) => rule.Why.Length > 0 ? rule.Why : rule.Rule;

    private static void Found(StringBuilder text, ThreatPolicy policy, Decision decision)
    {
        var judged = decision.Detectors.Where(d => d.Silent is null && (d.Alarm || d.Observed > 0)).ToArray();
        foreach (var result in judged.OrderBy(d => d.Kind == "record" ? 1 : 0))
        {
            var lead = result.Kind == "record"
                ? result.Alarm ? " The geography is a record: " : " The geography is no record: "
                : result.ExplainedByNewSources ? " The rate looks like a surge, explained by new sources: "
                : result.Alarm ? " The rate is a surge: " : " The rate is no surge: ";
            text.Append(lead).Append(result.Text);
        }

        var silent = decision.Detectors.Where(d => d.Silent is not null).ToArray();
        if (silent.Length > 0)
        {
            // Who lacks days says how many there are: once is enough.
            var reasons = silent.Select(d => d.Silent!.Split("; there ")).GroupBy(p => p.Length > 1 ? p[1] : "")
                .Select(g => string.Join(", ", g.Select(p => p[0])) + (g.Key.Length > 0 ? $"; there {g.Key}" : ""));
            text.Append($" Not judged: {string.Join("; ", reasons)}.");
        }

        var above = decision.NotFired.Where(r => policy.Scale.RankOf(r.Level) > policy.Scale.RankOf(decision.To)).Select(r => $"{r.Level} ({Reason(r)}): {r.Text}").ToArray();
        if (above.Length > 0)
        {
            text.Append($" Not reached: {string.Join("; ", above)}.");
        }
    }

    private static void Next(StringBuilder text, SubjectView view, Decision decision)
    {
        if (decision.NextChangeAt is { } next && decision.NextLevel != decision.To)
        {
            text.Append($" If nothing more is reported it becomes {decision.NextLevel} on {Words.Time(next, view.Zone)}.");
        }
        else if (decision.NextChangeAt is null && decision.FiredRules.Length > 0)
        {
            text.Append(" It does not change by itself.");
        }
    }
}
