namespace Actors.Domain.Catalogue;

/// <summary>Kinds of regions that the catalogue gives a meaning; further levels may use any other slug (for example <c>district</c>).</summary>
public static class RegionKinds
{
    public const string World = "world";

    /// <summary>A part of the world; every country is in exactly one, by the catalogue's own table.</summary>
    public const string Theatre = "theatre";

    /// <summary>ISO 3166-1.</summary>
    public const string Country = "country";

    /// <summary>ISO 3166-2.</summary>
    public const string Subdivision = "subdivision";
}
