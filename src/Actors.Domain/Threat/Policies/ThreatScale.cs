using System.Collections.Immutable;

namespace Actors.Domain.Threat.Policies;

/// <summary>One level of a scale.</summary>
/// <param name="Name">As shown and stored.</param>
/// <param name="Meaning">In plain words; may be empty for a custom scale.</param>
public sealed record ThreatLevel(string Name, string Meaning);

/// <summary>Levels from the baseline upwards. Two built in; a policy may bring its own.</summary>
/// <param name="Name"><c>fpcon</c>, <c>un-sls</c>, or a custom slug.</param>
/// <param name="Levels">2 … 12, lowest first; the lowest is the baseline.</param>
/// <param name="Notice">What must be said beside every level.</param>
public sealed record ThreatScale(string Name, ImmutableArray<ThreatLevel> Levels, string Notice)
{
    /// <summary>Force-protection conditions as public texts describe them; wording of Charlie and Delta differs among them.</summary>
    public static ThreatScale Fpcon { get; } = new(
        "fpcon",
        [
            new("Normal", "routine"),
            new("Alpha", "an increased general threat, of no known place and time"),
            new("Bravo", "an increased and more predictable threat"),
            new("Charlie", "an attack has occurred, or information says that one is likely"),
            new("Delta", "a grave attack has occurred at the place, or one on it is imminent"),
        ],
        "FPCON-like, computed, not an official FPCON");

    /// <summary>United Nations Security Level System, 1 minimal … 6 extreme.</summary>
    public static ThreatScale UnSls { get; } = new(
        "un-sls",
        [
            new("1", "minimal"), new("2", "low"), new("3", "moderate"),
            new("4", "substantial"), new("5", "high"), new("6", "extreme"),
        ],
        "UN-SLS-like, computed, not an official security level");

    /// <summary>The built-in scale of that name, or null.</summary>
    public static ThreatScale? BuiltIn(string name) => name switch
    {
        "fpcon" => Fpcon,
        "un-sls" => UnSls,
        _ => null,
    };

    /// <summary>Rank of the level of that name, 0 = baseline; −1 where the scale has none.</summary>
    public int RankOf(string level)
    {
        for (var i = 0; i < Levels.Length; i++)
        {
            if (string.Equals(Levels[i].Name, level, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Name of a rank.</summary>
    public string NameOf(int rank) => Levels[rank].Name;

    /// <inheritdoc/>
    public bool Equals(ThreatScale? other) =>
        other is not null && Name == other.Name && Notice == other.Notice && Levels.SequenceEqual(other.Levels);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Notice, Levels.Length);
}
