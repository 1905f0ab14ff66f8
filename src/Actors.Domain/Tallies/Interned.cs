namespace Actors.Domain.Tallies;

/// <summary>
/// Values that are kept once however often they stand somewhere, by a number, and let go when they stand nowhere any more. Of 2.3 million cells of
/// 176,579 events 150,000 differ: days with one incident hold the same six counts and ten sums again and again.
/// </summary>
/// <remarks>Number 0 is the default value and always there. Not safe for two threads.</remarks>
internal sealed class Interned<T>
    where T : struct, IEquatable<T>
{
    private const int None = -1;

    private T[] values = new T[2];
    private int[] references = new int[2];

    /// <summary>The next value of the same bucket, or the next free number.</summary>
    private int[] next = new int[2];
    private int[] buckets = [];
    private int used = 1;
    private int free = None;

    /// <summary>The value of a number that is in use.</summary>
    public ref readonly T At(int number) => ref values[number];

    /// <summary>What held the one value holds the other from now on: the number of that.</summary>
    public int Exchange(int number, in T value)
    {
        var taken = Take(value);
        Release(number);
        return taken;
    }

    private int Take(in T value)
    {
        if (value.Equals(default))
        {
            return 0;
        }

        if (buckets.Length > 0)
        {
            for (var number = buckets[BucketOf(value)]; number != None; number = next[number])
            {
                if (values[number].Equals(value))
                {
                    references[number]++;
                    return number;
                }
            }
        }

        return Add(value);
    }

    private int Add(in T value)
    {
        int added;
        if (free != None)
        {
            added = free;
            free = next[added];
        }
        else
        {
            if (used == values.Length)
            {
                Grow();
            }

            added = used++;
        }

        if (buckets.Length < used)
        {
            Rehash();
        }

        values[added] = value;
        references[added] = 1;
        Link(added);
        return added;
    }

    private void Release(int number)
    {
        if (number == 0 || --references[number] > 0)
        {
            return;
        }

        ref var link = ref buckets[BucketOf(values[number])];
        while (link != number)
        {
            link = ref next[link];
        }

        link = next[number];
        next[number] = free;
        free = number;
    }

    private void Link(int number)
    {
        ref var bucket = ref buckets[BucketOf(values[number])];
        next[number] = bucket;
        bucket = number;
    }

    private int BucketOf(in T value) => value.GetHashCode() & (buckets.Length - 1);

    private void Grow()
    {
        var size = values.Length < 64 ? values.Length * 2 : values.Length + (values.Length / 2);
        Array.Resize(ref values, size);
        Array.Resize(ref references, size);
        Array.Resize(ref next, size);
    }

    /// <summary>Before a value is added: all others are put into twice as many buckets.</summary>
    private void Rehash()
    {
        buckets = new int[Math.Max(4, buckets.Length * 2)];
        Array.Fill(buckets, None);
        for (var number = 1; number < used; number++)
        {
            if (references[number] > 0)
            {
                Link(number);
            }
        }
    }
}
