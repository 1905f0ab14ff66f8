using Actors.Ledger;

namespace Actors.Grains.Routing;

/// <summary>Subjects that answered for late entries before they said what those bring. The checkpoint tells from where on there may be such entries: whoever takes
/// over reads them again, and asks the subjects.</summary>
public sealed partial class LedgerRouterGrain
{
    /// <summary>Subjects asked at a time: silos let few speak at once, and refuse the others.</summary>
    private const int MaxSettling = 8;

    // Lanes by where they gathered from, and by when to ask them; where one gathers from elsewhere now, what stands here counts no longer.
    private readonly PriorityQueue<SubjectLane, long> gatheringFrom = new();
    private readonly PriorityQueue<(SubjectLane Lane, long From), long> gathering = new();
    private int settling;
    private long? writtenGatheredFrom;

    // What the router before this one left, and has not been looked through yet.
    private long? gatheredUnread;
    private long gatheredUnreadTo;
    private long readAgainAt;

    /// <summary>The lane gathers from another position than before.</summary>
    private void Gathers(SubjectLane lane, TimeSpan askAfter)
    {
        gatheringFrom.Enqueue(lane, lane.GathersFrom);
        AskLater(lane, askAfter);
    }

    private void AskLater(SubjectLane lane, TimeSpan after) => gathering.Enqueue((lane, lane.GathersFrom), After(time.GetTimestamp(), after));

    private long After(long timestamp, TimeSpan pause) => timestamp + (long)(pause.TotalSeconds * time.TimestampFrequency);

    /// <summary>Asks those that gathered for long to say what it brings.</summary>
    private void OweSettling(long now)
    {
        while (settling < MaxSettling && gathering.TryPeek(out var next, out var dueAt) && dueAt <= now)
        {
            gathering.Dequeue();
            var (lane, from) = next;
            if (lane.GathersFrom != from)
            {
                continue;
            }

            if (lane.InFlight || lane.OwedTo > 0)
            {
                // What it answers to that call says nothing of what it gathered; and one that fails again and again must not take the place of those that would answer.
                AskLater(lane, options.MaxNudgePause);
            }
            else
            {
                settling++;
                lane.OweSettling();
                Owed(lane);
            }
        }
    }

    /// <summary>The lane has said what it gathered up to here; 0: it has not, and is asked again.</summary>
    private void Settled(SubjectLane lane, long to)
    {
        settling--;
        if (to == 0)
        {
            AskLater(lane, options.MinNudgePause);
        }
        else if (lane.Settled(to))
        {
            Gathers(lane, options.GatheringTime);
        }
    }

    /// <summary>Where what is gathered begins; null: nothing is.</summary>
    private long? GatheredFrom()
    {
        while (gatheringFrom.TryPeek(out var lane, out var from))
        {
            if (lane.GathersFrom == from)
            {
                return gatheredUnread < from ? gatheredUnread : from;
            }

            gatheringFrom.Dequeue();
        }

        return gatheredUnread;
    }

    /// <summary>Looks through a page of what the router before this one left.</summary>
    private async Task ResumeGatheringAsync(long now)
    {
        if (gatheredUnread is not { } from || now < readAgainAt)
        {
            return;
        }

        try
        {
            var page = from > gatheredUnreadTo ? null : await ledger.ReadAsync(partition, from - 1, gatheredUnreadTo, MissedPageEntries, EntryParts.Effects, CancellationToken.None);
            foreach (var entry in page?.Entries.Select(SliceEntries.Of).Where(gathered.MayBe) ?? [])
            {
                foreach (var term in entry.Terms)
                {
                    foreach (var target in await expander.ExpandAsync(term, CancellationToken.None))
                    {
                        var lane = LaneOf(target);
                        if (lane.Gather(entry.Position))
                        {
                            Gathers(lane, TimeSpan.Zero);
                        }
                    }
                }
            }

            gatheredUnread = page is { Entries: [.., var last] } ? last.Address.Position + 1 : null;
        }
        catch (LedgerUnavailableException)
        {
            readAgainAt = After(now, options.MaxNudgePause);
        }
    }
}
