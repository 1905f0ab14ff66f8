namespace Actors.System.Tests.Chaos;

/// <summary>Tests that measure times after a fault, or use the machine whole: one after the other, beside no others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultCollection
{
    public const string Name = "faults";
}
