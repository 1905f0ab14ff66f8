using System.Globalization;
using Actors.Testing;

namespace Actors.System.Tests.Faults;

/// <summary>The wall clock of a process (libfaketime), which can be set forward and back while it runs. Its monotonic clock goes on as ever.</summary>
internal sealed class JumpingClock
{
    private readonly string file;

    public JumpingClock(string file)
    {
        this.file = file;
        Set(TimeSpan.Zero);
    }

    /// <summary>Why tests with such a clock are skipped here, or null when they run.</summary>
    public static string? SkipReason { get; } = RequireAll.SkipUnless(Library is not null, "libfaketime is not installed here: install Debian's package of this name.");

    /// <summary>How soon a process sees a clock that was set.</summary>
    public static TimeSpan SeenWithin { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Settings of a process that lives by this clock.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Library!,
        ["FAKETIME_TIMESTAMP_FILE"] = file,
        ["FAKETIME_CACHE_DURATION"] = SeenWithin.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        ["DONT_FAKE_MONOTONIC"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
    };

    private static string? Library => Directory.Exists("/usr/lib")
        ? Directory.GetDirectories("/usr/lib", "*-linux-gnu").Select(d => Path.Combine(d, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
        : null;

    /// <summary>Sets the clock this far ahead of the machine's.</summary>
    public void Set(TimeSpan ahead)
    {
        // Replaced in one step, so that nobody reads half of it.
        File.WriteAllText(file + ".new", string.Create(CultureInfo.InvariantCulture, $"{ahead.TotalSeconds:+0;-0;+0}"));
        File.Move(file + ".new", file, overwrite: true);
    }
}
