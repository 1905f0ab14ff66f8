using System.Diagnostics;
using Actors.Benchmarks.Workload;
using Actors.Testing;
using Npgsql;

namespace Actors.Benchmarks.Peers;

/// <summary>Peer (a) as an alarm: the statement-level trigger that keeps the tallies also notifies of one report in a hundred, and a listener
/// waits for it.</summary>
public static class ListenPeer
{
    private const string NotifySql = """
        create or replace function peer_alarm() returns trigger language plpgsql as $$
        begin
            perform pg_notify('alarm', sequence::text) from added where sequence % 100 = 0;
            return null;
        end $$;
        create trigger peer_alarm after insert on peer_report referencing new table as added for each statement execute function peer_alarm();
        """;

    /// <summary>Milliseconds from when each hundredth report was due to when the listener had it.</summary>
    public static async Task<List<double>> MeasureAsync(PostgresDatabase database, SyntheticReport[] reports, int ratePerSecond)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(reports);
        await TriggerPeer.PrepareAsync(database, cube: true);
        await database.ExecuteAsync(NotifySql);
        await using var listener = await database.DataSource.OpenConnectionAsync();
        var dueAt = new long[reports.Length];
        List<double> times = [];
        listener.Notification += (_, alarm) =>
        {
            var sequence = int.Parse(alarm.Payload, System.Globalization.CultureInfo.InvariantCulture);
            if (dueAt[sequence] > 0)
            {
                times.Add(Stopwatch.GetElapsedTime(dueAt[sequence]).TotalMilliseconds);
            }
        };
        await using (var listen = new NpgsqlCommand("listen alarm", listener))
        {
            await listen.ExecuteNonQueryAsync();
        }

        using var over = new CancellationTokenSource();
        var waiting = WaitAsync(listener, over.Token);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var started = Stopwatch.GetTimestamp();
        for (var next = 0; next < reports.Length;)
        {
            await tick.WaitForNextTickAsync();
            var due = Math.Min(reports.Length, (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * ratePerSecond));
            for (var i = next; i < due; i++)
            {
                dueAt[i] = started + (long)(i * (double)Stopwatch.Frequency / ratePerSecond);
            }

            if (due > next)
            {
                await TriggerPeer.MeasureAsync(database, reports[next..due], batch: 1_000, firstSequence: next);
                next = due;
            }
        }

        await using (var last = await database.DataSource.OpenConnectionAsync())
        await using (var command = new NpgsqlCommand("select pg_notify('alarm', '0')", last))
        {
            dueAt[0] = 0;
            await command.ExecuteNonQueryAsync();
        }

        await over.CancelAsync();
        await waiting;
        return times;
    }

    private static async Task WaitAsync(NpgsqlConnection listener, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await listener.WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }
}
