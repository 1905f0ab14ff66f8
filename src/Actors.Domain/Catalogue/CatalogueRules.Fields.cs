using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Actors.Domain.Catalogue;

/// <summary>Rules of single fields, the same for every kind of entry.</summary>
internal static partial class CatalogueRules
{
    private const int MaxNames = 200;
    private const int MaxNameLength = 300;

    private static void CheckKey(string key, ImmutableArray<CatalogueError>.Builder errors)
    {
        if (!Slug.IsSlug(key))
        {
            errors.Add(new("/key", $"'{key}' is no key: lower-case letters, digits and single hyphens, at most {Slug.MaxLength} characters."));
        }
    }

    private static void CheckNotJoined(CatalogueContent content, SubjectId subject, ImmutableArray<CatalogueError>.Builder errors)
    {
        if (content.Joins.TryGetValue(subject, out var into))
        {
            errors.Add(new("/key", $"{subject} is joined to {into}: split it first, then give it an entry of its own."));
        }
    }

    private static void CheckNames(
        CatalogueContent content,
        NameSpace space,
        string key,
        ImmutableArray<string> names,
        ImmutableArray<CatalogueError>.Builder errors,
        bool shared = false)
    {
        if (content.Claims.TryGetValue((space, key), out var claimant) && claimant != key)
        {
            errors.Add(new("/key", $"'{key}' is already a name of {claimant}: take another key, or remove that name first."));
        }

        if (names.IsDefaultOrEmpty)
        {
            errors.Add(new("/names", "Give at least one name; the first is the one shown."));
            return;
        }

        if (names.Length > MaxNames)
        {
            errors.Add(new("/names", $"{names.Length} names; at most {MaxNames}."));
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            var name = names[i];
            if (string.IsNullOrWhiteSpace(name) || NameFold.Plain(name).Length == 0 || name.Length > MaxNameLength)
            {
                errors.Add(new($"/names/{i}", $"A name has a letter or digit, and at most {MaxNameLength} characters."));
            }
            else if (!seen.Add(name))
            {
                errors.Add(new($"/names/{i}", $"'{name}' is listed twice."));
            }
            else if (!shared && content.Claims.TryGetValue((space, NameFold.Plain(name)), out var owner) && owner != key)
            {
                errors.Add(new($"/names/{i}", $"'{name}' is already a name of {owner}: a name leads to one entry."));
            }
        }
    }

    private static void CheckPosition(double? lat, double? lon, ImmutableArray<CatalogueError>.Builder errors)
    {
        if (lat is null != lon is null)
        {
            errors.Add(new(lat is null ? "/lat" : "/lon", "A position has both latitude and longitude, or neither is given."));
        }

        if (lat is { } north && !(north is >= -90 and <= 90))
        {
            errors.Add(new("/lat", "A latitude is −90 to 90 degrees."));
        }

        if (lon is { } east && !(east is >= -180 and <= 180))
        {
            errors.Add(new("/lon", "A longitude is −180 to 180 degrees."));
        }
    }

    private static void CheckZone(string? zone, ImmutableArray<CatalogueError>.Builder errors)
    {
        if (zone is not null && !ZoneForm().IsMatch(zone))
        {
            errors.Add(new("/zone", $"'{zone}' is no IANA zone name: for example Asia/Baghdad, or UTC."));
        }
    }

    [GeneratedRegex(@"\A(UTC|[A-Z][A-Za-z]+(/[A-Za-z0-9_+-]+){1,2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex ZoneForm();
}
