namespace Actors.Domain.Tests.Threat;

/// <summary>A test that reads the reference files beside the repository: skipped visibly without them, failing where
/// ACTORS_REQUIRE_ALL is 1.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReferenceFactAttribute : FactAttribute
{
    public ReferenceFactAttribute()
    {
        if (Folder is null && Environment.GetEnvironmentVariable("ACTORS_REQUIRE_ALL") != "1")
        {
            Skip = "the folder shared/reference is not beside the repository";
        }
    }

    /// <summary>The folder <c>shared/reference</c> in one of the folders above; null: there is none.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The path of a reference file.</summary>
    public static string PathOf(string file) =>
        Path.Combine(Folder ?? throw new InvalidOperationException("The folder shared/reference is required here and is not beside the repository."), file);

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "reference");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
