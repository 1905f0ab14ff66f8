using Actors.Abstractions.Clock;
using Actors.Abstractions.Subjects;
using Actors.Domain.Incidents;
using Actors.Grains.Routing;

namespace Actors.Grains.Notifications;

/// <summary>The entries that subjects, whatever their time zones, may take for late and gather for a summary.</summary>
internal sealed class LateEntries(PolicyClock clock) : IGatheredEntries
{
    public bool MayBe(SliceEntry entry) =>
        LateArrivals.MayBeLate(entry.RecordedAt + clock.Offset, entry.Decode(static bytes => EffectsCodec.Decode(bytes.Span)));
}
