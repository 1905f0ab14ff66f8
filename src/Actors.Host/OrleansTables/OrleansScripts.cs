using System.Text;
using Actors.Ledger.Scripts;

namespace Actors.Host.OrleansTables;

/// <summary>The schema scripts for Orleans' tables that are built into this program.</summary>
internal static class OrleansScripts
{
    /// <summary>The scripts of one engine (<c>PostgreSql</c>, <c>Sqlite</c>), in order of their numbers.</summary>
    public static IReadOnlyList<SchemaScript> Load(string engine)
    {
        var assembly = typeof(OrleansScripts).Assembly;
        var prefix = $"OrleansTables/{engine}/";
        List<SchemaScript> scripts = [];
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            scripts.Add(SchemaScript.Parse(resource[prefix.Length..], reader.ReadToEnd()));
        }

        return scripts;
    }
}
