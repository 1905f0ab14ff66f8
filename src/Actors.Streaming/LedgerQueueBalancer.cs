using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Actors.Streaming;

/// <summary>
/// Which silo serves which partition: the same answer on every silo that sees the same members. A silo that stops gracefully leaves
/// the active members first, so the others take its partitions while it still hands over.
/// </summary>
/// <remarks>While silos see different members a partition may have two receivers or, for a moment, none: both harmless.</remarks>
internal sealed partial class LedgerQueueBalancer(
    IServiceProvider services,
    IClusterMembershipService membership,
    ILogger<LedgerQueueBalancer> logger) : QueueBalancerBase(services, logger), IStreamQueueBalancer
{
    private QueueId[] queues = [];

    public override Task Initialize(IStreamQueueMapper queueMapper)
    {
        queues = [.. queueMapper.GetAllQueues()];
        return base.Initialize(queueMapper);
    }

    public override IEnumerable<QueueId> GetMyQueues()
    {
        var active = membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active)
            .Select(member => member.SiloAddress.ToParsableString())
            .ToArray();
        var owners = PartitionOwners.Assign(queues.Length, active);
        var self = SiloAddress.ToParsableString();
        return queues.Where(queue => owners[LedgerQueueMapper.PartitionOf(queue)] == self);
    }

    protected override void OnClusterMembershipChange(HashSet<SiloAddress> activeSilos) => _ = NotifyAsync();

    private async Task NotifyAsync()
    {
        try
        {
            await NotifyListeners();
        }
        catch (Exception exception)
        {
            // Nobody awaits this; the next membership change asks again.
            LogNotifyFailed(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The partitions of this silo could not be changed.")]
    private static partial void LogNotifyFailed(ILogger logger, Exception exception);
}
