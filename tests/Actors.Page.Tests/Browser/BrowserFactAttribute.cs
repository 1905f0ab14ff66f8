using Actors.Testing;

namespace Actors.Page.Tests.Browser;

/// <summary>Runs where Debian's Chromium is installed; elsewhere it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public const string Chromium = "/usr/bin/chromium";

    public BrowserFactAttribute()
    {
        Skip = RequireAll.SkipUnless(IsInstalled, $"{Chromium} is not installed.");
    }

    public static bool IsInstalled => File.Exists(Chromium);
}
