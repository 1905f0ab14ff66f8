using Actors.Abstractions.Subjects;
using Actors.Domain;

namespace Actors.Grains.Subjects;

/// <summary>An installation or outpost.</summary>
[GrainType("base")]
internal sealed class BaseGrain(SubjectServices services) : SubjectGrain(services), IBaseGrain
{
    protected override SubjectKind Kind => SubjectKind.Base;
}

/// <summary>A node of the tree of regions.</summary>
[GrainType("region")]
internal sealed class RegionGrain(SubjectServices services) : SubjectGrain(services), IRegionGrain
{
    protected override SubjectKind Kind => SubjectKind.Region;
}

/// <summary>An armed group, state force or umbrella.</summary>
[GrainType("group")]
internal sealed class ActorGroupGrain(SubjectServices services) : SubjectGrain(services), IActorGroupGrain
{
    protected override SubjectKind Kind => SubjectKind.Group;
}
