using System.Text;
using Actors.Abstractions.Clock;
using Actors.Abstractions.Intake;
using Actors.Abstractions.Notifications;
using Actors.Abstractions.Subjects;
using Actors.Domain.Reports;
using Actors.Domain.Threat.Notifications;
using Actors.Abstractions.Notifications.Streams;
using Actors.Grains;
using Actors.Grains.Notifications.Streams;
using Actors.Ledger;
using Actors.Ledger.Sqlite;
using Actors.Streaming;
using Actors.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Actors.Cluster.Tests.Notifications;

/// <summary>Silos with the grains of the product over one SQLite ledger, on a policy clock the test sets.</summary>
internal sealed class ThreatCluster : IAsyncDisposable
{
    /// <summary>The evening of the first news day, in Baghdad.</summary>
    public static readonly DateTimeOffset Evening = new(2023, 11, 9, 19, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder folder;

    private ThreatCluster(TemporaryFolder folder, ILedger ledger, HeldLedger control, InProcessTestCluster cluster, FakeTimeProvider clock) =>
        (this.folder, Ledger, Control, Cluster, Clock) = (folder, ledger, control, cluster, clock);

    /// <summary>Holds notifications back from the silos.</summary>
    public HeldLedger Control { get; }

    public InProcessTestCluster Cluster { get; }

    public ILedger Ledger { get; }

    /// <summary>What the policy clock shows, and the ledger's.</summary>
    public FakeTimeProvider Clock { get; }

    public INotificationReaderGrain Reader { get; private set; } = null!;

    private SharedReminderTable Reminders { get; init; } = null!;

    /// <summary>Where subjects store their snapshots.</summary>
    public SharedMemoryStorage Storage { get; private init; } = null!;

    /// <param name="patience">How long the test's client waits for an answer; null: as long as Orleans does by itself, 30 s.</param>
    public static async Task<ThreatCluster> StartAsync(short silos = 1, int partitions = 2, Action<IServiceCollection>? configure = null, TimeSpan? patience = null)
    {
        var folder = new TemporaryFolder();
        var clock = new FakeTimeProvider(Evening);
        var ledger = await SqliteLedger.OpenAsync(
            folder.File("ledger.db"), new SqliteLedgerOptions { PartitionCount = partitions, TimeProvider = new StampClock(clock) }, CancellationToken.None);
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        var (held, control) = HeldLedger.Over(ledger);
        var reminders = new SharedReminderTable();
        var storage = new SharedMemoryStorage();
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(held);
            silo.Services.AddSingleton(new PolicyClock(clock, TimeSpan.Zero));
            silo.Services.AddActorsGrains();
            silo.Services.AddSingleton<IGrainStorage>(storage);
            silo.AddReminders();
            silo.Services.AddSingleton<IReminderTable>(reminders);
            silo.AddLedgerStreams("ledger");
            silo.Services.AddKeyedSingleton<IGrainStorage>("PubSubStore", storage);
            silo.AddNotificationStreams();
            configure?.Invoke(silo.Services);
        });
        builder.ConfigureClient(client =>
        {
            client.AddNotificationStreams();
            if (patience is { } limit)
            {
                client.Services.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = limit);
            }
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new ThreatCluster(folder, ledger, control, cluster, clock) { Reminders = reminders, Storage = storage, Reader = cluster.Client.GetGrain<INotificationReaderGrain>(Guid.NewGuid()) };
    }

    /// <summary>The reports of the first news day, as sent.</summary>
    public static IReadOnlyList<string> NewsDay() =>
        [.. File.ReadAllLines(SharedData.PathOf("scenarios/iraq-2023-11-09.ndjson")).Where(l => l.Length > 0)];

    public Task<LedgerVector> PostAsync(params IEnumerable<string> reports) => SubmitAsync(import: null, reports);

    /// <summary>As a part of a bulk import.</summary>
    public Task<LedgerVector> ImportAsync(string import, IEnumerable<string> reports) => SubmitAsync(import, reports);

    private async Task<LedgerVector> SubmitAsync(string? import, IEnumerable<string> reports)
    {
        var canonical = reports.Select(r => ReportWriter.WriteCanonical(ReportReader.ReadOne(Encoding.UTF8.GetBytes(r)).Reports![0])).ToArray();
        var receipts = await Cluster.Client.GetGrain<IIntakeGrain>(0).SubmitAsync(new Submission("local", true, canonical) { Import = import });
        return receipts.Aggregate(LedgerVector.Zero, (sum, r) => LedgerVector.TryParse(r.Positions, out var v) ? sum.Max(v) : sum);
    }

    public ISubjectGrain Subject(string subject)
    {
        var key = subject[(subject.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return subject.Split(':')[0] switch
        {
            "base" => Cluster.Client.GetGrain<IBaseGrain>(key),
            "region" => Cluster.Client.GetGrain<IRegionGrain>(key),
            _ => Cluster.Client.GetGrain<IActorGroupGrain>(key),
        };
    }

    public async Task<IReadOnlyList<Notification>> NotificationsAsync()
    {
        var all = new List<Notification>();
        for (long after = 0; ;)
        {
            var page = await Reader.ReadAsync(after, 1_000, NotificationFilter.All);
            all.AddRange(page.Items.Select(i => NotificationJson.Read(i.Json)));
            if (page.To >= page.Head)
            {
                return all;
            }

            after = page.To;
        }
    }

    /// <summary>Waits until every data entry was handed over, which includes what it made subjects say.</summary>
    public async Task HandedOverAsync()
    {
        for (var partition = 0; partition < Ledger.PartitionCount; partition++)
        {
            var head = (await Ledger.ReadHeadAsync(partition, CancellationToken.None)).Position;
            var of = partition;
            await Eventually.BecomesAsync(
                $"partition {of} is handed over up to {head}",
                async () => await Ledger.ReadCheckpointAsync(of, CancellationToken.None) is { } c ? (c.Position, Behind: string.Join(' ', c.Behind)) : (0, ""),
                handed => handed.Position >= head && handed.Behind.Length == 0,
                TimeSpan.FromSeconds(60));
        }
    }

    public Task<ReminderTableData> RemindersAsync(GrainId grain) => Reminders.ReadRows(grain);

    /// <summary>Ends every activation that is idle.</summary>
    public Task DeactivateAllAsync() => Cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await Ledger.DisposeAsync();
        folder.Dispose();
    }
}
