namespace Actors.Benchmarks.Workload;

/// <summary>Picks 0 … count − 1 with probabilities as 1/(rank + 1): few subjects get much, many get little.</summary>
public sealed class ZipfPicker
{
    private readonly double[] cumulated;

    public ZipfPicker(int count)
    {
        cumulated = new double[count];
        var sum = 0.0;
        for (var rank = 0; rank < count; rank++)
        {
            sum += 1.0 / (rank + 1);
            cumulated[rank] = sum;
        }
    }

    /// <summary>The next pick.</summary>
    public int Pick(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var found = Array.BinarySearch(cumulated, random.NextDouble() * cumulated[^1]);
        return found >= 0 ? found : Math.Min(~found, cumulated.Length - 1);
    }
}
