namespace Actors.Domain.Threat.Views;

/// <summary>
/// Builds the picture of one subject from incidents as they come, change and go: what backtests and tests fold history with. Memory
/// grows with incidents; a live grain folds its own bounded state instead.
/// </summary>
/// <param name="subject">Whose picture.</param>
/// <param name="name">As shown.</param>
/// <param name="zone">Zone of its days.</param>
/// <param name="recent">How many of the last incidents the picture lists.</param>
public sealed class SubjectFold(SubjectId subject, string name, TimeZoneInfo zone, int recent = 200)
{
    private static readonly Comparer<ViewIncident> ByDay = Comparer<ViewIncident>.Create((a, b) =>
        a.Day == b.Day ? a.Id.CompareTo(b.Id) : Nullable.Compare(a.Day, b.Day));

    private readonly SubjectDays days = new();
    private readonly List<ViewIncident> incidents = [];

    /// <summary>Incidents that count.</summary>
    public long Incidents => incidents.Count;

    /// <summary>Replaces what an incident was by what it is; null: it was, or is, none of this subject's.</summary>
    public void Apply(ViewIncident? before, ViewIncident? after)
    {
        if (before is not null)
        {
            var at = incidents.BinarySearch(before, ByDay);
            if (at < 0)
            {
                throw new InvalidOperationException($"The incident {before.Id} on {before.Day} is not in the picture of {subject}.");
            }

            days.Count(incidents[at], -1);
            incidents.RemoveAt(at);
        }

        if (after is not null)
        {
            var at = incidents.BinarySearch(after, ByDay);
            if (at >= 0)
            {
                throw new InvalidOperationException($"The incident {after.Id} on {after.Day} is already in the picture of {subject}.");
            }

            incidents.Insert(~at, after);
            days.Count(after, 1);
        }
    }

    /// <summary>The picture now. Its lists of days and spreads show later changes too; read it before the next one.</summary>
    public SubjectView View() => new()
    {
        Subject = subject,
        Name = name,
        Zone = zone,
        Days = days.Days,
        ObservedFrom = days.Days is [var first, ..] ? first.Day : null,
        Spreads = days.Spreads,
        Recent = incidents.Count <= recent ? [.. incidents] : incidents.GetRange(incidents.Count - recent, recent),
        AllTime = [new AllTimeCount(subject.Kind == SubjectKind.Group ? "target" : "all", Incidents)],
    };
}
