using Actors.Abstractions.Clock;
using Actors.Grains.Queries;

namespace Actors.Grains.Notifications;

/// <summary>What the threat side of every subject of a silo shares.</summary>
internal sealed record ThreatServices(
    RevisionReader Revisions,
    PolicyClock Clock,
    PolicyHolder Policies,
    FenceReader Fences,
    LateBudget Late,
    IGrainFactory Grains);
