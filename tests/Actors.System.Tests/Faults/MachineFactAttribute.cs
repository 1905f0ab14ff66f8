using Actors.Testing;

namespace Actors.System.Tests.Faults;

/// <summary>What a test needs of the machine beside PostgreSQL.</summary>
[Flags]
public enum MachineNeeds
{
    None = 0,
    Network = 1,
    Disk = 2,
    Clock = 4,
    Postgres = 8,
}

/// <summary>A test that makes networks, disks or clocks of its own: skipped, visibly, where that cannot be done.</summary>
public sealed class MachineFactAttribute : FactAttribute
{
    /// <summary>Skips unless all of it is there.</summary>
    public MachineFactAttribute(MachineNeeds needs)
    {
        Needs = needs;
        Skip = Reason(needs);
    }

    public MachineNeeds Needs { get; }

    /// <summary>What is missing first, or null.</summary>
    internal static string? Reason(MachineNeeds needs) =>
        (needs.HasFlag(MachineNeeds.Postgres) ? PostgresServer.SkipReason : null)
        ?? (needs.HasFlag(MachineNeeds.Network) ? MachineNetwork.SkipReason : null)
        ?? (needs.HasFlag(MachineNeeds.Disk) ? SmallDisk.SkipReason : null)
        ?? (needs.HasFlag(MachineNeeds.Clock) ? JumpingClock.SkipReason : null);
}
