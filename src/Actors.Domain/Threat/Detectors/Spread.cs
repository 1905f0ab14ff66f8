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

    /// <summary>The greatest distance between any two positions, in km; 0 for fewer than two. Quadratic: for the places of one day.</summary>
    public static double GreatestKm(IReadOnlyList<(double Lat, double Lon)> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        var greatest = 0.0;
        for (var i = 0; i < positions.Count; i++)
        {
            for (var j = i + 1; j < positions.Count; j++)
            {
                greatest = Math.Max(greatest, Km(positions[i].Lat, positions[i].Lon, positions[j].Lat, positions[j].Lon));
            }
        }

        return greatest;
    }
}
