using Actors.System.Tests.Documentation;

namespace Actors.System.Tests.Processes;

/// <summary>Programs of the repository in their own output folders, as built with these tests.</summary>
internal static class BuiltProgram
{
    /// <summary>Debug or Release, as these tests.</summary>
    public static string Configuration { get; } =
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    public static string PathOf(string project) => Path.Combine(Repository.Folder, "src", project, "bin", Configuration, "net10.0", project + ".dll");
}
