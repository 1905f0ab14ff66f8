using System.Security.Cryptography;
using System.Text;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

public sealed partial class SubjectState
{
    /// <summary>Names beyond which every change of the catalogue counts as one that matters.</summary>
    private const int MaxNames = 10_000;

    /// <summary>Every name an incident here was told with. Cells depend on how the catalogue reads them (joins, umbrellas, places).</summary>
    private readonly HashSet<(SubjectId Name, SubjectId? Within)> names = new(NameComparer.Instance);

    /// <summary>The catalogue the cells were folded with.</summary>
    private ICatalogue? adopted;

    /// <summary>Goes on with another version of the catalogue.</summary>
    /// <returns>
    /// False when it reads this subject's leaves, or a name in its incidents, otherwise than the one before: the cells are then no longer
    /// right, and the subject is to be folded anew (with the next <see cref="Generation"/>).
    /// </returns>
    public bool Adopt(ICatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        if (ReferenceEquals(adopted, catalogue))
        {
            return true;
        }

        if (adopted is not null && !Stamp(adopted).AsSpan().SequenceEqual(Stamp(catalogue)))
        {
            return false;
        }

        adopted = catalogue;
        return true;
    }

    private void Note(Contribution contribution)
    {
        if (names.Count > MaxNames)
        {
            return;
        }

        foreach (var place in contribution.Places)
        {
            names.Add((place.Leaf, place.Within));
        }

        foreach (var group in contribution.Groups)
        {
            names.Add((SubjectId.Group(group.Group), null));
        }

        foreach (var figures in contribution.Casualties)
        {
            if (figures.Party is { } party)
            {
                names.Add((SubjectId.Group(party), null));
            }
        }
    }

    /// <summary>The last stamp, and what it is of: names are only added, so the same number of them is the same names.</summary>
    private (ICatalogue Catalogue, int Names, byte[] Stamp)? lastStamp;

    /// <summary>A hash of how a catalogue reads the leaves of this subject and the names in its incidents: 16 bytes.</summary>
    private byte[] Stamp(ICatalogue catalogue)
    {
        if (lastStamp is { } last && ReferenceEquals(last.Catalogue, catalogue) && last.Names == names.Count)
        {
            return last.Stamp;
        }

        var stamp = MakeStamp(catalogue);
        lastStamp = (catalogue, names.Count, stamp);
        return stamp;
    }

    private byte[] MakeStamp(ICatalogue catalogue)
    {
        var text = new StringBuilder();
        foreach (var leaf in catalogue.Within(Subject).Select(l => l.ToString()).Order(StringComparer.Ordinal))
        {
            text.Append(leaf).Append('\n');
        }

        if (names.Count > MaxNames)
        {
            text.Append("version ").Append(catalogue.Version).Append('\n');
        }

        foreach (var (name, within) in Sorted())
        {
            text.Append(name).Append(" = ").Append(catalogue.Canonical(name)).Append(" <");
            foreach (var above in catalogue.Expand(name, within).Select(a => a.ToString()).Order(StringComparer.Ordinal))
            {
                text.Append(' ').Append(above);
            }

            if (name.Kind == SubjectKind.Group)
            {
                AppendLinks(text, catalogue, name);
            }

            text.Append('\n');
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16).ToArray();
    }

    private static void AppendLinks(StringBuilder text, ICatalogue catalogue, SubjectId group)
    {
        foreach (var above in catalogue.Expand(group).OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            foreach (var link in catalogue.FindGroup(above.Key)?.Umbrellas ?? [])
            {
                text.Append(' ').Append(above.Key).Append('>').Append(link.Group)
                    .Append(' ').Append(link.From?.DayNumber ?? -1).Append(' ').Append(link.To?.DayNumber ?? -1);
            }
        }
    }

    private IEnumerable<(SubjectId Name, SubjectId? Within)> Sorted() =>
        names.OrderBy(n => n.Name.Kind).ThenBy(n => n.Name.Key, StringComparer.Ordinal).ThenBy(n => n.Within?.ToString(), StringComparer.Ordinal);

    private void WriteNames(CompactWriter to)
    {
        to.Count(names.Count);
        foreach (var (name, within) in Sorted())
        {
            to.Subject(name);
            to.Flag(within is not null);
            if (within is { } region)
            {
                to.Subject(region);
            }
        }
    }

    private void ReadNames(ref CompactReader from)
    {
        var count = from.Items();
        for (var i = 0; i < count; i++)
        {
            var name = from.Subject();
            names.Add((name, from.Flag() ? from.Subject() : null));
        }
    }

    private sealed class NameComparer : IEqualityComparer<(SubjectId Name, SubjectId? Within)>
    {
        public static NameComparer Instance { get; } = new();

        public bool Equals((SubjectId Name, SubjectId? Within) x, (SubjectId Name, SubjectId? Within) y) =>
            x.Name.Kind == y.Name.Kind && string.Equals(x.Name.Key, y.Name.Key)
            && (x.Within is null ? y.Within is null : y.Within is { } within && within == x.Within);

        public int GetHashCode((SubjectId Name, SubjectId? Within) name) =>
            name.Name.Key.GetHashCode(StringComparison.Ordinal) + (int)name.Name.Kind;
    }
}
