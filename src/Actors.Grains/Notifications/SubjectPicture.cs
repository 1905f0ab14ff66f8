using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Tallies;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;
using Actors.Grains.Queries;
using Actors.Ledger;

namespace Actors.Grains.Notifications;

/// <summary>
/// One subject's state as policies see it, kept from one decision to the next: the live grain decides on it, and <c>verify</c> decides again on
/// one of its own.
/// </summary>
/// <remarks>Sees the entries that its owner folds; one call at a time.</remarks>
internal sealed class SubjectPicture
{
    private readonly SubjectId subject;
    private readonly RecentIncidentList recent;
    private readonly LedgerDays ledgerDays;
    private DayPicture days;
    private long catalogueVersion;

    public SubjectPicture(SubjectId subject, RevisionReader revisions, ICatalogue catalogue)
    {
        this.subject = subject;
        recent = new RecentIncidentList(subject, revisions);
        ledgerDays = new LedgerDays(subject, revisions);
        days = new DayPicture(subject);
        Zone = TimeZoneInfo.FindSystemTimeZoneById(catalogue.ZoneOf(subject));
        catalogueVersion = catalogue.Version;
    }

    /// <summary>Of the subject's days.</summary>
    public TimeZoneInfo Zone { get; private set; }

    /// <summary>The subject has folded nothing: what it will know one by one comes with the entries it folds, and is not read back.</summary>
    public void BeginsWithNothing() => recent.BeginEmpty();

    /// <summary>Takes note of an entry that was just folded.</summary>
    public void Saw(EntryEffects effects, ICatalogue catalogue)
    {
        days.Touch(effects);
        recent.Apply(effects, catalogue);
        ledgerDays.Apply(effects, catalogue);
    }

    /// <summary>An incident moved between partitions: what is known one by one is read again.</summary>
    public void Moved() => recent.Forget();

    /// <summary>What policies see of the state, which stands at the vector.</summary>
    /// <param name="state">The state.</param>
    /// <param name="vector">Where it stands.</param>
    /// <param name="catalogue">In force.</param>
    /// <param name="policy">The policy that will look at it. How incidents are spread over places is found out only for a
    /// policy that asks, or for a total about this group: a subject with more places than are told apart must ask the ledger for that.</param>
    public async Task<SubjectView> ViewAsync(SubjectState state, LedgerVector vector, ICatalogue catalogue, ThreatPolicy policy)
    {
        if (catalogue.Version != catalogueVersion)
        {
            // Countries, positions and names of places may read otherwise now.
            catalogueVersion = catalogue.Version;
            Zone = TimeZoneInfo.FindSystemTimeZoneById(catalogue.ZoneOf(subject));
            days = new DayPicture(subject);
            recent.Forget();
            ledgerDays.Forget();
        }

        var signals = state.Signals.ToArray();
        var places = policy.Detectors.Any(d => d is RecordSettings) || signals.Any(s => s.Report is TotalReport total && DayPicture.IsItemised(total, subject));
        var exact = days.Refresh(state, catalogue, places);
        if (exact)
        {
            ledgerDays.Forget();
        }
        else
        {
            await ledgerDays.ReadAsync(vector, catalogue, CancellationToken.None);
        }

        var counted = exact ? days.Days : ledgerDays.Days;
        return new SubjectView
        {
            Subject = subject,
            Name = NameOf(catalogue),
            Zone = Zone,
            SourceName = key => catalogue.FindSource(key)?.Names.FirstOrDefault() ?? catalogue.FindGroup(key)?.Names.FirstOrDefault() ?? key,
            RegionName = key => catalogue.FindRegion(key)?.Names.FirstOrDefault() ?? key,
            Recent = await recent.ReadAsync(vector, signals, catalogue, CancellationToken.None),
            Signals = signals,
            AllTime = AllTime(state, catalogue),
            Days = counted,
            Spreads = !places ? [] : exact ? days.Spreads : ledgerDays.Spreads,
            ObservedFrom = counted is [var first, ..] ? first.Day : null,
            Totals = [.. signals.Select(s => s.Report).OfType<TotalReport>().Select(t => new ViewTotal(t, exact ? days.Itemised(t, catalogue) : null))],
        };
    }

    private IReadOnlyList<AllTimeCount> AllTime(SubjectState state, ICatalogue catalogue)
    {
        return subject.Kind == SubjectKind.Group
            ? [.. Count("target", GroupRole.Target), .. Count("perpetrator", GroupRole.Perpetrator)]
            : [.. Count("all", null)];

        IEnumerable<AllTimeCount> Count(string topic, GroupRole? role)
        {
            if (state.TryAnswer(new TallyFilter { Subject = subject, Role = role }, TallyBy.None, catalogue) is { } tally)
            {
                yield return new AllTimeCount(topic, tally.Incidents);
            }
        }
    }

    private string NameOf(ICatalogue catalogue) => (subject.Kind switch
    {
        SubjectKind.Base => catalogue.FindBase(subject.Key)?.Names.FirstOrDefault(),
        SubjectKind.Region => catalogue.FindRegion(subject.Key)?.Names.FirstOrDefault(),
        _ => catalogue.FindGroup(subject.Key)?.Names.FirstOrDefault(),
    }) ?? subject.Key;
}
