using Actors.Testing;

namespace Actors.Page.Tests.Browser;

/// <summary>As <see cref="BrowserFactAttribute"/>, for a test that needs a file of the shared data too.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataBrowserFactAttribute : FactAttribute
{
    /// <param name="relativePath">For example <c>data/ucdp/iraq-syria.csv.gz</c>.</param>
    public SharedDataBrowserFactAttribute(string relativePath) =>
        Skip = new SharedDataFactAttribute(relativePath).Skip ?? new BrowserFactAttribute().Skip;
}
