using Actors.Abstractions.Subjects;

namespace Actors.Grains.Routing;

/// <summary>Which entries a subject may answer for before it has said what they bring.</summary>
public interface IGatheredEntries
{
    /// <summary>False only where every subject says at once what there is to say.</summary>
    bool MayBe(SliceEntry entry);
}

/// <summary>For consumers that gather nothing.</summary>
internal sealed class NoGatheredEntries : IGatheredEntries
{
    public bool MayBe(SliceEntry entry) => false;
}
