using System.Globalization;

namespace Actors.System.Tests.Faults;

/// <summary>The long run of faults: on demand, since it takes an hour and the whole machine. <c>ACTORS_TEST_FAULTS</c> says how many.</summary>
public sealed class LongFaultFactAttribute : FactAttribute
{
    /// <summary>Skips unless it was asked for.</summary>
    public LongFaultFactAttribute() => Skip = Asked is null ? "Takes the whole machine for long: set ACTORS_TEST_FAULTS to the number of faults, such as 100." : MachineFactAttribute.Reason(MachineNeeds.Postgres | MachineNeeds.Network | MachineNeeds.Disk | MachineNeeds.Clock);

    /// <summary>How many faults.</summary>
    public static int Faults => Asked is null ? 100 : int.Parse(Asked, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string? Asked => Environment.GetEnvironmentVariable("ACTORS_TEST_FAULTS") is { Length: > 0 } asked ? asked : null;
}
