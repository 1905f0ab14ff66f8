using System.Diagnostics;
using System.Net;
using Actors.System.Tests.Chaos;
using Actors.System.Tests.Processes;
using Xunit.Abstractions;

namespace Actors.System.Tests.Faults;

/// <summary>One silo of three, each on a machine of its own, is cut off from the others, the gateways and the database, and is asked all the while.</summary>
[Collection(FaultCollection.Name)]
public sealed class NetworkCutTests(ITestOutputHelper output)
{
    private const int Cut = 1;
    private const int Subjects = 40;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>A silo that cannot prove that it is a member says so after this long at the latest.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    [MachineFact(MachineNeeds.Postgres | MachineNeeds.Network)]
    public async Task SiloThatIsCutOff_Answers503AndCountsNothingTwice_WhileTheOthersGoOn()
    {
        await using var network = await MachineNetwork.MakeAsync(machines: 3);
        await using var cluster = await FaultCluster.StartAsync(new(Silos: 3, Gateways: 2) { Network = network, SilosAnswer = true });
        var run = new ClusterLoad(cluster.GatewayAsync, new BaseReports(Subjects, new Random(ChaosSettings.Seed)), Subjects);
        await run.EverySubjectAnswersAsync("before the cut", Limit);
        using var stop = new CancellationTokenSource();
        using var stopThrough = new CancellationTokenSource();
        var server = cluster.Silo(Cut).Http;
        var load = run.KeepSendingAsync(40, stop.Token);
        var through = run.KeepSendingThroughAsync(server, 40, stopThrough.Token);
        await run.AcknowledgesMoreAsync(100, "before the cut", Limit);

        await network.CutAsync(Cut);
        var since = Stopwatch.GetTimestamp();
        var refuses = RefusesAsync(server);
        await AnsweringAsync(run, cluster, "while a silo is cut off");
        output.WriteLine($"every subject answered with a later report {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s after the cut");
        await refuses;
        await run.AcknowledgesMoreAsync(100, "while a silo is cut off", Limit);

        await stopThrough.CancelAsync();
        await through;
        await network.MendAsync(Cut);
        var mended = Stopwatch.GetTimestamp();
        await AnsweringAsync(run, cluster, "after the cut");
        output.WriteLine($"every subject answered with a later report {Stopwatch.GetElapsedTime(mended).TotalSeconds:0.0} s after its end");
        await cluster.RejoinsAsync(Cut);
        output.WriteLine($"{Stopwatch.GetElapsedTime(mended).TotalSeconds:0.0} s after its end the silo {(cluster.Silo(Cut).HasEnded ? $"had ended with {cluster.Silo(Cut).ExitCode}, to be started again" : "was ready")}");
        await cluster.ReviveAsync(Cut);
        await AnsweringAsync(run, cluster, "with all three silos again");

        await stop.CancelAsync();
        await load;
        await run.NothingIsLostAsync("after the cut");
        await run.EveryNotificationOnceAsync("after the cut");
        await run.VerifyAsync("after the cut");
    }

    private async Task AnsweringAsync(ClusterLoad run, FaultCluster cluster, string when)
    {
        try
        {
            await run.EverySubjectAnswersAsync(when, Limit);
        }
        catch (TimeoutException)
        {
            output.WriteLine(cluster.Logs());
            throw;
        }
    }

    /// <summary>Whatever is asked once the lease has run out is refused: questions, reports, and whether it is ready.</summary>
    private static async Task RefusesAsync(HttpClient server)
    {
        await Fault.LastAsync(Lease);
        using var question = await server.GetAsync($"v1/bases/{BaseReports.KeyOf(0)}/tally");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, question.StatusCode);
        Assert.Contains("lease-lost", await question.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var report = await server.PostAsync("v1/reports", HostApi.JsonBody("{}"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, report.StatusCode);
        using var ready = await server.GetAsync("health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        using var live = await server.GetAsync("health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }
}
