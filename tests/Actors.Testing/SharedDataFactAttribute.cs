using Xunit;

namespace Actors.Testing;

/// <summary>A test that needs a file of the shared data: skipped, visibly, where it is not there.</summary>
public sealed class SharedDataFactAttribute : FactAttribute
{
    /// <summary>Skips unless the file or folder is there.</summary>
    /// <param name="relativePath">For example <c>data/ucdp/iraq-syria.csv.gz</c>.</param>
    public SharedDataFactAttribute(string relativePath) =>
        Skip = RequireAll.SkipUnless(SharedData.Has(relativePath), $"The shared data has no {relativePath}: put the folder 'shared' beside the repository, or set ACTORS_SHARED to it.");
}
