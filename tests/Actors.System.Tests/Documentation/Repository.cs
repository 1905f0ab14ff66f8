namespace Actors.System.Tests.Documentation;

/// <summary>Finds the repository around the test assembly.</summary>
internal static class Repository
{
    /// <summary>The folder that holds Actors.sln.</summary>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Actors.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"Actors.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
