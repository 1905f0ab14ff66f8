using System.Diagnostics;
using System.Text;
using Actors.Ledger.PostgreSql;
using Actors.Testing;
using Npgsql;

namespace Actors.Ledger.Tests.PostgreSql;

/// <summary>Appends whose connection breaks, and a database that goes away.</summary>
public sealed class PostgreSqlOutcomeTests : IAsyncLifetime
{
    private static readonly byte[] Marker = Encoding.ASCII.GetBytes("cut here");

    private PostgresDatabase database = null!;
    private CuttingProxy proxy = null!;
    private NpgsqlDataSource throughProxy = null!;
    private PostgreSqlLedger ledger = null!;
    private PostgreSqlLedger observer = null!;

    public async Task InitializeAsync()
    {
        if (PostgresServer.SkipReason is not null)
        {
            return;
        }

        database = await PostgresServer.CreateSharedDatabaseAsync();
        await PostgreSqlSchema.ApplyAsync(database.DataSource, new() { PartitionCount = 2 }, default);
        var target = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        proxy = CuttingProxy.Start(target.Host!, target.Port);
        throughProxy = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = proxy.Port, SslMode = SslMode.Disable }.ToString());
        ledger = await PostgreSqlLedger.OpenAsync(throughProxy, new() { ConnectTimeout = TimeSpan.FromSeconds(2) }, default);
        observer = await PostgreSqlLedger.OpenAsync(database.DataSource, new(), default);
        Assert.IsType<AppendOutcome.Committed>(await ledger.AppendAsync(Batch(0, "before"), default));
    }

    public async Task DisposeAsync()
    {
        if (PostgresServer.SkipReason is not null)
        {
            return;
        }

        await ledger.DisposeAsync();
        await observer.DisposeAsync();
        await throughProxy.DisposeAsync();
        await proxy.DisposeAsync();
        await database.DisposeAsync();
    }

    [PostgresFact]
    public async Task Append_IsFoundCommitted_WhenTheAnswerIsLost()
    {
        proxy.CutNext(Marker, Cut.LoseAnswer);

        var outcome = Assert.IsType<AppendOutcome.Committed>(await ledger.AppendAsync(Batch(1, "cut here", "and this"), default));

        Assert.Equal(2, outcome.FirstPosition);
        var entries = (await observer.ReadAsync(0, 1, 10, 10, EntryParts.All, default)).Entries;
        Assert.Equal(outcome.RecordedAt, entries.Select(e => e.RecordedAt));
        Assert.Equal(["cut here", "and this"], entries.Select(e => Encoding.UTF8.GetString(e.Report.Span)));
    }

    [PostgresFact]
    public async Task Append_IsSentAgain_WhenTheRequestIsLost()
    {
        proxy.CutNext(Marker, Cut.LoseRequest);

        var outcome = Assert.IsType<AppendOutcome.Committed>(await ledger.AppendAsync(Batch(1, "cut here"), default));

        Assert.Equal(2, outcome.FirstPosition);
        Assert.Equal(2, (await observer.ReadHeadAsync(0, default)).Position);
    }

    [PostgresFact]
    public async Task Append_NeverLandsLater_WhenItWasGivenUp()
    {
        using var cancel = new CancellationTokenSource();
        // Cancelled on the way: what is found missing is not sent again.
        proxy.CutNext(Marker, Cut.HoldRequest, before: cancel.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ledger.AppendAsync(Batch(1, "cut here"), cancel.Token));

        Assert.Equal(1, (await observer.ReadHeadAsync(0, default)).Position);
        await proxy.DeliverAsync();

        Assert.Equal(1, (await observer.ReadHeadAsync(0, default)).Position);
        Assert.IsType<AppendOutcome.Committed>(await observer.AppendAsync(Batch(1, "another"), default));
    }

    [PostgresFact]
    public async Task Append_IsRecordedOnce_WhenTheFirstSendingArrivesAfterTheSecond()
    {
        proxy.CutNext(Marker, Cut.HoldRequest);

        var outcome = await ledger.AppendAsync(Batch(1, "cut here"), default);
        await proxy.DeliverAsync();

        Assert.Equal(2, Assert.IsType<AppendOutcome.Committed>(outcome).FirstPosition);
        Assert.Equal(2, (await observer.ReadHeadAsync(0, default)).Position);
    }

    [PostgresFact]
    public async Task Append_IsSentAgain_WhenItsBackendIsKilledBeforeTheCommit()
    {
        await using var holder = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("lock table ledger.incident_revision in access exclusive mode", holder))
        {
            await command.ExecuteNonQueryAsync();
        }

        var request = Batch(1, "killed");
        var append = ledger.AppendAsync(request with { Entries = [request.Entries[0] with { Revisions = [Revision()] }] }, default);
        await Eventually.HoldsAsync("The append's backend waits and is killed", () => database.ScalarAsync<bool>(
            "select coalesce(bool_or(pg_terminate_backend(pid)), false) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"));
        await transaction.CommitAsync();

        Assert.Equal(2, Assert.IsType<AppendOutcome.Committed>(await append).FirstPosition);
        Assert.Equal(2, (await observer.ReadHeadAsync(0, default)).Position);
        Assert.Single(await observer.ReadRevisionsAsync(Revision().Incident, default));
    }

    [PostgresFact]
    public async Task Ledger_IsUnavailableQuickly_AndRecovers_WhenTheDatabaseGoesAway()
    {
        proxy.Refuses = true;
        proxy.CutAll();
        var started = Stopwatch.GetTimestamp();

        var append = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.AppendAsync(Batch(1, "down"), default));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.ReadAsync(0, 0, 10, 10, EntryParts.All, default));
        var health = await ledger.CheckHealthAsync(default);

        Assert.False(health.Healthy);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "Three calls to a database that is down took 30 s.");
        proxy.Refuses = false;
        var head = append.OutcomeUnknown ? (await Eventually.BecomesAsync("The head is read", () => observer.ReadHeadAsync(0, default), _ => true)).Position : 1;
        Assert.IsType<AppendOutcome.Committed>(await ledger.AppendAsync(Batch(head, "up"), default));
        Assert.True((await ledger.CheckHealthAsync(default)).Healthy);
    }

    [PostgresFact]
    public async Task WaitForAppend_WakesAcrossProcesses_AlsoAfterItsConnectionWasCut()
    {
        await WakesAsync();
        proxy.CutAll();
        await Eventually.BecomesAsync("The listener listens again", () => database.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and query = 'listen actors_ledger'"), count => count >= 2);
        await WakesAsync();

        async Task WakesAsync()
        {
            var head = (await observer.ReadHeadAsync(0, default)).Position;
            var wait = ledger.WaitForAppendAsync(0, head, TimeSpan.FromMinutes(2), default);
            Assert.IsType<AppendOutcome.Committed>(await observer.AppendAsync(Batch(head, $"wake {head}"), default));
            await wait.WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    [PostgresFact]
    public async Task Notifier_SendsAtMostOnceAnInterval_WhenAppendsCrowd()
    {
        var interval = TimeSpan.FromSeconds(1);
        await using var crowded = await PostgreSqlLedger.OpenAsync(database.DataSource, new() { NotifyInterval = interval }, default);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < 30; i++)
        {
            Assert.IsType<AppendOutcome.Committed>(await crowded.AppendAsync(new AppendRequest { Partition = 1, ExpectedHead = i, BatchId = Guid.NewGuid(), Entries = Batch(0, $"crowd {i}").Entries }, default));
        }

        Assert.InRange(crowded.NotificationsSent, 1, 2 + (long)(Stopwatch.GetElapsedTime(started) / interval));
    }

    private static NewRevision Revision() => new()
    {
        Incident = new Guid("00000000-0000-0000-0000-000000000007"),
        Revision = 1,
        DayFrom = null,
        DayTo = null,
        Terms = [],
        SearchText = "",
        Contribution = new byte[1],
        Reports = [],
    };

    private static AppendRequest Batch(long head, params string[] reports) => new()
    {
        Partition = 0,
        ExpectedHead = head,
        BatchId = Guid.NewGuid(),
        Entries = [.. reports.Select(report => new NewEntry
        {
            Kind = 1,
            ReportKey = new ReportKey((UInt128)(uint)report.GetHashCode(StringComparison.Ordinal)),
            Subjects = ["base:x"],
            Effects = new byte[10],
            Report = Encoding.UTF8.GetBytes(report),
        })],
    };

}
