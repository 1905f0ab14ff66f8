using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Actors.Ledger.PostgreSql;

/// <summary>Hears of appends by other processes and passes them on as wake-ups; connects again by itself.</summary>
internal sealed partial class PostgreSqlListener : IAsyncDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(10);

    private readonly PostgreSqlConnections connections;
    private readonly AppendSignal signal;
    private readonly PostgreSqlLedgerOptions options;
    private readonly ILogger<PostgreSqlListener> logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;

    public PostgreSqlListener(PostgreSqlConnections connections, AppendSignal signal, PostgreSqlLedgerOptions options)
    {
        this.connections = connections;
        this.signal = signal;
        this.options = options;
        logger = options.LoggerFactory.CreateLogger<PostgreSqlListener>();
        loop = Task.Run(LoopAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await loop;
        stopping.Dispose();
    }

    private async Task LoopAsync()
    {
        var pause = ShortestPause;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await connections.OpenAsync(stopping.Token);
                connection.Notification += (_, notice) => Pass(notice.Payload);
                await using (var listen = new NpgsqlCommand($"listen {PostgreSqlNotifier.Channel}", connection))
                {
                    await listen.ExecuteNonQueryAsync(stopping.Token);
                }

                pause = ShortestPause;
                LogListening();
                // What happened while nobody listened is unknown: everybody looks.
                signal.RaiseAll();
                await HearAsync(connection);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is NpgsqlException or IOException or TimeoutException or LedgerUnavailableException)
            {
                LogLost(fault.Message, pause.TotalMilliseconds);
                await Task.Delay(pause, options.TimeProvider, stopping.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task HearAsync(NpgsqlConnection connection)
    {
        while (true)
        {
            if (!await connection.WaitAsync(ProbeInterval, stopping.Token))
            {
                // Silence may be a dead connection.
                await using var probe = new NpgsqlCommand("select 1", connection);
                await probe.ExecuteNonQueryAsync(stopping.Token);
            }
        }
    }

    private void Pass(string payload)
    {
        var colon = payload.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0
            && int.TryParse(payload.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            && long.TryParse(payload.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            signal.Raise(partition, position);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Listening for appends.")]
    private partial void LogListening();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Listening for appends was interrupted ({Reason}); connecting again in {Pause} ms.")]
    private partial void LogLost(string reason, double pause);
}
