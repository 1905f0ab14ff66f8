namespace Actors.System.Tests.Faults;

/// <summary>Something that goes wrong with a cluster, and whatever a supervisor does about it.</summary>
/// <param name="Name">In words, for messages.</param>
/// <param name="AnswerLimit">From the end of the fault until every subject must answer with a later report.</param>
/// <param name="InflictAsync">Inflicts it; ends when the fault is over, which for a kill is at once.</param>
/// <param name="MendAsync">Starts again what the fault ended; runs after every subject has answered.</param>
internal sealed record Fault(string Name, TimeSpan AnswerLimit, Func<FaultCluster, Task> InflictAsync, Func<FaultCluster, Task> MendAsync)
{
    private static readonly TimeSpan AfterKill = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterOther = TimeSpan.FromSeconds(10);

    /// <summary>The kinds there are, by a word each; each makes one from chance.</summary>
    /// <param name="outage">How long those last that last.</param>
    /// <param name="cut">How long a silo is cut off; null: the silos have no <see cref="FaultCluster.Network"/>, and the way to the database becomes slow instead.</param>
    public static IReadOnlyList<(string Word, Func<Random, FaultCluster, Fault> Make)> Kinds(TimeSpan outage, TimeSpan? cut) =>
    [
        cut is { } length ? ("cut", (random, cluster) => CutSilo(random, cluster, length)) : ("slow", (_, _) => SlowDatabase(outage)),
        ("silo", KillSilo),
        ("gateway", KillGateway),
        ("database", (_, _) => CrashDatabase(TimeSpan.Zero)),
        ("minute", (_, _) => CrashDatabase(TimeSpan.FromMinutes(1))),
        ("hang", (random, cluster) => HangSilo(random, cluster, outage)),
        ("restart", (_, _) => RestartAll()),
        ("scale", (_, _) => Scale()),
        ("disk", (random, _) => FillDisk(random.Next(2) * random.Next(4 * 1024 * 1024), outage)),
        ("clock", (random, cluster) => JumpClock(random, cluster, outage)),
    ];

    /// <summary>A silo is cut off from the others, the gateways and the database; needs <see cref="FaultCluster.Network"/>.</summary>
    public static Fault CutSilo(Random random, FaultCluster cluster, TimeSpan outage)
    {
        var silo = cluster.Silos[random.Next(cluster.Silos.Count)];
        return new(
            $"silo {silo} is cut off for {outage.TotalSeconds:0} s",
            AfterOther,
            async c =>
            {
                await c.Network.CutAsync(silo);
                await LastAsync(outage);
                await c.Network.MendAsync(silo);
            },
            async c =>
            {
                await c.RejoinsAsync(silo);
                await ReviveAllAsync(c);
            });
    }

    /// <summary>The disk of the database is full; needs <see cref="FaultCluster.Disk"/>. A server that could not go on is started again, as OPERATIONS.md says.</summary>
    public static Fault FillDisk(long bytesLeft, TimeSpan outage) => new(
        $"the disk of the database is full but for {bytesLeft} bytes for {outage.TotalSeconds:0} s",
        AfterOther,
        async cluster =>
        {
            cluster.Disk.Fill(bytesLeft);
            await LastAsync(outage);
            cluster.Disk.MakeRoom();
            if (!await cluster.Server.AnswersAsync())
            {
                await cluster.Server.StopAsync(immediately: true);
                await cluster.Server.StartAsync();
            }
        },
        ReviveAllAsync);

    /// <summary>A silo whose wall clock jumps forward an hour, and back, takes the place of another (libfaketime makes it slow, so not for longer than that).</summary>
    public static Fault JumpClock(Random random, FaultCluster cluster, TimeSpan outage)
    {
        var silo = cluster.Silos[random.Next(cluster.Silos.Count)];
        return new(
            $"the clock of silo {silo} is an hour ahead for {outage.TotalSeconds:0} s",
            AfterOther,
            async c =>
            {
                await c.StopSiloAsync(silo);
                var clock = await c.StartSiloWithClockAsync(silo);
                await LastAsync(JumpingClock.SeenWithin);
                clock.Set(TimeSpan.FromHours(1));
                await LastAsync(outage);
                clock.Set(TimeSpan.Zero);
            },
            async c =>
            {
                await c.StopSiloAsync(silo);
                await c.StartSiloAsync(silo);
            });
    }

