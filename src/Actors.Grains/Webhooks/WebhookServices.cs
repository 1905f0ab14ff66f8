namespace Actors.Grains.Webhooks;

/// <summary>What the webhooks of a silo share.</summary>
public sealed record WebhookServices(WebhookOptions Options, WebhookTargets Targets, WebhookPoster Poster, WebhookInstruments Instruments);
