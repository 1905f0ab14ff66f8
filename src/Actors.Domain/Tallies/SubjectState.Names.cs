using Actors.Domain.Incidents;

namespace Actors.Domain.Tallies;

public sealed partial class SubjectState
{
    /// <summary>Names beyond which every change of the catalogue counts as one that matters.</summary>
    private const int MaxNames = 10_000;

    /// <summary>Every name an incident here was told with. Cells depend on how the catalogue reads them (joins, umbrellas, places).</summary>
    private readonly HashSet<(SubjectId Name, SubjectId? Within)> names = [];

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
}
