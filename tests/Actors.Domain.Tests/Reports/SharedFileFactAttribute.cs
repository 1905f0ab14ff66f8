namespace Actors.Domain.Tests.Reports;

/// <summary>A test on a file of the shared folder beside the repository: skipped, visibly, where that is absent; failing there when
/// ACTORS_REQUIRE_ALL is 1, as in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedFileFactAttribute : FactAttribute
{
    public SharedFileFactAttribute(string path)
    {
        if (Find(path) is null && Environment.GetEnvironmentVariable("ACTORS_REQUIRE_ALL") != "1")
        {
            Skip = $"shared/{path} is not beside the repository";
        }
    }

    /// <summary>The file under the nearest folder named shared, looking upwards and beside; null where there is none.</summary>
    public static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", path);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
