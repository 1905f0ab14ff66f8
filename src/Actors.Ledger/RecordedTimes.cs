using System.Collections;

namespace Actors.Ledger;

/// <summary>The recording times of a batch: the first, then one microsecond more for each further entry.</summary>
internal sealed class RecordedTimes(DateTimeOffset first, int count) : IReadOnlyList<DateTimeOffset>
{
    public int Count => count;

    public DateTimeOffset this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
            return first.AddTicks(index * TimeSpan.TicksPerMicrosecond);
        }
    }

    public IEnumerator<DateTimeOffset> GetEnumerator()
    {
        for (var i = 0; i < count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
