using Actors.Testing;

namespace Actors.Page.Tests.Browser;

/// <summary>As <see cref="BrowserFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute()
    {
        Skip = RequireAll.SkipUnless(BrowserFactAttribute.IsInstalled, $"{BrowserFactAttribute.Chromium} is not installed.");
    }
}
