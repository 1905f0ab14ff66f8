namespace Actors.Page.Maps;

/// <summary>Points that lie so close on the drawing that they are one mark. The script of the page gathers anew when the map is enlarged.</summary>
public sealed record MapCluster((double X, double Y) At, IReadOnlyList<MapPoint> Points)
{
    /// <summary>Points within this distance of a mark belong to it.</summary>
    private const double Near = 18;

    /// <summary>In pixels; 7 for one incident without killed.</summary>
    private const double Smallest = 5.5;
    private const double Largest = 30;
    private const double MostScale = 1.5;

    private static readonly string[] Gravest = ["hit", "mixed", "unknown", "failed"];

    public long Count => Points.Sum(p => p.Count);

    /// <summary>The gravest: hit, then unknown, failed, intercepted.</summary>
    public string Outcome => Gravest.FirstOrDefault(o => Points.Any(p => p.Outcome == o)) ?? "intercepted";

    public bool Contested => Points.Any(p => p.Contested);

    public bool Rough => Points.All(p => p.Rough);

    /// <summary>The name of the place with most incidents.</summary>
    public MapPoint Main => Points.MaxBy(p => p.Count)!;

    /// <summary>Area grows with incidents and killed.</summary>
    public double Radius => Math.Min(Largest, Smallest + (Scale * Math.Sqrt(Weight)));

    /// <summary>Pixels a square root of incidents and killed: less where there are places with thousands, so that they differ.</summary>
    public double Scale { get; init; } = MostScale;

    /// <summary>Whether the count has room inside the mark.</summary>
    public bool CountFits => Count > 1 && Layout.Words.Short(Count).Length * 6.6 <= 2 * Radius;

    private long Weight => Count + Points.Sum(p => p.Killed);

    public string Says => Points.Count == 1
        ? Main.Says
        : $"{Main.Name}{(Points.Any(p => p.Place != Main.Place) ? " and around" : "")}: {Layout.Words.Number(Count)} incidents, gravest outcome {Outcome}{(Contested ? ", contested" : "")}";

    /// <summary>Heaviest first, each point joins the first mark that is near.</summary>
    public static IReadOnlyList<MapCluster> Gather(IReadOnlyList<MapPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var marks = new List<(double X, double Y, List<MapPoint> Points)>();
        foreach (var point in points.OrderByDescending(p => p.Count))
        {
            var near = marks.FindIndex(m => Math.Sqrt(((m.X - point.At.X) * (m.X - point.At.X)) + ((m.Y - point.At.Y) * (m.Y - point.At.Y))) < Near);
            if (near < 0)
            {
                marks.Add((point.At.X, point.At.Y, [point]));
            }
            else
            {
                marks[near].Points.Add(point);
            }
        }

        var scale = ScaleOf(points.Select(p => p.Count + p.Killed).DefaultIfEmpty(1).Max());
        return [.. marks.Select(m => new MapCluster((m.X, m.Y), m.Points) { Scale = scale })];
    }

    /// <summary>Such that the heaviest is the largest mark.</summary>
    private static double ScaleOf(long heaviest) => Math.Min(MostScale, (Largest - Smallest) / Math.Sqrt(Math.Max(1, heaviest)));
}
