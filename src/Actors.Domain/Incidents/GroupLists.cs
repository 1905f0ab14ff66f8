using System.Collections.Immutable;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>
/// Perpetrators and targets. Lists are sets: not naming a group is no denial, so what any live claim names is a member nobody
/// contradicts. Only the same source's later list, or an analyst's, removes a group.
/// </summary>
internal static class GroupLists
{
    public static ImmutableArray<AssessedGroup> Perpetrators(ClaimTable<ImmutableArray<Perpetrator>> table)
    {
        if (table.Decision is not null)
        {
            return Members(table.Decided);
        }

        if (table.LastFirst.Count == 1)
        {
            return Members(table.LastFirst[0].Value);
        }

        var named = new List<Perpetrator>();
        for (var at = table.LastFirst.Count - 1; at >= 0; at--)
        {
            named.AddRange(table.LastFirst[at].Value);
        }

        return Members(named);
    }

    public static ImmutableArray<AssessedGroup> Targets(ClaimTable<ImmutableArray<string>> table)
    {
        var named = Union(table);
        var members = ImmutableArray.CreateBuilder<AssessedGroup>(named.Length);
        foreach (var group in named)
        {
            members.Add(new AssessedGroup(group, Membership.Low, []));
        }

        return members.MoveToImmutable();
    }

    /// <summary>What any live claim names, or the analyst, sorted.</summary>
    public static ImmutableArray<string> Union(ClaimTable<ImmutableArray<string>> table)
    {
        if (table.Decision is not null)
        {
            return Sorted(table.Decided);
        }

        if (table.LastFirst.Count == 1)
        {
            return Sorted(table.LastFirst[0].Value);
        }

        var all = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var claim in table.LastFirst)
        {
            all.UnionWith(claim.Value);
        }

        return [.. all];
    }

    private static ImmutableArray<string> Sorted(ImmutableArray<string> names) =>
        names.Length < 2 ? names : [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static ImmutableArray<AssessedGroup> Members(IReadOnlyList<Perpetrator> named)
    {
        if (named.Count == 1)
        {
            return [new AssessedGroup(named[0].Group, Membership.Low, [named[0]])];
        }

        return
        [
            .. named
                .GroupBy(perpetrator => perpetrator.Group, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new AssessedGroup(group.Key, Membership.Low, [.. group.Distinct()])),
        ];
    }
}
