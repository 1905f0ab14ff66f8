using Actors.Domain;
using Actors.Gateway.Wire;

namespace Actors.Gateway.Subjects;

/// <summary><c>GET /v1/bases</c> and its siblings: all bases and groups of the catalogue, the regions that anything happened in (with what
/// contains them), and every provisional subject; by key, in pages.</summary>
internal static class SubjectList
{
    public static async Task<IResult> GetAsync(HttpContext context, SubjectReader reader, SubjectKind kind)
    {
        var query = new QueryReader(context, "cursor", "limit", "q");
        var limit = query.Limit("limit", 100, 500);
        var after = query.Text("cursor") ?? "";
        var words = query.Text("q");
        var subjects = await SubjectsAsync(reader, kind);
        var page = subjects
            .Where(s => string.CompareOrdinal(s.Key, after) > 0 && Matches(s, words, reader))
            .Take(limit + 1)
            .ToList();
        var more = page.Count > limit;
        if (more)
        {
            page.RemoveAt(limit);
        }

        var items = await Task.WhenAll(page.Select(async subject =>
        {
            var answer = await reader.Grain(subject).DescribeAsync(null);
            var description = SubjectDescription.Of(subject, reader.Catalogue);
            return new SubjectItemJson(
                subject.ToString(), description.Names[0], description.Known, description.Parent, description.Lat, description.Lon,
                answer.Level, answer.LevelSince, CountsJson.Of(answer.Counts), answer.AsOf, Positions.ToJson(answer.Positions));
        }));
        return Results.Json(new SubjectListJson(items, more ? page[^1].Key : null), ApiJson.Options);
    }

    private static async Task<IEnumerable<SubjectId>> SubjectsAsync(SubjectReader reader, SubjectKind kind)
    {
        var catalogue = reader.Catalogue;
        var prefix = kind.ToString().ToLowerInvariant() + ":";
        var subjects = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in await reader.Queries.NamedSubjectsAsync(prefix))
        {
            if (SubjectId.TryParse(name, out var leaf))
            {
                subjects.UnionWith(catalogue.Expand(leaf).Where(s => s.Kind == kind).Select(s => s.Key));
            }
        }

        switch (kind)
        {
            case SubjectKind.Base:
                subjects.UnionWith(catalogue.Bases.Select(b => b.Key));
                break;
            case SubjectKind.Group:
                subjects.UnionWith(catalogue.Groups.Select(g => g.Key));
                break;
            default:
                foreach (var name in await reader.Queries.NamedSubjectsAsync("base:"))
                {
                    if (SubjectId.TryParse(name, out var leaf))
                    {
                        subjects.UnionWith(catalogue.Expand(leaf).Where(s => s.Kind == SubjectKind.Region).Select(s => s.Key));
                    }
                }

                subjects.Add(SubjectId.World.Key);
                break;
        }

        return subjects.Select(key => new SubjectId(kind, key));
    }

    private static bool Matches(SubjectId subject, string? words, SubjectReader reader) =>
        words is null
        || subject.Key.Contains(words, StringComparison.OrdinalIgnoreCase)
        || SubjectDescription.Of(subject, reader.Catalogue).Names.Any(n => n.Contains(words, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A page of subjects.</summary>
public sealed record SubjectListJson(IReadOnlyList<SubjectItemJson> Items, string? Cursor);

/// <summary>A subject in a list.</summary>
public sealed record SubjectItemJson(
    string Subject,
    string Name,
    bool Known,
    string? Parent,
    double? Lat,
    double? Lon,
    string? Level,
    DateTimeOffset? LevelSince,
    CountsJson Counts,
    DateTimeOffset AsOf,
    SortedDictionary<string, long> Positions);
