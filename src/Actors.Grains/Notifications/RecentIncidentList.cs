using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Signals;
using Actors.Domain.Tallies;
using Actors.Domain.Threat.Views;
using Actors.Grains.Queries;
using Actors.Ledger;

namespace Actors.Grains.Notifications;

/// <summary>The last incidents of a subject, one by one: read from the ledger once, then kept up with the entries folded.</summary>
internal sealed class RecentIncidentList(SubjectId subject, RevisionReader revisions)
{
    /// <summary>How many a policy sees.</summary>
    public const int Shown = 200;

    private const int Kept = 2 * Shown;
    private const int MaxRead = 5_000;

    /// <summary>The reverse of the order in which the ledger gives them: by the earliest day an incident may have begun on, not by the day chosen,
    /// which the ledger does not know. A list that was read and one that grew with the entries folded would else be cut off at different places.</summary>
    private static readonly Comparer<(DateOnly First, Guid Id)> LedgerOrder = Comparer<(DateOnly First, Guid Id)>.Create((a, b) =>
        a.First == b.First ? b.Id.CompareTo(a.Id) : a.First.CompareTo(b.First));

    private readonly Dictionary<Guid, Known> contributions = [];
    private readonly SortedSet<(DateOnly First, Guid Id)> order = new(LedgerOrder);
    private bool loaded;

    /// <summary>There are older ones that are not kept.</summary>
    private bool truncated;

    /// <summary>Forgets everything; the next reading asks the ledger.</summary>
    public void Forget()
    {
        loaded = false;
        truncated = false;
        contributions.Clear();
        order.Clear();
    }

    /// <summary>There is nothing yet, so that nothing need be read.</summary>
    public void BeginEmpty()
    {
        Forget();
        loaded = true;
    }

    public void Apply(EntryEffects effects, ICatalogue catalogue)
    {
        if (!loaded)
        {
            return;
        }

        foreach (var change in effects.Changes)
        {
            Remove(change.Incident);
            if (change.After is { } after && ContributionReading.Concerns(after, subject, catalogue))
            {
                Add(after);
            }
        }

        if (truncated && order.Count < Shown)
        {
            Forget();
        }
    }

    /// <summary>The last incidents at a vector, ascending by day.</summary>
    public async Task<IReadOnlyList<ViewIncident>> ReadAsync(LedgerVector vector, IEnumerable<Signal> signals, ICatalogue catalogue, CancellationToken cancellationToken)
    {
        if (!loaded)
        {
            await LoadAsync(vector, catalogue, cancellationToken);
        }

        var presence = new PresenceView(signals, catalogue);
        if (presence.IsEmpty)
        {
            // What an incident looks like changes only with its contribution: 200 views a decision cost more than the decision.
            return [.. Last().Select(k => k.Seen ??= View(k.Contribution, catalogue))];
        }

        return
        [
            .. Last()
                .Select(k => k.Contribution)
                .Select(c => Mark(ContributionReading.Read(presence.Apply(c), subject, catalogue) ?? ContributionReading.Read(c, subject, catalogue)!, c)),
        ];
    }

    /// <summary>Those shown, ascending by day.</summary>
    private IEnumerable<Known> Last() => order.Reverse().Take(Shown).Select(o => contributions[o.Id]).OrderBy(k => k.Day).ThenBy(k => k.Contribution.Incident);

    private ViewIncident View(Contribution contribution, ICatalogue catalogue) =>
        Mark(ContributionReading.Read(contribution, subject, catalogue)!, contribution);

    // What sources disagree about, as far as the contribution tells.
    private static ViewIncident Mark(ViewIncident incident, Contribution contribution)
    {
        if (!incident.Contested)
        {
            return incident;
        }

        var about = new List<string>();
        AddIf(contribution.Outcomes.Length > 1, "the outcome");
        AddIf(contribution.Types.Length > 1, "the type");
        AddIf(contribution.Places.Length > 1, "the place");
        AddIf(contribution.Days.Length > 1, "the day");
        AddIf(!contribution.Contested || contribution.Groups.Any(g => g.Role == GroupRole.Target && g.Membership != Membership.Low), "who was attacked");
        return incident with { ContestedAbout = about };

        void AddIf(bool contested, string word)
        {
            if (contested)
            {
                about.Add(word);
            }
        }
    }

    /// <summary>All or nothing: a reading that breaks off, because the ledger is away, is begun anew by the next.</summary>
    private async Task LoadAsync(LedgerVector vector, ICatalogue catalogue, CancellationToken cancellationToken)
    {
        Forget();
        await ReadLastAsync(vector, catalogue, cancellationToken);
        loaded = true;
    }

    private async Task ReadLastAsync(LedgerVector vector, ICatalogue catalogue, CancellationToken cancellationToken)
    {
        var filter = new TallyFilter { Subject = subject };
        if (await revisions.QueryOfAsync(filter, vector, contested: null, text: null, cancellationToken) is not { } query)
        {
            return;
        }

        // Newest first; for a group those in which it is no target are passed over.
        var read = 0;
        await foreach (var revision in revisions.ReadAsync(query with { Limit = Kept }, cancellationToken))
        {
            if (order.Count == Kept || read == MaxRead)
            {
                truncated = true;
                return;
            }

            read++;
            var contribution = ContributionCodec.Decode(revision.Contribution.Span);
            if (ContributionReading.Concerns(contribution, subject, catalogue))
            {
                Add(contribution);
            }
        }
    }

    private void Add(Contribution contribution)
    {
        var id = contribution.Incident;
        var first = contribution.Days.IsEmpty ? DateOnly.MinValue : contribution.Days.Min(d => d.Value);
        if (truncated && order.Count > 0 && LedgerOrder.Compare((first, id), order.Min) < 0)
        {
            return;
        }

        contributions[id] = new Known(contribution, first, ContributionReading.DayOf(contribution) ?? DateOnly.MinValue);
        order.Add((first, id));
        if (order.Count > Kept)
        {
            var oldest = order.Min;
            order.Remove(oldest);
            contributions.Remove(oldest.Id);
            truncated = true;
        }
    }

    private void Remove(Guid incident)
    {
        if (contributions.Remove(incident, out var known))
        {
            order.Remove((known.First, incident));
        }
    }

    private sealed class Known(Contribution contribution, DateOnly first, DateOnly day)
    {
        public Contribution Contribution => contribution;

        /// <summary>The earliest it may have begun on.</summary>
        public DateOnly First => first;

        /// <summary>The one chosen.</summary>
        public DateOnly Day => day;

        /// <summary>As policies see it, by the catalogue in force, where no presence bears on it; null: not asked yet.</summary>
        public ViewIncident? Seen { get; set; }
    }
}
