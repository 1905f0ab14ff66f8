using System.Globalization;
using System.Reflection;
using Actors.Abstractions.Audit;
using Actors.Grains;

namespace Actors.Cluster.Tests.Architecture;

/// <summary>
/// Old and new silos serve together during an upgrade, so what travels between them keeps its names, numbers and types. wire-contract.txt is
/// what the last release had: members may be added to it and to the records, none changed, renumbered or taken away.
/// </summary>
public sealed class WireContractTests
{
    private static readonly string File = Path.Combine(Source, "wire-contract.txt");

    private static string Source
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!System.IO.File.Exists(Path.Combine(folder!.FullName, "Actors.sln")))
            {
                folder = folder.Parent;
            }

            return Path.Combine(folder.FullName, "tests", "Actors.Cluster.Tests", "Architecture");
        }
    }

    [Fact]
    public void Wire_KeepsWhatTheLastReleaseHad()
    {
        var present = Present();
        var released = System.IO.File.ReadAllLines(File);
        Assert.True(released.Length > 300, "The contract is cut short.");
        var gone = released.Except(present).ToList();
        Assert.True(gone.Count == 0, "Silos of the release before would not understand these, which were changed or are gone:\n" + string.Join('\n', gone));
    }

    private static IEnumerable<Type> Records() =>
        new[] { typeof(IAuditGrain).Assembly, typeof(GrainsRegistration).Assembly }.SelectMany(a => a.GetTypes())
            .Where(t => t.GetCustomAttribute<GenerateSerializerAttribute>() is not null && t.Namespace?.StartsWith("OrleansCodeGen", StringComparison.Ordinal) != true);

    private static List<string> Present()
    {
        List<string> lines = [];
        foreach (var record in Records())
        {
            if (record.IsEnum)
            {
                lines.AddRange(Enum.GetNames(record).Select(n => $"{NameOf(record)} {Convert.ToInt64(Enum.Parse(record, n), CultureInfo.InvariantCulture)}: {n}"));
                continue;
            }

            const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            lines.AddRange(record.GetProperties(Members).Select(p => (p.GetCustomAttribute<IdAttribute>()?.Id, Type: p.PropertyType))
                .Concat(record.GetFields(Members).Select(f => (f.GetCustomAttribute<IdAttribute>()?.Id, Type: f.FieldType)))
                .Where(m => m.Id is not null)
                .Select(m => string.Create(CultureInfo.InvariantCulture, $"{NameOf(record)} {m.Id}: {NameOf(m.Type)}")));
        }

        foreach (var grain in typeof(IAuditGrain).Assembly.GetTypes().Concat(typeof(GrainsRegistration).Assembly.GetTypes()).Where(t => t.IsInterface && t.GetCustomAttribute<AliasAttribute>() is not null))
        {
            lines.AddRange(grain.GetMethods().Select(m =>
                $"{NameOf(grain)}.{m.GetCustomAttribute<AliasAttribute>()?.Alias ?? m.Name}({string.Join(", ", m.GetParameters().Select(p => NameOf(p.ParameterType)))}): {NameOf(m.ReturnType)}"));
        }

        lines.Sort(StringComparer.Ordinal);
        if (Environment.GetEnvironmentVariable("ACTORS_TEST_FREEZE") == "1")
        {
            // Done when a release is made.
            System.IO.File.WriteAllLines(File, lines);
        }

        return lines;
    }

    private static string NameOf(Type type) =>
        type.IsArray ? NameOf(type.GetElementType()!) + "[]"
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.GetCustomAttribute<AliasAttribute>()?.Alias ?? type.Name;
}
