using Actors.Client;

namespace Actors.Cli.Export;

/// <summary>A form in which incidents are written out, a page at a time.</summary>
internal interface IIncidentForm
{
    /// <summary>What comes before the first incident.</summary>
    ValueTask BeginAsync();

    /// <summary>The next incidents.</summary>
    /// <param name="first">Whether these are the first of all.</param>
    ValueTask WriteAsync(IReadOnlyList<IncidentItem> incidents, bool first);

    /// <summary>What comes after the last incident.</summary>
    ValueTask EndAsync();
}

/// <summary>Forms by name.</summary>
internal static class IncidentForm
{
    public static IIncidentForm Of(string name, Stream output) => name switch
    {
        "csv" => new IncidentCsv(output),
        "geojson" => new IncidentGeoJson(output),
        _ => throw new CommandLineException($"--format {name} is no form of incidents."),
    };
}