    public static Fault KillSilo(Random random, FaultCluster cluster)
    {
        var silo = cluster.Silos[random.Next(cluster.Silos.Count)];
        return new($"kill -9 of silo {silo}", AfterKill, c => c.KillSiloAsync(silo), c => c.StartSiloAsync(silo));
    }

    public static Fault KillGateway(Random random, FaultCluster cluster)
    {
        var gateway = random.Next(cluster.GatewayCount);
        return new($"kill -9 of gateway {gateway}", AfterKill, c => c.KillGatewayAsync(gateway), c => c.StartGatewayAsync(gateway));
    }

    /// <summary>The database ends as in a crash, stays away, and recovers.</summary>
    public static Fault CrashDatabase(TimeSpan away) => new(
        $"crash of the database, away for {away.TotalSeconds:0} s",
        AfterOther,
        async cluster =>
        {
            await cluster.Server.StopAsync(immediately: true);
            await LastAsync(away);
            await cluster.Server.StartAsync();
        },
        ReviveAllAsync);

    /// <summary>A silo that hangs is cut off from the others and the database, is declared dead, and then goes on where it was.</summary>
    public static Fault HangSilo(Random random, FaultCluster cluster, TimeSpan outage)
    {
        var silo = cluster.Silos[random.Next(cluster.Silos.Count)];
        return new(
            $"silo {silo} hangs for {outage.TotalSeconds:0} s and goes on",
            AfterOther,
            async c =>
            {
                await c.Silo(silo).SignalAsync("STOP");
                await LastAsync(outage);
                await c.Silo(silo).SignalAsync("CONT");
            },
            ReviveAllAsync);
    }

    public static Fault SlowDatabase(TimeSpan outage) => new(
        $"100 ms to the database for {outage.TotalSeconds:0} s",
        AfterOther,
        async cluster =>
        {
            cluster.Link.Delay = TimeSpan.FromMilliseconds(100);
            await LastAsync(outage);
            cluster.Link.Delay = TimeSpan.Zero;
        },
        ReviveAllAsync);

    public static Fault RestartAll() => new(
        "kill -9 of every silo and gateway, and their start",
        AfterOther,
        async cluster =>
        {
            var silos = cluster.Silos;
            await Task.WhenAll([.. silos.Select(cluster.KillSiloAsync), .. Enumerable.Range(0, cluster.GatewayCount).Select(cluster.KillGatewayAsync)]);
            await Task.WhenAll([.. silos.Select(cluster.StartSiloAsync), .. Enumerable.Range(0, cluster.GatewayCount).Select(cluster.StartGatewayAsync)]);
        },
        _ => Task.CompletedTask);

    /// <summary>From what runs down to one silo, up to as many as there can be (four), and back.</summary>
    public static Fault Scale() => new(
        "scaling to one silo, to all, and back",
        AfterOther,
        async cluster =>
        {
            var before = cluster.Silos;
            foreach (var silo in before.Skip(1))
            {
                await cluster.StopSiloAsync(silo);
            }

            await Task.WhenAll(Enumerable.Range(0, cluster.SilosAtMost).Where(s => !cluster.Silos.Contains(s)).Select(cluster.StartSiloAsync));
            foreach (var silo in cluster.Silos.Except(before))
            {
                await cluster.StopSiloAsync(silo);
            }
        },
        _ => Task.CompletedTask);

    /// <summary>The time a fault lasts is part of the fault.</summary>
    public static async Task LastAsync(TimeSpan length)
    {
        if (length > TimeSpan.Zero)
        {
            using var timer = new PeriodicTimer(length);
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>A silo that learns of its own death ends, and is to be started again.</summary>
    private static async Task ReviveAllAsync(FaultCluster cluster)
    {
        foreach (var silo in cluster.Silos)
        {
            await cluster.ReviveAsync(silo);
        }
    }
}
