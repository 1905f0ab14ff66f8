using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Actors.Domain.Catalogue;

/// <summary>What follows from the groups, built once: umbrellas, names.</summary>
internal sealed class GroupTables
{
    private readonly FrozenDictionary<string, GroupEntry> _groups;
    private readonly Lazy<FrozenDictionary<SubjectId, ImmutableArray<SubjectId>>> _leaves;

    public GroupTables(CatalogueContent content)
    {
        _groups = content.Groups.ToFrozenDictionary();
        Lines = content.Groups.Keys.ToFrozenDictionary(SubjectId.Group, Line);
        _leaves = new(() => LeafTable.Invert(Lines));
        Names = new NameIndex(content.Groups.Values.Select(g => (g.Key, g.Names.Add(g.Key), 0)));
    }

    /// <summary>Each known group with its umbrellas, nearest first, whatever their dates.</summary>
    public FrozenDictionary<SubjectId, ImmutableArray<SubjectId>> Lines { get; }

    /// <summary>Each known subject with all that lies in it: itself first, then by kind and key.</summary>
    public FrozenDictionary<SubjectId, ImmutableArray<SubjectId>> Leaves => _leaves.Value;

    public NameIndex Names { get; }

    /// <summary>True when the group was under the umbrella on that day, over links that all held then.</summary>
    public bool WasUnder(string group, string umbrella, DateOnly day)
    {
        foreach (var link in _groups[group].Umbrellas)
        {
            if (!(link.From > day) && !(link.To < day) && (link.Group == umbrella || WasUnder(link.Group, umbrella, day)))
            {
                return true;
            }
        }

        return false;
    }

    private ImmutableArray<SubjectId> Line(string key)
    {
        var line = new List<SubjectId> { SubjectId.Group(key) };
        for (var i = 0; i < line.Count; i++)
        {
            foreach (var link in _groups[line[i].Key].Umbrellas)
            {
                if (!line.Contains(SubjectId.Group(link.Group)))
                {
                    line.Add(SubjectId.Group(link.Group));
                }
            }
        }

        return [.. line];
    }
}
