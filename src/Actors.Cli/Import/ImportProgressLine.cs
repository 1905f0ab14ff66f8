namespace Actors.Cli.Import;

/// <summary>Says on standard error how far an import is: rows, rate, time left, refused so far. On a terminal it rewrites one line; elsewhere
/// it writes a line now and then.</summary>
internal sealed class ImportProgressLine(TextWriter error, TimeProvider time, long total, bool terminal)
{
    private readonly long started = time.GetTimestamp();
    private readonly TimeSpan every = terminal ? TimeSpan.FromMilliseconds(250) : TimeSpan.FromSeconds(5);
    private long told = time.GetTimestamp();
    private int width;

    public void Tell(long rows, long refused)
    {
        if (time.GetElapsedTime(told) < every)
        {
            return;
        }

        told = time.GetTimestamp();
        var seconds = time.GetElapsedTime(started).TotalSeconds;
        var rate = rows / Math.Max(seconds, 0.001);
        var left = rate > 0 ? TimeSpan.FromSeconds(Math.Ceiling((total - rows) / rate)) : TimeSpan.Zero;
        var line = $"{rows:#,0} of {total:#,0} rows, {rate:#,0} a second, {Words(left)} left, {refused:#,0} refused";
        if (terminal)
        {
            error.Write("\r" + line.PadRight(width));
            width = line.Length;
        }
        else
        {
            error.WriteLine(line);
        }

        error.Flush();
    }

    /// <summary>Clears the line for what comes after it.</summary>
    public void End()
    {
        if (terminal && width > 0)
        {
            error.Write("\r" + new string(' ', width) + "\r");
        }
    }

    private static string Words(TimeSpan left) => left.TotalHours >= 1 ? $"{(int)left.TotalHours} h {left.Minutes} min"
        : left.TotalMinutes >= 1 ? $"{left.Minutes} min {left.Seconds} s" : $"{left.Seconds} s";
}
