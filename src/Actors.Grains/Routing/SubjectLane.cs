using System.Collections.Immutable;
using Actors.Abstractions.Subjects;

namespace Actors.Grains.Routing;

/// <summary>What a router knows of one subject. At most one call to the subject is under way at a time.</summary>
internal sealed class SubjectLane(SubjectTarget target, long handedTo)
{
    private ImmutableArray<SliceEntry>.Builder? slice;
    private long lastAdded;
    private long gathersTo;

    public SubjectTarget Target => target;

    /// <summary>All entries of the subject up to here were handed over and answered, or lie before this router's start.</summary>
    public long HandedTo { get; private set; } = handedTo;

    /// <summary>How far the subject has to catch up by a nudge; 0 when nothing is owed.</summary>
    public long OwedTo { get; private set; }

    /// <summary>A slice or nudge is under way.</summary>
    public bool InFlight { get; set; }

    /// <summary>Calls that failed in a row.</summary>
    public int Failures { get; private set; }

    /// <summary>Timestamp before which no nudge is sent.</summary>
    public long NudgeAt { get; private set; }

    /// <summary>Position of the first entry that the subject gathers, as far as is known: it answered for it, and may not have said yet what it brings. 0: none.</summary>
    public long GathersFrom { get; private set; }

    /// <summary>The next nudge is one that asks it to say what it gathered.</summary>
    public bool MustSettle { get; set; }

    /// <summary>Adds an entry to the slice being made. True when it is the first one. An entry that reaches the subject by two of
    /// its terms is added once.</summary>
    public bool Add(SliceEntry entry)
    {
        if (lastAdded == entry.Position)
        {
            return false;
        }

        lastAdded = entry.Position;
        var first = slice is null;
        slice ??= ImmutableArray.CreateBuilder<SliceEntry>(4);
        slice.Add(entry);
        return first;
    }

    /// <summary>The slice made by <see cref="Add"/>, up to <paramref name="to"/>.</summary>
    public SubjectSlice TakeSlice(int partition, long to)
    {
        var entries = slice!.DrainToImmutable();
        slice = null;
        return new SubjectSlice(partition, HandedTo, to, entries);
    }

    /// <summary>The subject may gather this entry. True when it is the first one.</summary>
    public bool Gather(long position)
    {
        gathersTo = Math.Max(gathersTo, position);
        if (GathersFrom > 0)
        {
            return false;
        }

        GathersFrom = position;
        return true;
    }

    /// <summary>The subject has said what everything up to here brought. True when it may gather something after that.</summary>
    public bool Settled(long to)
    {
        GathersFrom = gathersTo > to ? to + 1 : 0;
        return GathersFrom > 0;
    }

    /// <summary>The next nudge asks it to say what it gathered.</summary>
    public void OweSettling()
    {
        MustSettle = true;
        Owe(gathersTo);
    }

    public void Owe(long to) => OwedTo = Math.Max(OwedTo, to);

    /// <summary>The call under way was answered. True when nothing more is owed.</summary>
    public bool Answered(long to)
    {
        InFlight = false;
        Failures = 0;
        NudgeAt = 0;
        HandedTo = Math.Max(HandedTo, to);
        if (OwedTo <= HandedTo)
        {
            OwedTo = 0;
        }

        return OwedTo == 0;
    }

    /// <summary>The call under way failed; a nudge up to <paramref name="to"/> is due at <paramref name="nudgeAt"/>.</summary>
    public void Failed(long to, Func<int, long> nudgeAt)
    {
        InFlight = false;
        Failures++;
        Owe(to);
        NudgeAt = nudgeAt(Failures);
    }
}
