using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Actors.Domain.Reports;

/// <summary>
/// Known weapons as a small tree, so that a more specific word agrees with a general one: an F-15 is an aircraft. A report may name
/// weapons beyond it; they agree only with themselves.
/// </summary>
public static class Weapons
{
    // Two spaces of indent a level; a weapon stands below what it is a kind of.
    private const string Tree =
        """
        aircraft
          fighter-aircraft
            f-15
              f-15e
            f-16
            f-18
            f-22
            f-35
          attack-aircraft
            a-10
            su-25
          bomber
            b-1
            b-2
            b-52
          gunship
            ac-130
          helicopter
            attack-helicopter
              ah-64
        drone
          armed-drone
            one-way-attack-drone
              shahed-101
              shahed-131
              shahed-136
              qasef-2k
              samad-3
            reconnaissance-strike-drone
              mq-1
              mq-9
              bayraktar-tb2
              mohajer-6
            fpv-drone
          surveillance-drone
        rocket
          107mm-rocket
          122mm-rocket
            grad
          240mm-rocket
          guided-rocket
        missile
          ballistic-missile
            short-range-ballistic-missile
              fateh-110
              al-aqsa-1
          cruise-missile
            land-attack-cruise-missile
              tomahawk
              al-arqab
          anti-tank-missile
          anti-ship-missile
          air-to-surface-missile
            hellfire
          surface-to-air-missile
            man-portable-missile
        artillery
          howitzer
          tank-gun
        mortar
          60mm-mortar
          82mm-mortar
          120mm-mortar
        bomb
          guided-bomb
          barrel-bomb
          cluster-bomb
        explosive-device
          improvised-explosive-device
            roadside-bomb
              explosively-formed-penetrator
            car-bomb
              suicide-car-bomb
            suicide-vest
            magnetic-bomb
            parcel-bomb
          landmine
            anti-personnel-mine
            anti-vehicle-mine
          naval-mine
          unexploded-ordnance
        grenade
          hand-grenade
          rocket-propelled-grenade
        small-arms
          rifle
            sniper-rifle
          machine-gun
            heavy-machine-gun
          pistol
        chemical-agent
          chlorine
          mustard-agent
          nerve-agent
            sarin
        incendiary
        bladed-weapon
        vehicle-ramming
        explosive-boat
        """;

    private static readonly FrozenDictionary<string, string?> Parents = ReadTree();

    /// <summary>Slugs of all known weapons, in alphabetical order.</summary>
    public static ImmutableArray<string> All { get; } = [.. Parents.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What the weapon is a kind of; null at a root, and for a weapon that is not known.</summary>
    public static string? ParentOf(string slug) => Parents.GetValueOrDefault(slug);

    /// <summary>True when <paramref name="specific"/> is a kind of <paramref name="general"/>, at any distance; never of itself.</summary>
    public static bool IsMoreSpecific(string specific, string general)
    {
        for (var parent = ParentOf(specific); parent is not null; parent = ParentOf(parent))
        {
            if (parent == general)
            {
                return true;
            }
        }

        return false;
    }

    private static FrozenDictionary<string, string?> ReadTree()
    {
        var parents = new Dictionary<string, string?>(StringComparer.Ordinal);
        var line = new List<string>();
        foreach (var text in Tree.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var slug = text.Trim();
            var level = text.AsSpan().TrimEnd().IndexOf(slug, StringComparison.Ordinal) / 2;
            line.RemoveRange(level, line.Count - level);
            parents.Add(slug, level == 0 ? null : line[level - 1]);
            line.Add(slug);
        }

        return parents.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
