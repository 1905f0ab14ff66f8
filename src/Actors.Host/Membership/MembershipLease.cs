
namespace Actors.Host.Membership;

/// <summary>
/// Whether this silo has lately read its own membership row as active. Orleans lets a silo that is cut off from its peers and
/// the database go on answering; such a silo may long have been replaced, so after <see cref="Term"/> it answers 503 and its
/// followers rest until the row is read again. Once it reads that it was declared dead, it has Orleans look at the table at once, which ends it.
/// </summary>
/// <remarks>Safe for concurrent use. Before the first confirmation the lease is not held.</remarks>
public sealed partial class MembershipLease(
    IMembershipTable table,
    IClusterMembershipService membership,
    ILocalSiloDetails silo,
    IEnumerable<ILeaseFollower> followers,
    TimeProvider timeProvider,
    ILogger<MembershipLease> logger) : BackgroundService
{
    /// <summary>How long a confirmation is good for.</summary>
    public static readonly TimeSpan Term = TimeSpan.FromSeconds(15);

    /// <summary>How often the row is read; one read may take as long.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>How often the row is read while the lease is not held.</summary>
    private static readonly TimeSpan EagerInterval = TimeSpan.FromMilliseconds(250);

    private readonly ILeaseFollower[] followers = [.. followers];
    private long confirmedAt;
    private volatile bool everConfirmed;
    private bool followersRest = true;

    /// <summary>True while the last confirmation is younger than <see cref="Term"/>.</summary>
    public bool IsHeld => everConfirmed && timeProvider.GetElapsedTime(Volatile.Read(ref confirmedAt)) < Term;

    /// <summary>Reads the row once and tells the followers when the lease changed hands.</summary>
    internal async Task CheckAsync(CancellationToken cancellationToken)
    {
        // What counts is when the question was asked: the answer may have been on its way for a while.
        var asked = timeProvider.GetTimestamp();
        using var timeout = new CancellationTokenSource(Interval, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var data = await table.ReadRowAsync(silo.SiloAddress, either.Token).WaitAsync(either.Token);
            var status = data.TryGet(silo.SiloAddress)?.Item1.Status;
            if (status == SiloStatus.Active)
            {
                Volatile.Write(ref confirmedAt, asked);
                everConfirmed = true;
            }
            else if (everConfirmed && status is (null or SiloStatus.Dead))
            {
                // The others went on without it. Orleans ends a silo that learns this, but by itself looks at the table seconds later, and until
                // then gateways that reach it again send it calls which it cannot answer.
                LogReplaced(silo.SiloAddress);
                await membership.Refresh(new MembershipVersion(data.Version.Version), either.Token);
            }
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever the reason, the row was not confirmed; the lease runs out by itself.
            LogUnconfirmed(fault);
        }

        if (IsHeld == followersRest)
        {
            await TellAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        do
        {
            await CheckAsync(stoppingToken);
            timer.Period = IsHeld ? Interval : EagerInterval;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var held = followersRest;
        if (held)
        {
            LogHeld(silo.SiloAddress);
        }
        else
        {
            LogLost(silo.SiloAddress, Term);
        }

        foreach (var follower in followers)
        {
            await (held ? follower.OnRegainedAsync(cancellationToken) : follower.OnLostAsync(cancellationToken));
        }

        followersRest = !held;
    }

    [LoggerMessage(LogLevel.Debug, "The membership row could not be read")]
    private partial void LogUnconfirmed(Exception fault);

    [LoggerMessage(LogLevel.Error, "The membership table has no active row of silo {Silo} any more: the cluster went on without it, and it ends")]
    private partial void LogReplaced(SiloAddress silo);

    [LoggerMessage(LogLevel.Information, "Silo {Silo} holds its membership lease")]
    private partial void LogHeld(SiloAddress silo);

    [LoggerMessage(LogLevel.Error, "Silo {Silo} has not confirmed its membership row for {Term}: it answers 503 and its stream agents rest")]
    private partial void LogLost(SiloAddress silo, TimeSpan term);
}
