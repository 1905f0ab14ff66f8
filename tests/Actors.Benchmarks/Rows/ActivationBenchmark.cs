using System.Diagnostics;
using Actors.Abstractions.Subjects;
using Actors.Benchmarks.Product;
using Actors.Benchmarks.Results;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Tallies;
using Actors.Grains.Subjects;
using Orleans.Storage;

namespace Actors.Benchmarks.Rows;

/// <summary>A region with a long history starts from its snapshot and answers a tally of its last 90 days.</summary>
public static class ActivationBenchmark
{
    private const int Days = 11_000;
    private static readonly DateOnly LastDay = new(2023, 11, 9);

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var incidents = context.Options.Quick ? 30_000 : 300_000;
        await using var database = await context.Server.CreateDatabaseAsync();
        await using var product = await RunningProduct.StartAsync(database.ConnectionString, context.Options.Partitions);
        var storage = product.Services.GetRequiredService<IGrainStorage>();
        await StoreAsync(storage, Make("jo", incidents / 30));
        await StoreAsync(storage, Make("iq", incidents));
        var query = new TallyQuery { From = LastDay.AddDays(-89), To = LastDay };
        var management = product.Grains.GetGrain<IManagementGrain>(0);
        for (var i = 0; i < 3; i++)
        {
            await product.Grains.GetGrain<IRegionGrain>("jo").TallyAsync(query);
            await management.ForceActivationCollection(TimeSpan.Zero);
        }

        List<double> times = [];
        for (var i = 0; i < (context.Options.Quick ? 3 : 10); i++)
        {
            var started = Stopwatch.GetTimestamp();
            var answer = await product.Grains.GetGrain<IRegionGrain>("iq").TallyAsync(query);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (answer.Incidents.Best == 0)
            {
                throw new InvalidOperationException("The region that was stored answers that it has no incidents.");
            }

            await management.ForceActivationCollection(TimeSpan.Zero);
        }

        context.AddTime($"cold activation of a region with {incidents:N0} incidents, tally of its last 90 days", new Samples(times), "ms", null, null, "50 ms at 300,000", (value, _) => value <= 50);
    }

    private static SubjectState Make(string region, int incidents)
    {
        var state = new SubjectState(SubjectId.Region(region));
        var catalogue = Catalogue.BuiltIn;
        var leaves = catalogue.Within(state.Subject);
        var random = new Random(9);
        string[] types = ["air-drone-strike", "shelling-artillery-missile", "remote-explosive-ied", "armed-clash"];
        string[] outcomes = ["hit", "intercepted", "failed", "unknown"];
        for (var i = 0; i < incidents; i++)
        {
            var contribution = new Contribution
            {
                Incident = new Guid(i + 1, 0, 0, new byte[8]),
                Revision = 1,
                Days = [new(LastDay.AddDays(-(int)((long)i * Days / incidents)), Membership.Low)],
                Precision = DayPrecision.Day,
                Places = [new(leaves[random.Next(leaves.Length)], null, Membership.Low)],
                Types = [new(types[random.Next(types.Length)], Membership.Low)],
                Outcomes = [new(outcomes[random.Next(outcomes.Length)], Membership.Low)],
                Groups = [new("faction-" + random.Next(40), GroupRole.Perpetrator, Membership.Low), new("force-" + random.Next(20), GroupRole.Target, Membership.Low)],
                Casualties = [new(null, Figure.Exactly(random.Next(5)), null)],
                Roots = ["desk-" + random.Next(40)],
            };
            state.Apply(0, i + 1, EntryEffects.None with { Changes = [new IncidentChange(contribution.Incident, null, contribution)] }, catalogue);
        }

        return state;
    }

    private static async Task StoreAsync(IGrainStorage storage, SubjectState state)
    {
        var grain = GrainId.Create("region", state.Subject.Key);
        var snapshot = SubjectSnapshotCodec.Take(state, Catalogue.BuiltIn);
        foreach (var chunk in snapshot.Chunks)
        {
            await WriteAsync($"region-{chunk.Year:0000}", [.. chunk.Bytes]);
        }

        await WriteAsync("region-head", [.. snapshot.Head]);

        async Task WriteAsync(string name, byte[] bytes)
        {
            var blob = new GrainState<SnapshotBlob>(new SnapshotBlob());
            await storage.ReadStateAsync(name, grain, blob);
            blob.State!.Bytes = bytes;
            blob.State.LastRecordedAt = DateTimeOffset.UnixEpoch;
            await storage.WriteStateAsync(name, grain, blob);
        }
    }
}
