using System.Net;
using Actors.Host.OrleansTables;
using Actors.Testing;
using Npgsql;

namespace Actors.Cluster.Tests.Storage;

/// <summary>What Orleans relies on in a membership table, asked through <see cref="IMembershipTable"/> on PostgreSQL.</summary>
public sealed class PostgreSqlMembershipTests : IAsyncLifetime
{
    private static readonly DateTime Start = new(2026, 3, 1, 12, 0, 0, 250, DateTimeKind.Utc);

    private PostgresDatabase database = null!;
    private NpgsqlDataSource source = null!;
    private OrleansTablesUnderTest tables = null!;
    private IMembershipTable table = null!;

    public async Task InitializeAsync()
    {
        if (PostgresServer.SkipReason is not null)
        {
            return;
        }

        database = await PostgresServer.CreateSharedDatabaseAsync();
        source = PostgreSqlOrleansSchema.CreateDataSource(database.ConnectionString);
        await PostgreSqlOrleansSchema.ApplyAsync(source, applicationRole: null, CancellationToken.None);
        tables = await OrleansTablesUnderTest.OpenAsync(source, "Npgsql");
        table = tables.Membership;
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true);
    }

    public async Task DisposeAsync()
    {
        if (PostgresServer.SkipReason is null)
        {
            tables.Dispose();
            await source.DisposeAsync();
            await database.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task Table_AnswersItsVersion_WhenNobodyIsThere()
    {
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true);
        var data = await table.ReadAllAsync();
        Assert.Equal(0, data.Version.Version);
        Assert.Empty(data.Members);
        Assert.Empty((await table.ReadRowAsync(Entry(1).SiloAddress)).Members);
    }

    [PostgresFact]
    public async Task Row_ReadsBack_AsInserted()
    {
        var entry = Entry(1);
        var before = await table.ReadAllAsync();
        Assert.True(await table.InsertRowAsync(entry, before.Version.Next()));

        var data = await table.ReadAllAsync();
        Assert.Equal(before.Version.Version + 1, data.Version.Version);
        var read = Assert.Single(data.Members).Item1;
        Assert.Equal(
            (entry.SiloAddress, entry.SiloName, entry.HostName, entry.Status, entry.ProxyPort, entry.StartTime, entry.IAmAliveTime),
            (read.SiloAddress, read.SiloName, read.HostName, read.Status, read.ProxyPort, read.StartTime, read.IAmAliveTime));
        Assert.Equal(entry.SiloAddress, Assert.Single((await table.ReadRowAsync(entry.SiloAddress)).Members).Item1.SiloAddress);
    }

    [PostgresFact]
    public async Task Insert_IsRefused_WhenTheTableMovedOrTheRowExists()
    {
        var seen = await table.ReadAllAsync();
        Assert.True(await table.InsertRowAsync(Entry(1), seen.Version.Next()));
        Assert.False(await table.InsertRowAsync(Entry(2), seen.Version.Next()));

        seen = await table.ReadAllAsync();
        Assert.False(await table.InsertRowAsync(Entry(1), seen.Version.Next()));
        Assert.Equal(seen.Version.Version, (await table.ReadAllAsync()).Version.Version);
    }

    [PostgresFact]
    public async Task Update_IsRefused_WhenTheTableMovedOrTheRowIsAbsent()
    {
        await InsertAsync(Entry(1));
        var seen = await table.ReadAllAsync();
        var (entry, etag) = Assert.Single(seen.Members);
        entry.Status = SiloStatus.Active;
        Assert.True(await table.UpdateRowAsync(entry, etag, seen.Version.Next()));
        entry.Status = SiloStatus.Dead;
        Assert.False(await table.UpdateRowAsync(entry, etag, seen.Version.Next()));

        var now = await table.ReadAllAsync();
        Assert.Equal(SiloStatus.Active, Assert.Single(now.Members).Item1.Status);
        Assert.False(await table.UpdateRowAsync(Entry(9), now.Version.VersionEtag, now.Version.Next()));
        Assert.Equal(now.Version.Version, (await table.ReadAllAsync()).Version.Version);
    }

    [PostgresFact]
    public async Task Update_SucceedsOnce_WhenManyRace()
    {
        await InsertAsync(Entry(1));
        var seen = await table.ReadAllAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(2, 12).Select(silo => table.InsertRowAsync(Entry(silo), seen.Version.Next())));
        Assert.Single(outcomes, won => won);
        var after = await table.ReadAllAsync();
        Assert.Equal(2, after.Members.Count);
        Assert.Equal(seen.Version.Version + 1, after.Version.Version);
    }

    [PostgresFact]
    public async Task Suspicions_ReadBack_AsWritten()
    {
        await InsertAsync(Entry(1));
        var seen = await table.ReadAllAsync();
        var (entry, etag) = Assert.Single(seen.Members);
        entry.AddSuspector(Entry(2).SiloAddress, Start);
        entry.AddSuspector(Entry(3).SiloAddress, Start.AddSeconds(1));
        Assert.True(await table.UpdateRowAsync(entry, etag, seen.Version.Next()));
        Assert.Equal(entry.SuspectTimes, Assert.Single((await table.ReadAllAsync()).Members).Item1.SuspectTimes);
    }

    [PostgresFact]
    public async Task SignOfLife_LeavesTheVersion_Alone()
    {
        var entry = Entry(1);
        await InsertAsync(entry);
        var before = await table.ReadAllAsync();
        entry.IAmAliveTime = Start.AddMinutes(7);
        await table.UpdateIAmAliveAsync(entry);
        var after = await table.ReadAllAsync();
        Assert.Equal(before.Version.Version, after.Version.Version);
        Assert.Equal(Start.AddMinutes(7), Assert.Single(after.Members).Item1.IAmAliveTime);
    }

    [PostgresFact]
    public async Task CleanUp_TakesTheLongDead_AndNobodyElse()
    {
        await InsertAsync(Entry(1, SiloStatus.Dead));
        await InsertAsync(Entry(2, SiloStatus.Active));
        var fresh = Entry(3, SiloStatus.Dead);
        fresh.IAmAliveTime = Start.AddDays(3);
        await InsertAsync(fresh);
        await table.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(Start.AddDays(1)));
        Assert.Equal([2, 3], (await table.ReadAllAsync()).Members.Select(m => m.Item1.SiloAddress.Generation).Order());

        await table.DeleteMembershipTableEntriesAsync("cluster-under-test");
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from orleans.membership"));
    }

    [PostgresFact]
    public async Task Schema_IsAppliedOnce_WhenManyHostsStart()
    {
        await using var other = await PostgresServer.CreateSharedDatabaseAsync();
        await using var connections = PostgreSqlOrleansSchema.CreateDataSource(other.ConnectionString);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostgreSqlOrleansSchema.ApplyAsync(connections, applicationRole: null, CancellationToken.None)));
        Assert.Equal(4L, await other.ScalarAsync<long>("select count(*) from orleans.schema_script"));
        Assert.Equal(21L, await other.ScalarAsync<long>("select count(*) from orleans.orleansquery"));
    }

    private static MembershipEntry Entry(int number, SiloStatus status = SiloStatus.Joining) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 11110 + number, number),
        SiloName = $"silo-{number}",
        HostName = "host",
        Status = status,
        ProxyPort = 30000,
        StartTime = Start,
        IAmAliveTime = Start,
    };

    private async Task InsertAsync(MembershipEntry entry) =>
        Assert.True(await table.InsertRowAsync(entry, (await table.ReadAllAsync()).Version.Next()));
}
