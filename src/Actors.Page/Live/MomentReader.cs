using Actors.Gateway.Subjects;

namespace Actors.Page.Live;

/// <summary>The recorded times a reader may look back to, spread evenly over the reports.</summary>
/// <remarks>Safe for concurrent use; one reading serves all for a while.</remarks>
internal sealed class MomentReader(SubjectReader subjects, TimeProvider time)
{
    /// <summary>Steps of the slider.</summary>
    private const int Most = 240;

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<IReadOnlyList<DateTimeOffset>>? reading;
    private long readAt;

    /// <summary>Ascending; empty before the first report.</summary>
    public Task<IReadOnlyList<DateTimeOffset>> ReadAsync()
    {
        lock (gate)
        {
            if (reading is null or { IsFaulted: true } or { IsCanceled: true } || (reading.IsCompleted && time.GetElapsedTime(readAt) > Kept))
            {
                readAt = time.GetTimestamp();
                reading = subjects.Queries.MomentsAsync(Most);
            }

            return reading;
        }
    }
}
