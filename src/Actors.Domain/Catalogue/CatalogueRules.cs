using System.Collections.Immutable;

namespace Actors.Domain.Catalogue;

/// <summary>What a change must satisfy to fit a catalogue.</summary>
internal static partial class CatalogueRules
{
    public static ImmutableArray<CatalogueError> Check(CatalogueContent content, CatalogueChange change)
    {
        var errors = ImmutableArray.CreateBuilder<CatalogueError>();
        switch (change)
        {
            case PutBase put:
                CheckBase(content, put.Entry, errors);
                break;
            case PutRegion put:
                CheckRegion(content, put.Entry, errors);
                break;
            case PutGroup put:
                CheckGroup(content, put.Entry, errors);
                break;
            case PutSource put:
                CheckSource(content, put.Entry, errors);
                break;
            case JoinSubject join:
                CheckJoin(content, join, errors);
                break;
            case SplitSubject split when !content.Joins.ContainsKey(split.Provisional):
                errors.Add(new("/provisional", $"{split.Provisional} is joined to nothing, so there is no join to undo."));
                break;
        }

        return errors.ToImmutable();
    }

    private static void CheckBase(CatalogueContent content, BaseEntry entry, ImmutableArray<CatalogueError>.Builder errors)
    {
        CheckKey(entry.Key, errors);
        CheckNotJoined(content, SubjectId.Base(entry.Key), errors);
        CheckNames(content, NameSpace.Base, entry.Key, entry.Names, errors);
        if (!content.Regions.ContainsKey(entry.Region))
        {
            errors.Add(new("/region", $"No region {entry.Region}: give the key of a region of the catalogue, for example iq-an."));
        }

        CheckPosition(entry.Lat, entry.Lon, errors);
        CheckZone(entry.Zone, errors);
    }

    private static void CheckRegion(CatalogueContent content, RegionEntry entry, ImmutableArray<CatalogueError>.Builder errors)
    {
        CheckKey(entry.Key, errors);
        CheckNotJoined(content, SubjectId.Region(entry.Key), errors);
        CheckNames(content, NameSpace.Region, entry.Key, entry.Names, errors, shared: !CatalogueContent.IsUnique(entry.Kind));

        if (!Slug.IsSlug(entry.Kind))
        {
            errors.Add(new("/kind", $"'{entry.Kind}' is no kind of region: world, theatre, country, subdivision or another slug."));
        }

        if ((entry.Key == RegionKinds.World) != (entry.Kind == RegionKinds.World))
        {
            errors.Add(new("/kind", "Exactly the region with the key world is of the kind world."));
        }

        if (content.Regions.TryGetValue(entry.Key, out var old) && old.Kind != entry.Kind)
        {
            errors.Add(new("/kind", $"{entry.Key} is a {old.Kind} and stays one: what lies in it relies on that."));
        }

        CheckParent(content, entry, errors);
        CheckPosition(entry.Lat, entry.Lon, errors);
        CheckZone(entry.Zone, errors);
        if (entry.Numeric is < 1 or > 999)
        {
            errors.Add(new("/numeric", $"{entry.Numeric} is no ISO 3166-1 numeric code: 1 to 999."));
        }
    }

    private static void CheckParent(CatalogueContent content, RegionEntry entry, ImmutableArray<CatalogueError>.Builder errors)
    {
        if (entry.Parent is null)
        {
            if (entry.Key != RegionKinds.World)
            {
                errors.Add(new("/parent", "Only world has no parent: give the key of the region it lies in."));
            }

            return;
        }

        if (entry.Key == RegionKinds.World)
        {
            errors.Add(new("/parent", "world has no parent: leave it out."));
            return;
        }

        if (entry.Parent == entry.Key)
        {
            errors.Add(new("/parent", $"{entry.Key} cannot lie in itself."));
            return;
        }

        if (!content.Regions.TryGetValue(entry.Parent, out var parent))
        {
            errors.Add(new("/parent", $"No region {entry.Parent}: put the parent first, or give the key of an existing one."));
            return;
        }

        var expected = entry.Kind switch
        {
            RegionKinds.Theatre => RegionKinds.World,
            RegionKinds.Country => RegionKinds.Theatre,
            _ => null,
        };
        if (expected is not null && parent.Kind != expected)
        {
            errors.Add(new("/parent", $"A {entry.Kind} lies in a {expected}; {parent.Key} is a {parent.Kind}."));
        }

        for (var above = parent; above?.Parent is not null; above = content.Regions.GetValueOrDefault(above.Parent))
        {
            if (above.Parent == entry.Key)
            {
                errors.Add(new("/parent", $"A circle: {entry.Parent} lies in {entry.Key}."));
                return;
            }
        }
    }

