using System.Text.Json;
using Actors.Abstractions.Notifications;

namespace Actors.Page.Policies;

/// <summary>What one version of a policy has otherwise than another.</summary>
public static class RuleChanges
{
    private static readonly string[] Unsaid = ["version", "rules"];

    /// <summary>In words, one line a rule or setting.</summary>
    public static IReadOnlyList<string> Between(PolicyVersion before, PolicyVersion after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (was, now) = (JsonElement.Parse(before.Json), JsonElement.Parse(after.Json));
        var lines = new List<string>();
        var rules = Rules(was);
        foreach (var (id, rule) in Rules(now))
        {
            if (!rules.Remove(id, out var known))
            {
                lines.Add($"Rule {id} is new: {Say(rule)}.");
            }
            else if (!JsonElement.DeepEquals(known, rule))
            {
                lines.Add($"Rule {id}: {Say(known)} → {Say(rule)}.");
            }
        }

        lines.AddRange(rules.Keys.Select(id => $"Rule {id} is gone."));
        lines.AddRange(now.EnumerateObject()
            .Where(p => !Unsaid.Contains(p.Name) && !(was.TryGetProperty(p.Name, out var known) && JsonElement.DeepEquals(known, p.Value)))
            .Select(p => $"{Layout.Words.Sentence(p.Name)} is set otherwise."));
        return lines;
    }

    private static Dictionary<string, JsonElement> Rules(JsonElement policy) =>
        policy.GetProperty("rules").EnumerateArray().ToDictionary(r => r.GetProperty("id").GetString()!, StringComparer.Ordinal);

    private static string Say(JsonElement rule) => $"{rule.GetProperty("level").GetString()} when {RuleWords.Of(rule.GetProperty("when"))}";
}
