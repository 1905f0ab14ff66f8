using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Actors.Host.Membership;

/// <summary>
/// Before this silo joins it declares dead whoever was a member at its address with its port for gateways: only one process can listen there, and it is this one. Where
/// all silos went at once nobody else is left to say so, and those who join would wait until the members' last signs of life are old.
/// </summary>
/// <remarks>
/// Orleans finds a predecessor by the port between silos, but that port should be another one after each start: silos that reach the new process at the old one's address
/// use the same connection for both, close it ten seconds after the old one's death, and calls under way to the new one are lost (their callers wait 30 s).
/// </remarks>
public sealed partial class Predecessors(IMembershipTable table, IClusterMembershipService membership, ILocalSiloDetails local, IOptions<EndpointOptions> endpoint, ILogger<Predecessors> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        lifecycle.Subscribe(nameof(Predecessors), ServiceLifecycleStage.ApplicationServices, DeclareAsync);
    }

    private async Task DeclareAsync(CancellationToken cancellationToken)
    {
        try
        {
            var members = await table.ReadAllAsync(cancellationToken);
            foreach (var (member, _) in members.Members)
            {
                if (member.Status != SiloStatus.Dead && IsPredecessor(member))
                {
                    LogReplaces(local.SiloAddress, member.SiloAddress);
                    await membership.TryKill(member.SiloAddress);
                }
            }
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // The others, or time, come to the same end.
            LogNotDeclared(fault);
        }
    }

    private bool IsPredecessor(MembershipEntry member) =>
        member.SiloAddress.Generation < local.SiloAddress.Generation
        && member.SiloAddress.Endpoint.Address.Equals(local.SiloAddress.Endpoint.Address)
        && member.ProxyPort == endpoint.Value.GatewayPort;

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Silo} listens where {Predecessor} did, which is declared dead")]
    private partial void LogReplaces(SiloAddress silo, SiloAddress predecessor);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Predecessors of this silo could not be declared dead; they are left to the others")]
    private partial void LogNotDeclared(Exception fault);
}
