using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using static Actors.Ledger.PostgreSql.PostgreSqlParameters;

namespace Actors.Ledger.PostgreSql;

/// <summary>
/// Tells other processes that partitions grew: after the commit, on a connection of its own, at most once a partition in
/// the interval. Sent inside the append's transaction it would cost three quarters of the commits.
/// </summary>
internal sealed partial class PostgreSqlNotifier : IAsyncDisposable
{
    public const string Channel = "actors_ledger";

    private const string NotifySql = "select pg_notify('" + Channel + "', payload) from unnest($1) as payload";

    private readonly PostgreSqlConnections connections;
    private readonly PostgreSqlLedgerOptions options;
    private readonly ILogger<PostgreSqlNotifier> logger;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim wake = new(0, 1);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;
    private Dictionary<int, long> pending = [];
    private long sent;

    public PostgreSqlNotifier(PostgreSqlConnections connections, PostgreSqlLedgerOptions options)
    {
        this.connections = connections;
        this.options = options;
        logger = options.LoggerFactory.CreateLogger<PostgreSqlNotifier>();
        loop = Task.Run(LoopAsync);
    }

    /// <summary>Wake-ups sent so far.</summary>
    public long Sent => Interlocked.Read(ref sent);

    public void Announce(int partition, long position)
    {
        lock (gate)
        {
            var first = pending.Count == 0;
            pending[partition] = position;
            if (first && wake.CurrentCount == 0)
            {
                wake.Release();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await loop;
        stopping.Dispose();
        wake.Dispose();
    }

    private async Task LoopAsync()
    {
        NpgsqlConnection? connection = null;
        try
        {
            while (true)
            {
                await wake.WaitAsync(stopping.Token);
                connection = await SendAsync(connection);
                await Task.Delay(options.NotifyInterval, options.TimeProvider, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await SendAsync(connection).ContinueWith(static sent => sent.Result?.DisposeAsync().AsTask() ?? Task.CompletedTask, TaskScheduler.Default).Unwrap();
        }
    }

    private async Task<NpgsqlConnection?> SendAsync(NpgsqlConnection? connection)
    {
        string[] payloads;
        lock (gate)
        {
            payloads = [.. pending.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}:{p.Value}"))];
            pending = [];
        }

        if (payloads.Length == 0)
        {
            return connection;
        }

        try
        {
            connection ??= await connections.OpenAsync(CancellationToken.None);
            await using var batch = connections.Batch(connection);
            await batch.Add(NotifySql, Of(payloads)).RunAsync(CancellationToken.None);
            Interlocked.Add(ref sent, payloads.Length);
            return connection;
        }
        catch (Exception fault) when (fault is NpgsqlException or IOException or TimeoutException or LedgerUnavailableException)
        {
            // A lost wake-up costs a reader its time-out: the next append announces the partition anew.
            LogLost(fault.Message);
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }

            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Wake-ups could not be sent: {Reason}")]
    private partial void LogLost(string reason);
}
