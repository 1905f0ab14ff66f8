using Actors.Grains.Routing;
using Actors.Streaming;

namespace Actors.Cluster.Tests.Streams;

/// <summary>How a <see cref="StreamCluster"/> is set up.</summary>
internal sealed record StreamClusterSettings
{
    public short Silos { get; init; } = 1;

    public Action<LedgerStreamOptions> Streams { get; init; } = _ => { };

    public Action<RouterOptions> Router { get; init; } = _ => { };

    public Action<ISiloPersistentStreamConfigurator>? OrleansStreams { get; init; }
}
