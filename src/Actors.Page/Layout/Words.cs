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

    /// <summary>A text in which subject ids are replaced by names.</summary>
    public static string Readable(ICatalogue catalogue, string text) => SubjectInText().Replace(text, match => Name(catalogue, match.Value));

    /// <summary>A slug as words.</summary>
    public static string Plain(string slug)
    {
        ArgumentNullException.ThrowIfNull(slug);
        return slug.Replace('-', ' ');
    }

    /// <summary>With its first letter in upper case.</summary>
    public static string Sentence(string words) =>
        string.IsNullOrEmpty(words) ? "" : char.ToUpperInvariant(words[0]) + words[1..];

    public static string Day(DateOnly? day) => day?.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) ?? "day unknown";

    /// <summary>A count as low–high where they differ.</summary>
    public static string Count(long low, long best, long? high) =>
        high is null ? $"at least {low.ToString("N0", CultureInfo.InvariantCulture)}"
        : low == high ? best.ToString("N0", CultureInfo.InvariantCulture)
        : $"{best.ToString("N0", CultureInfo.InvariantCulture)} ({low.ToString("N0", CultureInfo.InvariantCulture)}–{high.Value.ToString("N0", CultureInfo.InvariantCulture)})";

    [GeneratedRegex(@"\b(?:base|region|group):[a-z0-9][a-z0-9-]*")]
    private static partial Regex SubjectInText();
}
