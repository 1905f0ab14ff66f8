using Actors.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Streams;

namespace Actors.Streaming;

/// <summary>Adds ledger streams to a silo.</summary>
public static class LedgerStreamsHosting
{
    // The agent's timer only restarts a read that came back empty; the read itself waits.
    private static readonly TimeSpan AgentTimerPeriod = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Adds the stream provider <paramref name="name"/> over the <see cref="ILedger"/> among the services: one stream per data
    /// partition, namespace <see cref="LedgerStreams.Namespace"/>, consumed by implicit subscription.
    /// </summary>
    /// <param name="configure">Changes <see cref="LedgerStreamOptions"/>.</param>
    /// <param name="configureStreams">Changes what Orleans offers for persistent streams, for example the balancer.</param>
    /// <exception cref="InvalidOperationException">At start: no ledger is registered, or an option is out of range.</exception>
    public static ISiloBuilder AddLedgerStreams(
        this ISiloBuilder builder,
        string name,
        Action<LedgerStreamOptions>? configure = null,
        Action<ISiloPersistentStreamConfigurator>? configureStreams = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);

        builder.Services.AddMetrics();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<LedgerStreamInstruments>();
        var options = builder.Services.AddOptions<LedgerStreamOptions>(name);
        if (configure is not null)
        {
            options.Configure(configure);
        }

        return builder.AddPersistentStreams(name, CreateAdapter, streams =>
        {
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
            streams.ConfigurePartitionBalancing((services, _) => ActivatorUtilities.CreateInstance<LedgerQueueBalancer>(services));
            streams.ConfigureBackoffProvider((_, _) => (Orleans.Runtime.Providers.IMessageDeliveryBackoffProvider)new DeliveryBackoff());
            streams.ConfigureBackoffProvider((_, _) => (Orleans.Runtime.Providers.IQueueReaderBackoffProvider)new DeliveryBackoff());
            streams.ConfigurePullingAgent(agent => agent.Configure<IOptionsMonitor<LedgerStreamOptions>>((pulling, monitor) =>
            {
                pulling.GetQueueMsgsTimerPeriod = AgentTimerPeriod;
                pulling.BatchContainerBatchSize = 1;
                pulling.MaxEventDeliveryTime = monitor.Get(name).MaxDeliveryTime;
            }));
            configureStreams?.Invoke(streams);
        });
    }

    private static LedgerQueueAdapter CreateAdapter(IServiceProvider services, string name)
    {
        var ledger = services.GetService<ILedger>()
            ?? throw new InvalidOperationException($"Stream provider '{name}' needs an ILedger among the services: register one before AddLedgerStreams.");
        var options = services.GetRequiredService<IOptionsMonitor<LedgerStreamOptions>>().Get(name);
        options.Validate();
        return new LedgerQueueAdapter(
            name,
            ledger,
            options,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<LedgerStreamInstruments>(),
            services.GetRequiredService<ILoggerFactory>());
    }
}
