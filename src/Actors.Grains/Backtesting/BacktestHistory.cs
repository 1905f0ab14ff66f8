using Actors.Abstractions.Clock;
using Actors.Abstractions.Intake;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Threat.Backtesting;
using Actors.Domain.Threat.Views;
using Actors.Grains.Routing;
using Actors.Ledger;

namespace Actors.Grains.Backtesting;

/// <summary>Reads from the ledger what became known of a subject, and when. One use.</summary>
internal sealed class BacktestHistory(ILedger ledger, ISubjectExpander expander, PolicyClock clock, SubjectId subject, ICatalogue catalogue)
{
    /// <summary>Changes held at most; about half a kilobyte each.</summary>
    public const int MaxChanges = 500_000;

    private const int PageSize = 2_000;

    private readonly List<(DateTimeOffset At, int Partition, long Position, IncidentChange Change)> changes = [];

    /// <summary>Entries read so far, page by page, up to a ledger vector.</summary>
    public async IAsyncEnumerable<(long Done, long All)> ReadAsync(LedgerVector until, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var terms = await expander.TermsOfAsync(subject.ToString(), cancellationToken);
        var all = until.Positions.Where(p => p.Key < ledger.PartitionCount).ToList();
        var (done, total) = (0L, all.Sum(p => p.Value));
        foreach (var (partition, head) in all)
        {
            for (long at = 0; terms.Count > 0 && at < head;)
            {
                var page = await ledger.ReadForTermsAsync(partition, terms, at, head, PageSize, EntryParts.Effects, cancellationToken);
                foreach (var entry in page.Entries)
                {
                    Take(entry);
                }

                done += page.To - at;
                at = page.To;
                yield return (done, total);
            }
        }
    }

    /// <summary>What was read, as a backtest takes it.</summary>
    /// <param name="zone">The subject's.</param>
    /// <param name="byDay">Known when the day ends; else when it was recorded.</param>
    public IReadOnlyList<BacktestEvent> ToEvents(TimeZoneInfo zone, bool byDay)
    {
        // An incident that moved between partitions has its chain in several of them: what it was is what came before in time.
        var known = new Dictionary<Guid, ViewIncident>();
        var events = new List<BacktestEvent>(changes.Count);
        foreach (var (at, _, _, change) in changes.OrderBy(c => c.At).ThenBy(c => c.Partition).ThenBy(c => c.Position))
        {
            var after = change.After is null ? null : ContributionReading.Read(change.After, subject, catalogue);
            known.Remove(change.Incident, out var before);
            if (after is not null)
            {
                known.Add(change.Incident, after);
            }

            if (before is not null || after is not null)
            {
                events.Add(new BacktestEvent(at, before, after));
            }
        }

        if (!byDay)
        {
            return events;
        }

        return
        [
            .. known.Values.Where(i => i.Day is not null).OrderBy(i => i.Day).ThenBy(i => i.Id)
                .Select(i => new BacktestEvent(EndOf(i.Day!.Value, zone), null, i)),
        ];
    }

    private void Take(LedgerEntry entry)
    {
        foreach (var change in EffectsCodec.Decode(entry.Effects.Span).Changes)
        {
            changes.Add((entry.RecordedAt + clock.Offset, entry.Address.Partition, entry.Address.Position, change));
        }

        if (changes.Count > MaxChanges)
        {
            throw new BadRequestException("/subject", $"{subject} has more than {MaxChanges:N0} changes, more than a run takes; name a base, a subdivision or a member instead.");
        }
    }

    private static DateTimeOffset EndOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime().AddSeconds(-1);
    }
}
