using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Gateway.Incidents;

namespace Actors.Page.Subjects;

/// <summary>A turn in the exchange of attacks: what was done to a group, or by it, in a row and without an answer in between.</summary>
/// <param name="ByIt">True: the group did it.</param>
/// <param name="After">Days since the last turn of the other side ended; null: it is the first.</param>
public sealed record Exchange(bool ByIt, IReadOnlyList<IncidentJson> Incidents, int? After)
{
    public DateOnly First => Incidents[0].Day!.Value;

    public DateOnly Last => Incidents[^1].Day!.Value;

    /// <summary>Turns, oldest first; only where both sides acted.</summary>
    /// <param name="course">Dated incidents, oldest first.</param>
    public static IReadOnlyList<Exchange> Of(IReadOnlyList<IncidentJson> course, string group, ICatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(course);
        var turns = new List<Exchange>();
        foreach (var incident in course)
        {
            var by = Names(catalogue, incident.Perpetrators, group);
            if (by == Names(catalogue, incident.Targets, group))
            {
                continue;
            }

            if (turns.Count > 0 && turns[^1].ByIt == by)
            {
                turns[^1] = turns[^1] with { Incidents = [.. turns[^1].Incidents, incident] };
            }
            else
            {
                turns.Add(new Exchange(by, [incident], turns.Count == 0 ? null : incident.Day!.Value.DayNumber - turns[^1].Last.DayNumber));
            }
        }

        return turns.Count > 1 ? turns : [];
    }

    /// <summary>Whether one of these groups is the group or a member of it.</summary>
    internal static bool Names(ICatalogue catalogue, IReadOnlyList<string> groups, string group) =>
        SubjectId.TryParse(group, out var whole) && groups.Any(g => SubjectId.TryParse(g, out var leaf) && catalogue.Contains(whole, leaf));
}
