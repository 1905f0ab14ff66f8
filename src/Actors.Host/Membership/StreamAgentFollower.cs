using Orleans.Providers;
using Orleans.Providers.Streams.Common;

namespace Actors.Host.Membership;

/// <summary>Stops this silo's pulling agents while the membership lease is lost: another silo may own their queues by now.</summary>
internal sealed class StreamAgentFollower(IServiceProvider services, string streamProvider) : ILeaseFollower
{
    private bool stopped;

    public async Task OnLostAsync(CancellationToken cancellationToken)
    {
        await SendAsync(PersistentStreamProviderCommand.StopAgents);
        stopped = true;
    }

    public async Task OnRegainedAsync(CancellationToken cancellationToken)
    {
        // The first lease finds the agents started by the silo itself.
        if (stopped)
        {
            await SendAsync(PersistentStreamProviderCommand.StartAgents);
            stopped = false;
        }
    }

    private Task<object?> SendAsync(PersistentStreamProviderCommand command) =>
        services.GetRequiredKeyedService<IControllable>(streamProvider).ExecuteCommand((int)command, null);
}
