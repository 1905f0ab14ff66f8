namespace Actors.System.Tests.Faults;

/// <summary>What a cluster under faults is made of. What is given here stays its owner's, and must outlive the cluster.</summary>
/// <param name="Silos">Silos at the start, up to four.</param>
internal sealed record FaultClusterSettings(int Silos, int Gateways)
{
    /// <summary>Each silo is on a machine of its own and reaches the database without the slow link; null: all on loopback.</summary>
    public MachineNetwork? Network { get; init; }

    /// <summary>Whether silos that are on machines of their own answer the API as well, and not only the gateways.</summary>
    public bool SilosAnswer { get; init; }

    /// <summary>The disk of the database; null: the temporary folder.</summary>
    public SmallDisk? Disk { get; init; }
}
