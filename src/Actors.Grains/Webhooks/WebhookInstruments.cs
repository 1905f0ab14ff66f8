using System.Diagnostics.Metrics;
using Actors.Streaming;

namespace Actors.Grains.Webhooks;

/// <summary>Figures of the webhooks of one silo, on the meter of the streams.</summary>
public sealed class WebhookInstruments
{
    private readonly Counter<long> posts;
    private readonly Counter<long> givenUp;

    public WebhookInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(LedgerStreamInstruments.SourceName);
        posts = meter.CreateCounter<long>("actors.webhook.posts", "{post}", "Notifications posted to webhooks, by whether they were taken.");
        givenUp = meter.CreateCounter<long>("actors.webhook.given_up", "{notification}", "Notifications that webhooks gave up.");
    }

    internal void Posted(bool taken) => posts.Add(1, new KeyValuePair<string, object?>("taken", taken));

    internal void GivenUp() => givenUp.Add(1);
}
