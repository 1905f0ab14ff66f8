namespace Actors.Testing;

/// <summary>The folder <c>shared</c> beside the repository: public data sets and scenarios too large or not ours to commit.</summary>
public static class SharedData
{
    /// <summary>The folder, or null when it is not there. <c>ACTORS_SHARED</c> names it; else it is looked for beside the repository.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The path of a file in the folder.</summary>
    /// <exception cref="FileNotFoundException">The folder or the file is not there.</exception>
    public static string PathOf(string relativePath)
    {
        var path = Folder is null ? null : Path.Combine(Folder, relativePath);
        return path is not null && (File.Exists(path) || Directory.Exists(path))
            ? path
            : throw new FileNotFoundException($"The shared data has no {relativePath}. Put the folder 'shared' beside the repository, or set ACTORS_SHARED to it.");
    }

    internal static bool Has(string relativePath) =>
        Folder is not null && (File.Exists(Path.Combine(Folder, relativePath)) || Directory.Exists(Path.Combine(Folder, relativePath)));

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("ACTORS_SHARED") is { Length: > 0 } named)
        {
            return named;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(candidate, "data")) && Directory.Exists(Path.Combine(candidate, "scenarios")))
            {
                return candidate;
            }
        }

        return null;
    }
}
