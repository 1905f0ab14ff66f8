using System.Globalization;
using System.Text;

namespace Actors.Benchmarks.Results;

/// <summary>How a cost grows with a size: points with a size and a cost each.</summary>
/// <param name="Name">What was measured; also names the file.</param>
/// <param name="Size">What grows, such as "incidents".</param>
/// <param name="Cost">What it costs, with its unit, such as "µs an entry".</param>
/// <param name="Points">Ascending by size.</param>
public sealed record Curve(string Name, string Size, string Cost, IReadOnlyList<(double Size, double Cost)> Points)
{
    private const double Width = 640;
    private const double Height = 360;
    private const double Left = 70;
    private const double Bottom = 50;
    private const double Top = 40;
    private const double Right = 30;

    /// <summary>Name of the plot's file.</summary>
    public string FileName => "curve-" + string.Concat(Name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')) + ".svg";

    /// <summary>The plot: sizes on a logarithmic scale, costs from nothing up.</summary>
    public string ToSvg()
    {
        var (least, most) = (Math.Log10(Points[0].Size), Math.Log10(Points[^1].Size));
        var top = Points.Max(p => p.Cost) * 1.15;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Name}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n<text x=\"{Left}\" y=\"22\" font-size=\"15\">{Name}</text>\n");
        for (var i = 0; i <= 4; i++)
        {
            var value = top * i / 4;
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" y1=\"{Y(value):0.0}\" x2=\"{Width - Right}\" y2=\"{Y(value):0.0}\" stroke=\"#ddd\"/><text x=\"{Left - 8}\" y=\"{Y(value) + 4:0.0}\" text-anchor=\"end\">{ResultTable.Number(value)}</text>\n");
        }

        foreach (var (size, _) in Points)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(size):0.0}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{size:#,0}</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"#0b5394\" stroke-width=\"2\" points=\"{string.Join(' ', Points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.Size):0.0},{Y(p.Cost):0.0}")))}\"/>\n");
        foreach (var (size, cost) in Points)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(size):0.0}\" cy=\"{Y(cost):0.0}\" r=\"4\" fill=\"#0b5394\"/>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 10}\" text-anchor=\"middle\">{Size}</text><text x=\"16\" y=\"{Height / 2}\" text-anchor=\"middle\" transform=\"rotate(-90 16 {Height / 2})\">{Cost}</text>\n</svg>\n");
        return svg.ToString();

        double X(double size) => most == least ? (Left + Width - Right) / 2 : Left + ((Math.Log10(size) - least) / (most - least) * (Width - Right - Left));

        double Y(double cost) => Height - Bottom - (cost / top * (Height - Bottom - Top));
    }
}
