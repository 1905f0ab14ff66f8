namespace Actors.Host.Membership;

/// <summary>Something that must rest while this silo cannot prove that it is still a member.</summary>
public interface ILeaseFollower
{
    /// <summary>The lease was lost: stop taking work.</summary>
    Task OnLostAsync(CancellationToken cancellationToken);

    /// <summary>The lease is held again: go on.</summary>
    Task OnRegainedAsync(CancellationToken cancellationToken);
}
