namespace Actors.Grains.Notifications;

/// <summary>
/// What considering late entries may take of a silo: one subject at a time, and then a pause three times as long as that took. So an import
/// that touches every subject leaves the processors to the import, and what waits is considered once for all that came in meanwhile.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class LateBudget(TimeProvider time)
{
    private const int PauseFactor = 3;

    private readonly Lock gate = new();
    private bool taken;
    private long takenAt;
    private long freeAt;

    /// <summary>True when the caller may begin; it then calls <see cref="Return"/>.</summary>
    public bool TryTake()
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            if (taken || now < freeAt)
            {
                return false;
            }

            taken = true;
            takenAt = now;
            return true;
        }
    }

    /// <summary>The caller has ended.</summary>
    public void Return()
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            taken = false;
            freeAt = now + (PauseFactor * (now - takenAt));
        }
    }
}
