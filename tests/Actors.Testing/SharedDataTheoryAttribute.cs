using Xunit;

namespace Actors.Testing;

/// <summary>As <see cref="SharedDataFactAttribute"/>, with data.</summary>
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips unless the file or folder is there.</summary>
    /// <param name="relativePath">For example <c>data/ucdp/iraq-syria.csv.gz</c>.</param>
    public SharedDataTheoryAttribute(string relativePath) =>
        Skip = RequireAll.SkipUnless(SharedData.Has(relativePath), $"The shared data has no {relativePath}: put the folder 'shared' beside the repository, or set ACTORS_SHARED to it.");
}
