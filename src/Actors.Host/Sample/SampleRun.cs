using Actors.Ledger;

namespace Actors.Host.Sample;

/// <summary>Runs the sample day against the server it is part of, as soon as that is ready.</summary>
internal static class SampleRun
{
    public static async Task RunAsync(WebApplication app, ILedger ledger, TextWriter output)
    {
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First().TrimEnd('/') + "/") };
        await new SampleDay(ledger, http, output).RunAsync(app.Lifetime.ApplicationStopping);
    }
}
