using Actors.Domain.Incidents;

namespace Actors.Domain.Tests.Incidents;

/// <summary>Contributions as text, so that tests compare content and show what differs.</summary>
internal static class Shape
{
    public static string Of(Contribution? contribution)
    {
        if (contribution is null)
        {
            return "none";
        }

        return string.Join(
            '\n',
            $"days {Join(contribution.Days, day => $"{day.Value:yyyy-MM-dd} {day.Membership}")} to {contribution.LastDay:yyyy-MM-dd} {contribution.Precision}",
            $"places {Join(contribution.Places, place => $"{place.Leaf} in {place.Within} {place.Membership}")}",
            $"types {Join(contribution.Types, type => $"{type.Value} {type.Membership}")}",
            $"outcomes {Join(contribution.Outcomes, outcome => $"{outcome.Value} {outcome.Membership}")}",
            $"groups {Join(contribution.Groups, group => $"{group.Group} {group.Role} {group.Membership}")}",
            $"casualties {Join(contribution.Casualties, party => $"{party.Party} killed {Of(party.Killed)} injured {Of(party.Injured)}")}",
            $"contested {contribution.Contested} roots {Join(contribution.Roots, root => root)} {contribution.Reliability}{contribution.Credibility}");
    }

    /// <summary>Only what belongs where: the memberships.</summary>
    public static string Memberships(Contribution? contribution) => string.Join('\n', Of(contribution).Split('\n').Take(5));

    private static string Of(Figure? figure) => figure is { } known ? $"{known.Low}/{known.Best}/{known.High?.ToString() ?? "-"}" : "?";

    private static string Join<T>(IEnumerable<T> items, Func<T, string> text) => string.Join("; ", items.Select(text));
}
