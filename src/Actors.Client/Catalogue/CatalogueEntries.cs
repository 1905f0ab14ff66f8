namespace Actors.Client;

/// <summary>An installation or outpost in the catalogue.</summary>
/// <param name="Names">In any script; the first is shown, all resolve.</param>
/// <param name="Region">Key of its leaf region, for example <c>iq-an</c>.</param>
/// <param name="Lat">Degrees north; null: not known.</param>
/// <param name="Lon">Degrees east.</param>
/// <param name="Zone">IANA zone of its days; null: its region's.</param>
public sealed record CatalogueBase(string Key, IReadOnlyList<string> Names, string Region, double? Lat, double? Lon, string? Zone);

/// <summary>A region in the catalogue.</summary>
/// <param name="Kind"><c>world</c>, <c>theatre</c>, <c>country</c>, <c>subdivision</c>, or a further level.</param>
/// <param name="Parent">Null only for the world.</param>
public sealed record CatalogueRegion(string Key, IReadOnlyList<string> Names, string Kind, string? Parent, string? Zone, double? Lat, double? Lon);

/// <summary>An armed group, state force or umbrella in the catalogue.</summary>
public sealed record CatalogueGroup(string Key, IReadOnlyList<string> Names)
{
    /// <summary>Groups it belonged to, and when; its incidents count for them too.</summary>
    public IReadOnlyList<CatalogueLink> Umbrellas { get; init => field = value ?? []; } = [];

    /// <summary>Who sponsored it, and when; sponsors never count.</summary>
    public IReadOnlyList<CatalogueLink> Sponsors { get; init => field = value ?? []; } = [];
}

/// <summary>A link to an umbrella or a sponsor; null dates are open ends, both days included.</summary>
public sealed record CatalogueLink(string Group, DateOnly? From, DateOnly? To);

/// <summary>A source in the catalogue.</summary>
/// <param name="Reliability">A to F (NATO Admiralty code; F: cannot be judged).</param>
/// <param name="Kind"><c>official</c>, <c>service</c>, <c>monitor</c>, <c>newsroom</c> or <c>party</c>.</param>
public sealed record CatalogueSource(string Key, IReadOnlyList<string> Names, string Reliability, string Kind);

/// <summary>A name in reports that the catalogue does not know.</summary>
/// <param name="JoinedTo">The known subject it was said to be; null: none.</param>
public sealed record ProvisionalSubject(string Subject, string? JoinedTo);

internal sealed record BaseBody(IReadOnlyList<string> Names, string Region, double? Lat, double? Lon, string? Zone);

internal sealed record RegionBody(IReadOnlyList<string> Names, string Kind, string? Parent, string? Zone, double? Lat, double? Lon);

internal sealed record GroupBody(IReadOnlyList<string> Names, IReadOnlyList<CatalogueLink> Umbrellas, IReadOnlyList<CatalogueLink> Sponsors);

internal sealed record SourceBody(IReadOnlyList<string> Names, string Reliability, string Kind);

internal sealed record JoinBody(string Provisional, string? Into, string Reason);

internal sealed record CatalogueChanged(long Position);
