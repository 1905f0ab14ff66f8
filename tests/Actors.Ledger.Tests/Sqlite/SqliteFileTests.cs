using System.Text;
using Actors.Ledger.Scripts;
using Actors.Ledger.Sqlite;
using Actors.Testing;
using Microsoft.Data.Sqlite;

namespace Actors.Ledger.Tests.Sqlite;

/// <summary>What is particular to a ledger in a file.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Path => folder.File("data/ledger.db");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(":memory:")]
    [InlineData("file::memory:?cache=shared")]
    [InlineData("file:x?mode=memory")]
    [InlineData("")]
    public async Task Open_IsRefused_WhenTheDatabaseWouldNotBeDurable(string path)
    {
        var refused = await Assert.ThrowsAsync<LedgerConfigurationException>(() => SqliteLedger.OpenAsync(path, new(), default));
        Assert.Contains("in-memory databases", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Writer_FlushesEveryCommit_WhenItIsOpened()
    {
        using var session = SqliteSession.OpenWriter(folder.File("x.db"), TimeSpan.FromSeconds(1));

        Assert.Equal("wal", session.Scalar("pragma journal_mode"));
        Assert.Equal(2L, session.Scalar("pragma synchronous"));
    }

    [Fact]
    public async Task Append_SharesTransactions_WhenManyWait()
    {
        await using var ledger = await OpenAsync();
        List<Task<AppendOutcome>> appends = [];
        using (Hold())
        {
            for (var i = 0; i < 40; i++)
            {
                appends.Add(ledger.AppendAsync(Batch(i % 2, i / 2, $"r{i}"), default));
                // One of them is refused: the others of its transaction stand.
                appends.Add(ledger.AppendAsync(Batch(i % 2, 1_000, $"refused {i}"), default));
            }
        }

        var outcomes = await Task.WhenAll(appends);
        Assert.Equal(40, outcomes.OfType<AppendOutcome.Committed>().Count());
        Assert.Equal(40, outcomes.OfType<AppendOutcome.HeadMoved>().Count());
        Assert.Equal("0:20,1:20", (await ledger.ReadHeadsAsync(default)).ToString());
        Assert.InRange(ledger.CommittedTransactions, 1, 3);
    }

    [Fact]
    public async Task Append_CanBeCancelled_WhileItWaits()
    {
        await using var ledger = await OpenAsync();
        Task<AppendOutcome> first, second;
        using (Hold())
        {
            first = ledger.AppendAsync(Batch(0, 0, "first"), default);
            using var cancel = new CancellationTokenSource();
            second = ledger.AppendAsync(Batch(1, 0, "second"), cancel.Token);
            await cancel.CancelAsync();
        }

        Assert.IsType<AppendOutcome.Committed>(await first);

        // Either it had not begun and is gone, or it had and shares the fate of the first.
        var failure = await Record.ExceptionAsync(() => second);
        Assert.True(failure is null or OperationCanceledException, failure?.ToString());
        Assert.Equal(failure is null ? 1 : 0, (await ledger.ReadHeadAsync(1, default)).Position);
    }

    [Fact]
    public async Task Append_IsUnavailable_WhenAnotherProcessKeepsTheLock()
    {
        await using var ledger = await SqliteLedger.OpenAsync(Path, new() { PartitionCount = 2, BusyTimeout = TimeSpan.FromMilliseconds(100) }, default);
        using (Hold())
        {
            var fault = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.AppendAsync(Batch(0, 0, "a"), default));
            Assert.Contains("locked", fault.Message, StringComparison.Ordinal);
            Assert.False(fault.OutcomeUnknown);
            Assert.False((await ledger.CheckHealthAsync(default)).Healthy);
        }

        Assert.IsType<AppendOutcome.Committed>(await ledger.AppendAsync(Batch(0, 0, "a"), default));
    }

    [Fact]
    public async Task Ledger_ContinuesWhereItStopped_WhenOpenedAgain()
    {
        await using (var ledger = await OpenAsync())
        {
            await ledger.AppendAsync(Batch(0, 0, "a"), default);
        }

        await using var again = await SqliteLedger.OpenAsync(Path, new(), default);
        Assert.Equal(2, again.PartitionCount);
        Assert.IsType<AppendOutcome.Committed>(await again.AppendAsync(Batch(0, 1, "b"), default));
        Assert.Equal(["base:x"], await again.ResolveTermsAsync([1], default));
    }

    [Fact]
    public async Task Entries_AreNeverChanged_WhoeverTries()
    {
        await using var ledger = await OpenAsync();
        await ledger.AppendAsync(Batch(0, 0, "a"), default);
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=false");
        connection.Open();
        foreach (var sql in new[] { "update entry set report = x''", "delete from entry" })
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            Assert.Contains("never", Assert.Throws<SqliteException>(() => command.ExecuteNonQuery()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Open_SaysWhatToDo_WhenTheSchemaDoesNotFit()
    {
        var known = SchemaScript.LoadEmbedded("Sqlite");
        var compatible = SchemaScript.Parse("0098_new.sql", "-- compatible: yes\ncreate table added (x integer)");
        var incompatible = SchemaScript.Parse("0099_new.sql", "-- compatible: no\ncreate table added_later (x integer)");
        await (await SqliteLedger.OpenAsync(Path, new(), [.. known, compatible], default)).DisposeAsync();
        await (await SqliteLedger.OpenAsync(Path, new(), known, default)).DisposeAsync();

        var changed = await Assert.ThrowsAsync<LedgerConfigurationException>(() => SqliteLedger.OpenAsync(Path, new(), [known[0] with { Sha256 = "0" }], default));
        Assert.Contains("changed after it had been applied", changed.Message, StringComparison.Ordinal);
        await (await SqliteLedger.OpenAsync(Path, new(), [.. known, compatible, incompatible], default)).DisposeAsync();
        var newer = await Assert.ThrowsAsync<LedgerConfigurationException>(() => SqliteLedger.OpenAsync(Path, new(), known, default));
        Assert.Contains("0099_new.sql is unknown here", newer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_SaysWhatIsWrong_WhenTheFileIsNoDatabase()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        await File.WriteAllTextAsync(Path, new string('x', 10_000));

        var refused = await Assert.ThrowsAsync<LedgerConfigurationException>(() => SqliteLedger.OpenAsync(Path, new(), default));

        Assert.Contains(Path, refused.Message, StringComparison.Ordinal);
    }

    private async Task<SqliteLedger> OpenAsync() => await SqliteLedger.OpenAsync(Path, new() { PartitionCount = 2, BusyTimeout = TimeSpan.FromMinutes(1) }, default);

    /// <summary>Holds the file's write lock as another process would.</summary>
    private SqliteConnection Hold()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "begin immediate";
        command.ExecuteNonQuery();
        return connection;
    }

    private static AppendRequest Batch(int partition, long head, string report) => new()
    {
        Partition = partition,
        ExpectedHead = head,
        BatchId = Guid.NewGuid(),
        Entries = [new NewEntry { Kind = 1, ReportKey = new ReportKey((UInt128)(uint)report.GetHashCode(StringComparison.Ordinal)), Subjects = ["base:x"], Effects = default, Report = Encoding.UTF8.GetBytes(report) }],
    };
}
