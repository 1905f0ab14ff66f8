using System.Net;

namespace Actors.Grains.Webhooks;

/// <summary>How webhooks deliver.</summary>
public sealed class WebhookOptions
{
    /// <summary>Networks beyond the public ones that may be posted to, such as <c>10.1.0.0/16</c>; also without TLS. Default: none.</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; set; } = [];

    /// <summary>How often a notification is posted before it is given up, 1 … 100. Default 12: with the pauses below some 20 minutes.</summary>
    public int MaxAttempts { get; set; } = 12;

    /// <summary>Pause after the first attempt in vain; doubled after each further one. Default 1 s.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest such pause, also where the receiver names one (Retry-After). Default 5 min.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one attempt may take. Default 10 s.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Webhooks there may be, 1 … 1,000. Default 200.</summary>
    public int MaxWebhooks { get; set; } = 200;

    /// <summary>How often silos look for webhooks that lost theirs. Default 5 s.</summary>
    public TimeSpan WakePeriod { get; set; } = TimeSpan.FromSeconds(5);
}
