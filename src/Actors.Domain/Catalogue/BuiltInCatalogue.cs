using System.Collections.Immutable;
using System.Globalization;

namespace Actors.Domain.Catalogue;

/// <summary>Reads the catalogue as shipped from the embedded tables, under the rules that every later change must satisfy.</summary>
internal static class BuiltInCatalogue
{
    /// <exception cref="InvalidOperationException">A table breaks a rule: a build defect.</exception>
    public static CatalogueContent Read()
    {
        var content = CatalogueContent.Empty;
        content = Put(content, new PutRegion(new RegionEntry(RegionKinds.World, ["World", "Global", "العالم"], RegionKinds.World, null, null, null, null)));
        content = ReadTheatres(content);
        content = ReadCountries(content);
        content = ReadSubdivisions(content);
        content = ReadBases(content);
        content = ReadGroups(content);
        return ReadSources(content);
    }

    private static CatalogueContent ReadTheatres(CatalogueContent content)
    {
        foreach (var row in BuiltInTable.Read("theatres", columns: 2))
        {
            content = Put(content, new PutRegion(
                new RegionEntry(row[0], Names(row[1]), RegionKinds.Theatre, RegionKinds.World, null, null, null)));
        }

        return content;
    }

    // key, alpha-3, numeric, theatre, zone (after ~: the main one of several), names
    private static CatalogueContent ReadCountries(CatalogueContent content)
    {
        foreach (var row in BuiltInTable.Read("countries", columns: 6))
        {
            var several = row[4].StartsWith('~');
            var entry = new RegionEntry(row[0], Names(row[5]), RegionKinds.Country, row[3], several ? null : OrNull(row[4]), null, null)
            {
                Alpha3 = OrNull(row[1]),
                Numeric = row[2].Length == 0 ? null : int.Parse(row[2], CultureInfo.InvariantCulture),
                MainZone = several ? row[4][1..] : null,
            };
            content = Put(content, new PutRegion(entry));
        }

        return content;
    }

    // key, parent, zone, names; a parent stands before its parts
    private static CatalogueContent ReadSubdivisions(CatalogueContent content)
    {
        var regions = content.Regions.ToBuilder();
        foreach (var row in BuiltInTable.Read("subdivisions", columns: 4))
        {
            var entry = new RegionEntry(row[0], Names(row[3]), RegionKinds.Subdivision, row[1], OrNull(row[2]), null, null);
            if (!regions.ContainsKey(row[1]) || !regions.TryAdd(entry.Key, entry))
            {
                throw new InvalidOperationException($"subdivisions.tsv: {entry.Key} is listed twice, or before its parent {row[1]}.");
            }
        }

        return content.With(regions.ToImmutable());
    }

    // key, region, latitude, longitude, names
    private static CatalogueContent ReadBases(CatalogueContent content)
    {
        foreach (var row in BuiltInTable.Read("bases", columns: 5))
        {
            content = Put(content, new PutBase(new BaseEntry(row[0], Names(row[4]), row[1], Degrees(row[2]), Degrees(row[3]), null)));
        }

        return content;
    }

    // key, umbrellas, sponsors, names; an umbrella stands before its members
    private static CatalogueContent ReadGroups(CatalogueContent content)
    {
        foreach (var row in BuiltInTable.Read("groups", columns: 4))
        {
            content = Put(content, new PutGroup(new GroupEntry(row[0], Names(row[3]), Links(row[1]), Links(row[2]))));
        }

        return content;
    }

    // key, reliability, kind, names
    private static CatalogueContent ReadSources(CatalogueContent content)
    {
        foreach (var row in BuiltInTable.Read("sources", columns: 4))
        {
            content = Put(content, new PutSource(new SourceEntry(row[0], Names(row[3]), row[1][0], row[2])));
        }

        return content;
    }

    private static CatalogueContent Put(CatalogueContent content, CatalogueChange change)
    {
        var errors = CatalogueRules.Check(content, change);
        if (!errors.IsEmpty)
        {
            throw new InvalidOperationException($"The catalogue as shipped breaks a rule: {change}: {string.Join(" ", errors)}");
        }

        return change switch
        {
            PutBase put => content.With(put.Entry),
            PutRegion put => content.With(put.Entry),
            PutGroup put => content.With(put.Entry),
            PutSource put => content.With(put.Entry),
            _ => throw new InvalidOperationException($"The catalogue as shipped has no {change.GetType().Name}."),
        };
    }

    private static ImmutableArray<string> Names(string cell) => [.. cell.Split('|')];

    // group, or group@from..to with either day left out
    private static ImmutableArray<GroupLink> Links(string cell) =>
        cell.Length == 0 ? [] : [.. cell.Split('|').Select(Link)];

    private static GroupLink Link(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            return new GroupLink(text, null, null);
        }

        var days = text[(at + 1)..].Split("..");
        return new GroupLink(text[..at], Day(days[0]), Day(days[1]));
    }

    private static DateOnly? Day(string text) =>
        text.Length == 0 ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static double? Degrees(string cell) => cell.Length == 0 ? null : double.Parse(cell, CultureInfo.InvariantCulture);

    private static string? OrNull(string cell) => cell.Length == 0 ? null : cell;
}
