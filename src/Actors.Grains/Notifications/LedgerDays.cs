using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Tallies;
using Actors.Domain.Threat.Views;
using Actors.Grains.Queries;
using Actors.Ledger;

namespace Actors.Grains.Notifications;

/// <summary>
/// The days of a subject as policies see them, where its cells cannot tell (more places or sources than are told apart, too many incidents of
/// several days): read from the ledger once, then kept up with the entries folded.
/// </summary>
internal sealed class LedgerDays(SubjectId subject, RevisionReader revisions)
{
    /// <summary>Several days of a group that is attacked at 10,000 places.</summary>
    private const int MaxPlaces = 50_000;

    private readonly SubjectDays counted = new(MaxPlaces);
    private bool loaded;

    public IReadOnlyList<ViewDay> Days => [.. counted.Days];

    public IReadOnlyList<DaySpread> Spreads => [.. counted.Spreads];

    /// <summary>Forgets everything; the next reading asks the ledger.</summary>
    public void Forget()
    {
        loaded = false;
        counted.Clear();
    }

    /// <summary>Takes note of an entry that was just folded.</summary>
    public void Apply(EntryEffects effects, ICatalogue catalogue)
    {
        if (!loaded)
        {
            return;
        }

        foreach (var change in effects.Changes)
        {
            Count(change.Before, -1);
            Count(change.After, 1);
        }

        counted.GiveUpPlaces();

        void Count(Contribution? contribution, int sign)
        {
            if (contribution is not null && ContributionReading.Read(contribution, subject, catalogue) is { } incident)
            {
                counted.Count(incident, sign);
            }
        }
    }

    /// <summary>Brings the days to the vector at which what was folded stands.</summary>
    /// <remarks>A reading that breaks off, because the ledger is away, is begun anew by the next.</remarks>
    public async Task ReadAsync(LedgerVector vector, ICatalogue catalogue, CancellationToken cancellationToken)
    {
        if (!loaded)
        {
            counted.Clear();
            await CountAsync(new TallyFilter { Subject = subject }, counted.GiveUpPlaces);
        }

        loaded = false;
        while (counted.BeginAgain() is var (first, last))
        {
            // No places are given up meanwhile: of days of this stretch, which would then be counted anew for ever.
            await CountAsync(new TallyFilter { Subject = subject, From = first, To = last }, afterEach: null);
        }

        counted.GiveUpPlaces();
        loaded = true;

        async Task CountAsync(TallyFilter filter, Action? afterEach)
        {
            if (await revisions.QueryOfAsync(filter, vector, contested: null, text: null, cancellationToken) is not { } query)
            {
                return;
            }

            await foreach (var revision in revisions.ReadAsync(query, cancellationToken))
            {
                // What may have been in the window is found too, and counts on the day that is chosen.
                var contribution = ContributionCodec.Decode(revision.Contribution.Span);
                var day = ContributionReading.DayOf(contribution);
                if ((filter.IsAllTime || (day >= filter.From && day <= filter.To)) && ContributionReading.Read(contribution, subject, catalogue) is { } incident)
                {
                    counted.Count(incident, 1);
                    afterEach?.Invoke();
                }
            }
        }
    }
}