    private static void CheckGroup(CatalogueContent content, GroupEntry entry, ImmutableArray<CatalogueError>.Builder errors)
    {
        CheckKey(entry.Key, errors);
        CheckNotJoined(content, SubjectId.Group(entry.Key), errors);
        CheckNames(content, NameSpace.Group, entry.Key, entry.Names, errors);
        CheckLinks(content, entry, entry.Umbrellas, "/umbrellas", errors);
        CheckLinks(content, entry, entry.Sponsors, "/sponsors", errors);
        for (var i = 0; i < entry.Umbrellas.Length; i++)
        {
            if (entry.Umbrellas[i].Group != entry.Key && IsUnder(content, entry.Umbrellas[i].Group, entry.Key, []))
            {
                errors.Add(new($"/umbrellas/{i}/group", $"A circle: {entry.Umbrellas[i].Group} is itself under {entry.Key}."));
            }
        }
    }

    private static bool IsUnder(CatalogueContent content, string group, string umbrella, HashSet<string> seen) =>
        seen.Add(group)
        && content.Groups.TryGetValue(group, out var entry)
        && entry.Umbrellas.Any(link => link.Group == umbrella || IsUnder(content, link.Group, umbrella, seen));

    private static void CheckLinks(
        CatalogueContent content, GroupEntry entry, ImmutableArray<GroupLink> links, string field, ImmutableArray<CatalogueError>.Builder errors)
    {
        if (links.IsDefault)
        {
            errors.Add(new(field, "Give a list; an empty one for none."));
            return;
        }

        for (var i = 0; i < links.Length; i++)
        {
            var link = links[i];
            if (link.Group == entry.Key)
            {
                errors.Add(new($"{field}/{i}/group", $"{entry.Key} cannot be linked to itself."));
            }
            else if (!content.Groups.ContainsKey(link.Group))
            {
                errors.Add(new($"{field}/{i}/group", $"No group {link.Group}: put it first, or give the key of an existing one."));
            }

            if (link.From > link.To)
            {
                errors.Add(new($"{field}/{i}/to", $"The link ends on {link.To:yyyy-MM-dd}, before it begins on {link.From:yyyy-MM-dd}."));
            }
        }
    }

    private static void CheckSource(CatalogueContent content, SourceEntry entry, ImmutableArray<CatalogueError>.Builder errors)
    {
        CheckKey(entry.Key, errors);
        CheckNames(content, NameSpace.Source, entry.Key, entry.Names, errors);
        if (entry.Reliability is < 'A' or > 'F')
        {
            errors.Add(new("/reliability", $"'{entry.Reliability}' is no grade: A (completely reliable) to E, or F (cannot be judged)."));
        }

        if (!Slug.IsSlug(entry.Kind))
        {
            errors.Add(new("/kind", $"'{entry.Kind}' is no kind of source: official, service, monitor, newsroom, party or another slug."));
        }
    }

    private static void CheckJoin(CatalogueContent content, JoinSubject join, ImmutableArray<CatalogueError>.Builder errors)
    {
        if (join.Provisional == join.Into)
        {
            errors.Add(new("/into", $"{join.Provisional} cannot be joined to itself."));
            return;
        }

        if (!Slug.IsSlug(join.Provisional.Key))
        {
            errors.Add(new("/provisional", $"'{join.Provisional.Key}' is no key: lower-case letters, digits and single hyphens, at most 100."));
        }

        if (join.Provisional.Kind != join.Into.Kind)
        {
            errors.Add(new("/into", $"{join.Provisional} and {join.Into} are of different kinds: join a base to a base, a group to a group."));
        }

        if (content.Knows(join.Provisional))
        {
            errors.Add(new("/provisional", $"{join.Provisional} is an entry of the catalogue: only a provisional subject can be joined."));
        }

        if (content.Joins.TryGetValue(join.Provisional, out var into))
        {
            errors.Add(new("/provisional", $"{join.Provisional} is joined to {into} already: split it first."));
        }

        if (!content.Knows(join.Into))
        {
            errors.Add(new("/into", $"No {join.Into} in the catalogue: put it first, or join to an existing one."));
        }
    }
}
