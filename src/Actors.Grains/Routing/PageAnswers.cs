namespace Actors.Grains.Routing;

/// <summary>Counts the answers of one page and tells when they stopped coming. Used within one activation's turns.</summary>
internal sealed class PageAnswers(TimeProvider time)
{
    private readonly TaskCompletionSource all = new();
    private int awaited;
    private int answered;
    private bool complete;

    public void Expect() => awaited++;

    public void Answer()
    {
        answered++;
        if (complete && answered == awaited)
        {
            all.TrySetResult();
        }
    }

    /// <summary>Returns when every answer is there, when none came for <paramref name="patience"/>, or after
    /// <paramref name="limit"/>. True in the first case.</summary>
    public async Task<bool> WaitAsync(TimeSpan patience, TimeSpan limit)
    {
        complete = true;
        if (answered == awaited)
        {
            return true;
        }

        var start = time.GetTimestamp();
        while (true)
        {
            var before = answered;
            try
            {
                await all.Task.WaitAsync(patience, time);
                return true;
            }
            catch (TimeoutException)
            {
                if (answered == before || time.GetElapsedTime(start) >= limit)
                {
                    return false;
                }
            }
        }
    }
}
