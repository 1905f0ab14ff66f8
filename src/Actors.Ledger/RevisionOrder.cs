namespace Actors.Ledger;

/// <summary>The order of <see cref="RevisionQuery"/>: later first days first, undated last, then by incident.</summary>
internal sealed class RevisionOrder : IComparer<(int SortDay, Guid Incident)>
{
    public static RevisionOrder Instance { get; } = new();

    public int Compare((int SortDay, Guid Incident) x, (int SortDay, Guid Incident) y) =>
        x.SortDay != y.SortDay ? x.SortDay.CompareTo(y.SortDay) : x.Incident.CompareTo(y.Incident);
}
