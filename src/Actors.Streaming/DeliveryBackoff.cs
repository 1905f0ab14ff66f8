using Orleans.Runtime.Providers;

namespace Actors.Streaming;

/// <summary>Pauses between tries of one page: 50 ms, doubling to 1 s. (Orleans' own start at 1 s and 10 s.)</summary>
internal sealed class DeliveryBackoff : IMessageDeliveryBackoffProvider, IQueueReaderBackoffProvider
{
    public TimeSpan Next(int attempt) => TimeSpan.FromMilliseconds(Math.Min(1_000, 50 << Math.Clamp(attempt, 0, 5)));
}
