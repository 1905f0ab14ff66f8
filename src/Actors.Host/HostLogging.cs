namespace Actors.Host;

/// <summary>Logs go to standard error, one line each; standard output is for people.</summary>
internal static class HostLogging
{
    public static void Configure(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Actors", LogLevel.Information);

        // At start it warns about a check that is as old as the machine's uptime, because its first one has not run yet.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
    }
}
