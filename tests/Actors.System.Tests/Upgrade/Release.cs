using Actors.System.Tests.Processes;

namespace Actors.System.Tests.Upgrade;

/// <summary>A build of the host.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Program">Its program file.</param>
internal sealed record Release(string Name, string Program)
{
    /// <summary>What was built with these tests.</summary>
    public static Release Present { get; } = new("the present build", HostProcess.BuiltHost);
}
