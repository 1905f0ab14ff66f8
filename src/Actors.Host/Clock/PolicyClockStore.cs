using System.Globalization;
using Actors.Abstractions.Clock;
using Actors.Host.Configuration;
using Actors.Host.OrleansTables;

namespace Actors.Host.Clock;

/// <summary>Keeps the embedded policy clock's offset with the database, so that after a restart the clock has run on.</summary>
internal sealed class PolicyClockStore(SqliteOrleansDataSource source, TimeProvider timeProvider)
{
    /// <summary>
    /// The clock of this database: as it was started; else started now at <paramref name="start"/>, or where that is not given at
    /// <paramref name="defaultStart"/>; else the system clock.
    /// </summary>
    /// <exception cref="StartupException">The clock was started at another instant before.</exception>
    public PolicyClock Open(DateTimeOffset? start, DateTimeOffset? defaultStart)
    {
        if (Read() is (var startedAt, var offset))
        {
            return start is null || start == startedAt
                ? new(timeProvider, offset)
                : throw new StartupException($"The policy clock of this database was started at {startedAt:yyyy-MM-dd'T'HH:mm:sszzz}, but ACTORS_CLOCK says {start:yyyy-MM-dd'T'HH:mm:sszzz}: remove ACTORS_CLOCK to let it run on, or choose another data folder.");
        }

        if ((start ?? defaultStart) is not { } instant)
        {
            return new(timeProvider, TimeSpan.Zero);
        }

        var newOffset = instant - timeProvider.GetUtcNow();
        Write(instant, newOffset);
        return new(timeProvider, newOffset);
    }

    private (DateTimeOffset StartedAt, TimeSpan Offset)? Read()
    {
        using var connection = source.OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = "select started_at, offset_ticks from policy_clock";
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? (DateTimeOffset.ParseExact(reader.GetString(0), "O", CultureInfo.InvariantCulture), TimeSpan.FromTicks(reader.GetInt64(1)))
            : null;
    }

    private void Write(DateTimeOffset startedAt, TimeSpan offset)
    {
        using var connection = source.OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = "insert into policy_clock (id, started_at, offset_ticks) values (1, $started_at, $offset_ticks)";
        var started = command.CreateParameter();
        (started.ParameterName, started.Value) = ("$started_at", startedAt.ToString("O", CultureInfo.InvariantCulture));
        var ticks = command.CreateParameter();
        (ticks.ParameterName, ticks.Value) = ("$offset_ticks", offset.Ticks);
        command.Parameters.AddRange(new[] { started, ticks });
        command.ExecuteNonQuery();
    }
}
