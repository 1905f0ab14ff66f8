using System.Globalization;
using System.Text.RegularExpressions;
using Actors.Domain;
using Actors.Domain.Catalogue;

namespace Actors.Page.Layout;

/// <summary>Keys as people read them.</summary>
public static partial class Words
{
    /// <summary>Name of a subject id such as <c>base:al-harir</c>; what the catalogue does not know is shown by its key.</summary>
    public static string Name(ICatalogue catalogue, string subject)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        if (!SubjectId.TryParse(subject, out var id))
        {
            return Plain(subject);
        }

        var names = id.Kind switch
        {
            SubjectKind.Base => catalogue.FindBase(id.Key)?.Names,
            SubjectKind.Region => catalogue.FindRegion(id.Key)?.Names,
            _ => catalogue.FindGroup(id.Key)?.Names,
        };
        return names is { Length: > 0 } known ? known[0] : Plain(id.Key);
    }

    /// <summary>Name of a source.</summary>
    public static string Source(ICatalogue catalogue, string source)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        return catalogue.FindSource(source) is { Names.Length: > 0 } known ? known.Names[0] : Plain(source);
    }

    /// <summary>A text in which ids of subjects and keys of sources, groups and regions are replaced by names.</summary>
    public static string Readable(ICatalogue catalogue, string text)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        var named = SubjectInText().Replace(text, match => Name(catalogue, match.Value));
        named = KeyInText().Replace(named, match =>
            catalogue.FindGroup(match.Value) is { Names.Length: > 0 } group ? group.Names[0]
            : catalogue.FindSource(match.Value) is { Names.Length: > 0 } source ? source.Names[0]
            : Domain.Reports.EventTypes.Find(match.Value) is { } type ? char.ToLowerInvariant(type.Name[0]) + type.Name[1..]
            : match.Value);
        named = RelayInText().Replace(named, match => Source(catalogue, match.Value));
        return RegionInText().Replace(named, match => catalogue.FindRegion(match.Value) is { Names.Length: > 0 } region ? region.Names[0] : match.Value);
    }

    /// <summary>A slug as words.</summary>
    public static string Plain(string slug)
    {
        ArgumentNullException.ThrowIfNull(slug);
        return slug.Replace('-', ' ');
    }

    /// <summary>Name of a type of event: "Air/drone strike".</summary>
    public static string Type(string? slug) => slug is null ? "Incident" : slug == "unknown" ? "Unknown type" : Domain.Reports.EventTypes.Find(slug)?.Name ?? Sentence(Plain(slug));

    /// <summary>With its first letter in upper case.</summary>
    public static string Sentence(string words) =>
        string.IsNullOrEmpty(words) ? "" : char.ToUpperInvariant(words[0]) + words[1..];

    public static string Day(DateOnly? day) => day?.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) ?? "day unknown";

    /// <summary>The place a zone is named after: Baghdad of Asia/Baghdad.</summary>
    public static string City(string zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');
    }

    /// <summary>A whole number with separators.</summary>
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number for narrow places: 980, 1.2k, 45k, 1.3M.</summary>
    public static string Short(long value) => value switch
    {
        < 1_000 => Number(value),
        < 10_000 => (value / 1_000.0).ToString("0.#", CultureInfo.InvariantCulture) + "k",
        < 1_000_000 => (value / 1_000).ToString(CultureInfo.InvariantCulture) + "k",
        _ => (value / 1_000_000.0).ToString("0.#", CultureInfo.InvariantCulture) + "M",
    };

    /// <summary>What matters first of a notification's text: of a level its reason, of anything else its first sentence.</summary>
    public static string Lead(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var why = text.IndexOf(" Why: ", StringComparison.Ordinal);
        var rest = why < 0 ? text : text[(why + 6)..];
        var end = SentenceEnd().Match(rest);
        var lead = end.Success ? rest[..end.Index] : rest.TrimEnd('.');
        return Sentence(RuleInBrackets().Replace(lead, "")) + ".";
    }

    /// <summary>A count as low–high where they differ.</summary>
    public static string Count(long low, long best, long? high) =>
        high is null ? $"at least {low.ToString("N0", CultureInfo.InvariantCulture)}"
        : low == high ? best.ToString("N0", CultureInfo.InvariantCulture)
        : $"{best.ToString("N0", CultureInfo.InvariantCulture)} ({low.ToString("N0", CultureInfo.InvariantCulture)}–{high.Value.ToString("N0", CultureInfo.InvariantCulture)})";

    [GeneratedRegex(@"\.\s+(?=\p{Lu})")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\s\([a-z]+(?:-[a-z]+)*\)$")]
    private static partial Regex RuleInBrackets();

    /// <summary>Keys of more than one word; one word alone may be a word.</summary>
    [GeneratedRegex(@"(?<![\w:/-])[a-z0-9]+(?:-[a-z0-9]+)+(?![\w-])")]
    private static partial Regex KeyInText();

    /// <summary>Keys of relays of one word.</summary>
    [GeneratedRegex(@"(?<=\bvia )[a-z0-9]+(?![\w-])")]
    private static partial Regex RelayInText();

    /// <summary>Keys of countries and subdivisions after a preposition, without those that are English words.</summary>
    [GeneratedRegex(@"(?<=\b(?:in|of) )(?!(?:it|is|at|so|no|to|me|be|by|us|in|as|am|my|do)\b)[a-z]{2}(?:-[a-z0-9]{1,3})?(?![\w-])")]
    private static partial Regex RegionInText();

    [GeneratedRegex(@"\b(?:base|region|group):[a-z0-9][a-z0-9-]*")]
    private static partial Regex SubjectInText();
}
