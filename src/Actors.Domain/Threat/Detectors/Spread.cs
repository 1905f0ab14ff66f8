namespace Actors.Domain.Threat.Detectors;

/// <summary>Distances between places.</summary>
public static class Spread
{
    private const double EarthRadiusKm = 6371.0088;

    /// <summary>Great-circle distance in km by the haversine formula on a sphere of the mean Earth radius (IUGG, 6371.0088 km);
    /// within 0.5 % of the ellipsoid.</summary>
    public static double Km(double lat1, double lon1, double lat2, double lon2)
    {
        var dLat = double.DegreesToRadians(lat2 - lat1) / 2;
        var dLon = double.DegreesToRadians(lon2 - lon1) / 2;
        var a = (Math.Sin(dLat) * Math.Sin(dLat))
            + (Math.Cos(double.DegreesToRadians(lat1)) * Math.Cos(double.DegreesToRadians(lat2)) * Math.Sin(dLon) * Math.Sin(dLon));
        return 2 * EarthRadiusKm * Math.Asin(Math.Min(1, Math.Sqrt(a)));
    }

    /// <summary>The greatest distance between any two positions, in km; 0 for fewer than two. Places of one country, thousands of them, cost little
    /// more than sorting them: only what lies far enough from their middle to be one end of it is compared.</summary>
    public static double GreatestKm(IReadOnlyList<(double Lat, double Lon)> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        if (positions.Count < 2)
        {
            return 0;
        }

        // Of chords, which grow with the distance along the sphere and cost no trigonometry for each pair.
        var points = new Vector3D[positions.Count];
        var middle = default(Vector3D);
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = Vector3D.Of(positions[i].Lat, positions[i].Lon);
            middle += points[i];
        }

        middle /= points.Length;
        var order = new int[points.Length];
        var radii = new double[points.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
            radii[i] = -Math.Sqrt(points[i].SquareTo(middle));
        }

        // Farthest from the middle first: two points are no farther apart than they are from it together.
        Array.Sort(radii, order);
        var (greatest, from, to) = (-1.0, 0, 0);
        for (var i = 1; i < order.Length; i++)
        {
            var reached = Math.Sqrt(Math.Max(0, greatest)) * (1 - 1e-12);
            if (-radii[i] - radii[0] < reached)
            {
                break;
            }

            for (var j = 0; j < i && -radii[i] - radii[j] >= reached; j++)
            {
                var square = points[order[i]].SquareTo(points[order[j]]);
                if (square > greatest)
                {
                    (greatest, from, to) = (square, order[i], order[j]);
                }
            }
        }

        return Km(positions[from].Lat, positions[from].Lon, positions[to].Lat, positions[to].Lon);
    }

    private readonly record struct Vector3D(double X, double Y, double Z)
    {
        public static Vector3D Of(double lat, double lon)
        {
            var (sinLat, cosLat) = Math.SinCos(double.DegreesToRadians(lat));
            var (sinLon, cosLon) = Math.SinCos(double.DegreesToRadians(lon));
            return new Vector3D(cosLat * cosLon, cosLat * sinLon, sinLat);
        }

        public static Vector3D operator +(Vector3D a, Vector3D b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

        public static Vector3D operator /(Vector3D a, double by) => new(a.X / by, a.Y / by, a.Z / by);

        public double SquareTo(Vector3D other)
        {
            var (x, y, z) = (X - other.X, Y - other.Y, Z - other.Z);
            return (x * x) + (y * y) + (z * z);
        }
    }
}
