using Npgsql;

namespace Actors.Benchmarks.Peers;

/// <summary>The tally of a window as a team with a roll-up table would serve it: one prepared query an answer, in the same web server.</summary>
public sealed class RollUpEndpoint(NpgsqlDataSource source, IReadOnlyList<string> subjects)
{
    private const string Sql = """
        select coalesce(sum(incidents), 0), coalesce(sum(killed), 0), coalesce(sum(injured), 0)
        from peer_tally where subject = $1 and dimension = 0 and day between $2 and $3
        """;

    private readonly Dictionary<string, int> numbers = subjects.Select((subject, i) => (subject, i)).ToDictionary(s => s.subject, s => s.i, StringComparer.Ordinal);

    /// <summary>Adds <c>GET /peer/tally</c>.</summary>
    public void Map(WebApplication app) =>
        app.MapGet("/peer/tally", async (string subject, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(Sql, connection)
            {
                Parameters = { new() { Value = numbers[subject] }, new() { Value = from }, new() { Value = to } },
            };
            await command.PrepareAsync(cancellationToken);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return new RollUpAnswer(subject, from, to, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
        });
}

/// <summary>The roll-up's answer.</summary>
public sealed record RollUpAnswer(string Subject, DateOnly From, DateOnly To, long Incidents, long Killed, long Injured);
