using System.Text;
using Actors.Abstractions.Intake;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Grains.Intake;
using Actors.Ledger;
using Actors.Testing;

namespace Actors.Cluster.Tests.Agreement;

/// <summary>
/// One history of reporting, correcting, withdrawing, moving, merging, splitting and deciding, sent to a cluster whose silos may be killed at any
/// moment, and beside it the reports that each incident should be made of at the end.
/// </summary>
/// <remarks>It has places of its own, so that nothing of another history is matched to its incidents.</remarks>
internal sealed class KilledHistory
{
    private readonly Random random;
    private readonly string name;
    private readonly IClusterClient client;
    private readonly Action acted;
    private readonly ChangingReports reports;
    private readonly ReportResolver resolver;
    private readonly Dictionary<Guid, List<Report>> incidents = [];
    private readonly List<string> heldBack = [];
    private int actions;

    /// <param name="acted">Called after each thing done.</param>
    public KilledHistory(int seed, string name, IClusterClient client, Action acted)
    {
        (random, this.name, this.client, this.acted) = (new Random(seed), name, client, acted);
        reports = new ChangingReports(random, name, own: name);
        resolver = new ReportResolver(new NameMemory(Catalogue.BuiltIn), name, analyst: true, TimeProvider.System.GetUtcNow());
    }

    public int Merges { get; private set; }

    public int Splits { get; private set; }

    /// <summary>How often something was asked again because no answer came.</summary>
    public int Repeated { get; private set; }

    /// <summary>Where the last of it stands.</summary>
    public LedgerVector Positions { get; private set; } = LedgerVector.Zero;

    private IIntakeGrain Intake => client.GetGrain<IIntakeGrain>(0);

    public async Task RunAsync(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            switch (random.Next(6))
            {
                case 0:
                    await MergeAsync();
                    break;
                case 1:
                    await SplitAsync();
                    break;
                default:
                    await ReportAsync(1 + random.Next(4));
                    break;
            }

            acted();
        }

        await SendAsync([.. heldBack]);
    }

    /// <summary>What each incident counts for, assessed anew from its reports.</summary>
    public Dictionary<Guid, Contribution> FromScratch() => Placed()
        .Select(i => Assessor.Contribute(i.Key, 1, [.. i.Value.Select(r => resolver.Resolve(r, ReportWriter.WriteCanonical(r)))], AssessmentRules.Default))
        .OfType<Contribution>()
        .ToDictionary(c => c.Incident);

    /// <summary>The reports each incident should be made of.</summary>
    public Dictionary<Guid, List<Report>> Placed()
    {
        var of = incidents.ToDictionary(i => i.Key, i => i.Value.ToList());
        var retractions = of.Values.SelectMany(r => r).OfType<RetractionReport>().ToList();
        foreach (var known in of.Values)
        {
            known.RemoveAll(r => r is RetractionReport);
        }

        // A retraction is part of whatever incident holds what it retracts, however often that was moved.
        for (var placed = true; placed;)
        {
            placed = false;
            foreach (var retraction in retractions.ToList())
            {
                if (of.Values.FirstOrDefault(known => known.Any(r => r.Id == retraction.Retracts)) is { } home)
                {
                    home.Add(retraction);
                    retractions.Remove(retraction);
                    placed = true;
                }
            }
        }

        return of;
    }

    /// <summary>Sends some reports at once; now and then one is held back, so that what retracts or decides comes before what it is about.</summary>
    private async Task ReportAsync(int count)
    {
        var sending = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var next = reports.Next();
            if (ReadOne(next) is not PresenceReport)
            {
                (random.Next(6) == 0 ? heldBack : sending).Add(next);
            }
        }

        if (heldBack.Count > 0 && random.Next(3) == 0)
        {
            sending.AddRange(heldBack);
            heldBack.Clear();
        }

        await SendAsync([.. sending]);
    }

    private async Task SendAsync(string[] sending)
    {
        if (sending.Length == 0)
        {
            return;
        }

        random.Shuffle(sending);
        var known = sending.Select(ReadOne).ToList();
        var receipts = await UntilAnsweredAsync(() => Intake.SubmitAsync(new Submission(name, true, [.. known.Select(r => ReportWriter.WriteCanonical(r))])));
        foreach (var (report, receipt) in known.Zip(receipts))
        {
            Assert.NotEqual(ReceiptStatus.Conflict, receipt.Status);
            Reached(receipt.Positions);

            // A retraction that waits is part of nothing yet.
            var incident = receipt.Incident ?? Guid.Empty;
            Assert.True(incident != Guid.Empty || report is RetractionReport, $"{report.Id} has no incident");
            if (!incidents.TryGetValue(incident, out var held))
            {
                incidents.Add(incident, held = []);
            }

            held.Add(report);
        }
    }

    private async Task MergeAsync()
    {
        if (Any() is not { } survivor || Any() is not { } absorbed || survivor == absorbed)
        {
            return;
        }

        var reason = $"the same {++actions}";
        var done = await UntilAnsweredAsync(() => Intake.MergeAsync(new MergeRequest(survivor, absorbed, reason, "desk")));
        Assert.True(done.Problem is null, $"{name}: {absorbed} into {survivor}: {done.Problem}");
        Reached(done.Positions);
        incidents[survivor].AddRange(incidents[absorbed]);
        incidents.Remove(absorbed);
        Merges++;
    }

    private async Task SplitAsync()
    {
        if (Any() is not { } from)
        {
            return;
        }

        var movable = incidents[from].Where(r => r is not RetractionReport).ToList();
        var leaving = movable.Where(_ => random.Next(2) == 0).ToList();
        if (leaving.Count == 0 || leaving.Count == movable.Count)
        {
            return;
        }

        var reason = $"another {++actions}";
        var done = await UntilAnsweredAsync(() => Intake.SplitAsync(new SplitRequest(from, [.. leaving.Select(r => r.Id)], reason, "desk")));
        Assert.True(done is { Problem: null, Incident: not null }, $"{name}: out of {from}: {done.Problem}");
        Reached(done.Positions);
        var other = done.Incident!.Value;
        Assert.False(incidents.ContainsKey(other), $"{name}: {other}, where reports of {from} went, has reports of its own");
        incidents[from].RemoveAll(leaving.Contains);
        incidents[other] = leaving;
        Splits++;
    }

    /// <summary>An incident that some report other than a retraction is part of.</summary>
    private Guid? Any()
    {
        var open = incidents.Where(i => i.Key != Guid.Empty && i.Value.Any(r => r is not RetractionReport)).Select(i => i.Key).ToList();
        return open.Count == 0 ? null : open[random.Next(open.Count)];
    }

    private Task<T> UntilAnsweredAsync<T>(Func<Task<T>> ask)
        where T : class => Asked.UntilAnsweredAsync(name, ask, () => Repeated++);

    private void Reached(string positions)
    {
        Assert.True(LedgerVector.TryParse(positions, out var at), positions);
        Positions = Positions.Max(at);
    }

    private static Report ReadOne(string report)
    {
        var read = ReportReader.ReadOne(Encoding.UTF8.GetBytes(report));
        Assert.True(read.Errors.Count == 0, $"{string.Join("; ", read.Errors)}: {report}");
        return read.Reports![0];
    }
}
