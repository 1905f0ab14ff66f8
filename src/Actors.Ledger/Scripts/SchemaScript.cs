using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Actors.Ledger.Scripts;

/// <summary>
/// One numbered schema script. Its first line says whether a program that does not know it can go on working with the
/// database: <c>-- compatible: yes</c> or <c>-- compatible: no</c>.
/// </summary>
internal sealed record SchemaScript(string Name, string Text, string Sha256, bool Compatible)
{
    /// <summary>Reads a script from its text.</summary>
    public static SchemaScript Parse(string name, string text)
    {
        var firstLine = text.AsSpan(0, Math.Max(0, text.IndexOf('\n', StringComparison.Ordinal))).Trim();
        var compatible = firstLine switch
        {
            "-- compatible: yes" => true,
            "-- compatible: no" => false,
            _ => throw new LedgerConfigurationException($"The schema script {name} must begin with '-- compatible: yes' or '-- compatible: no'."),
        };
        return new(name, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), compatible);
    }

    /// <summary>The scripts built into this program for one engine, in order of their numbers.</summary>
    public static IReadOnlyList<SchemaScript> LoadEmbedded(string engine)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = engine + "/";
        List<SchemaScript> scripts = [];
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            scripts.Add(Parse(resource[prefix.Length..], reader.ReadToEnd()));
        }

        return scripts;
    }

    /// <summary>
    /// Compares what a database says was applied with what this program knows, and returns the scripts still to apply.
    /// </summary>
    /// <exception cref="LedgerConfigurationException">An applied script was changed since, or the database is newer in a
    /// way that this program cannot work with.</exception>
    public static IReadOnlyList<SchemaScript> Pending(IReadOnlyList<SchemaScript> known, IReadOnlyList<AppliedScript> applied)
    {
        var byName = known.ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var row in applied)
        {
            if (!byName.TryGetValue(row.Name, out var script))
            {
                if (!row.Compatible)
                {
                    throw new LedgerConfigurationException($"The database was upgraded by a newer program: its schema script {row.Name} is unknown here and not marked compatible. Run the newer program, or restore a backup from before the upgrade.");
                }
            }
            else if (script.Sha256 != row.Sha256)
            {
                throw new LedgerConfigurationException($"The schema script {row.Name} was changed after it had been applied to this database (applied {row.Sha256}, now {script.Sha256}). Restore the script and put the change into a new one with a higher number.");
            }
        }

        var done = applied.Select(a => a.Name).ToHashSet(StringComparer.Ordinal);
        return [.. known.Where(s => !done.Contains(s.Name))];
    }
}

/// <summary>A row of the record of applied scripts.</summary>
internal sealed record AppliedScript(string Name, string Sha256, bool Compatible);
