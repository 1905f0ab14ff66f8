namespace Actors.System.Tests.Oracle;

/// <summary>How many events, and their deaths at least, best and at most.</summary>
internal readonly record struct EventSums(long Events, long Low, long Best, long High)
{
    public static EventSums Of(IEnumerable<UcdpEvent> events) =>
        events.Aggregate(default(EventSums), (sum, e) => new(sum.Events + 1, sum.Low + e.Low, sum.Best + e.Best, sum.High + e.High));
}
