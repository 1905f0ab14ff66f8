namespace Actors.Cli.Import;

/// <summary>Which row of the file a line sent came from. Rows that are not sent shift the two apart; memory grows with those only.</summary>
internal sealed class RowNumbers
{
    private readonly Lock gate = new();
    private readonly List<(long Line, long Shift)> shifts = [(0, 0)];

    public void Sent(long line, long row)
    {
        lock (gate)
        {
            if (shifts[^1].Shift != row - line)
            {
                shifts.Add((line, row - line));
            }
        }
    }

    public long RowOf(long line)
    {
        lock (gate)
        {
            var low = 0;
            var high = shifts.Count - 1;
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                (low, high) = shifts[middle].Line <= line ? (middle, high) : (low, middle - 1);
            }

            return line + shifts[low].Shift;
        }
    }
}
