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

    private static readonly Comparer<(DateOnly Day, Guid Id)> ByDay = Comparer<(DateOnly Day, Guid Id)>.Create((a, b) =>
        a.Day == b.Day ? a.Id.CompareTo(b.Id) : a.Day.CompareTo(b.Day));

    private readonly Dictionary<Guid, Known> contributions = [];
    private readonly SortedSet<(DateOnly Day, Guid Id)> order = new(ByDay);
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
            return [.. order.Reverse().Take(Shown).Reverse().Select(o => contributions[o.Id]).Select(k => k.Seen ??= View(k.Contribution, catalogue))];
        }

        return
        [
            .. order.Reverse().Take(Shown).Reverse()
                .Select(o => contributions[o.Id].Contribution)
                .Select(c => Mark(ContributionReading.Read(presence.Apply(c), subject, catalogue) ?? ContributionReading.Read(c, subject, catalogue)!, c)),
        ];
    }

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

    private async Task LoadAsync(LedgerVector vector, ICatalogue catalogue, CancellationToken cancellationToken)
    {
        Forget();
        loaded = true;
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
        var day = ContributionReading.DayOf(contribution) ?? DateOnly.MinValue;
        if (truncated && order.Count > 0 && ByDay.Compare((day, id), order.Min) < 0)
        {
            return;
        }

        contributions[id] = new Known(contribution, day);
        order.Add((day, id));
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
            order.Remove((known.Day, incident));
        }
    }

    private sealed class Known(Contribution contribution, DateOnly day)
    {
        public Contribution Contribution => contribution;

        public DateOnly Day => day;

        /// <summary>As policies see it, by the catalogue in force, where no presence bears on it; null: not asked yet.</summary>
        public ViewIncident? Seen { get; set; }
    }
}
