using Actors.Domain;
using Actors.Domain.Catalogue;

namespace Actors.Grains.Intake;

/// <summary>How names resolve by one catalogue, remembered: the same few thousand names come again and again, and folding a name that
/// nobody knows into its provisional key costs more than all else that resolving does. Bounded; not thread-safe.</summary>
public sealed class NameMemory(ICatalogue catalogue)
{
    /// <summary>Names kept of each kind of question, at most; then all are forgotten. A name has at most a few hundred characters.</summary>
    private const int MaxNames = 20_000;

    private readonly Dictionary<(SubjectKind Kind, string Name), NameResolution> subjects = [];
    private readonly Dictionary<string, SourceEntry?> sources = new(StringComparer.Ordinal);

    /// <summary>The catalogue it remembers; another needs another memory.</summary>
    public ICatalogue Catalogue => catalogue;

    /// <summary>As <see cref="ICatalogue.Resolve"/>.</summary>
    public NameResolution Resolve(SubjectKind kind, string name)
    {
        if (!subjects.TryGetValue((kind, name), out var resolution))
        {
            resolution = catalogue.Resolve(kind, name);
            if (subjects.Count == MaxNames)
            {
                subjects.Clear();
            }

            subjects.Add((kind, name), resolution);
        }

        return resolution;
    }

    /// <summary>As <see cref="ICatalogue.FindSource"/>.</summary>
    public SourceEntry? FindSource(string keyOrAlias)
    {
        if (!sources.TryGetValue(keyOrAlias, out var source))
        {
            source = catalogue.FindSource(keyOrAlias);
            if (sources.Count == MaxNames)
            {
                sources.Clear();
            }

            sources.Add(keyOrAlias, source);
        }

        return source;
    }
}
