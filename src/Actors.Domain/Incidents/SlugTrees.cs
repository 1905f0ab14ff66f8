using System.Collections.Frozen;

namespace Actors.Domain.Incidents;

/// <summary>Which slug is a kind of which: a claim that says "aircraft" and one that says "f-15" agree.</summary>
internal static class SlugTrees
{
    private static readonly FrozenDictionary<string, string> TypeParents = Parents(
    [
        ("battles", ["government-regains-territory", "non-state-actor-overtakes-territory", "armed-clash"]),
        ("protests", ["excessive-force-against-protesters", "protest-with-intervention", "peaceful-protest"]),
        ("riots", ["violent-demonstration", "mob-violence"]),
        ("explosions-remote-violence",
            ["chemical-weapon", "air-drone-strike", "suicide-bomb", "shelling-artillery-missile", "remote-explosive-ied", "grenade"]),
        ("violence-against-civilians", ["sexual-violence", "attack-on-civilians", "abduction"]),
        ("strategic-developments",
            ["agreement", "arrests", "change-to-group-activity", "disrupted-weapons-use", "headquarters-or-base-established",
                "looting-property-destruction", "non-violent-transfer-of-territory", "other"]),
    ]);

    private static readonly FrozenDictionary<string, string> WeaponParents = Parents(
    [
        ("aircraft", ["combat-aircraft", "bomber", "helicopter"]),
        ("combat-aircraft", ["f-15", "f-16", "f-18", "f-35", "a-10"]),
        ("bomber", ["b-1", "b-52"]),
        ("drone", ["armed-drone", "one-way-attack-drone"]),
        ("explosive-device", ["ied", "vehicle-bomb", "suicide-vest", "mine"]),
        ("missile", ["ballistic-missile", "cruise-missile"]),
    ]);

    public static string? TypeParent(string slug) => TypeParents.GetValueOrDefault(slug);

    public static string? WeaponParent(string slug) => WeaponParents.GetValueOrDefault(slug);

    private static FrozenDictionary<string, string> Parents(ReadOnlySpan<(string Parent, string[] Children)> tree)
    {
        var parents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (parent, children) in tree)
        {
            foreach (var child in children)
            {
                parents.Add(child, parent);
            }
        }

        return parents.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
