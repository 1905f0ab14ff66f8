using System.Xml.Linq;

namespace Actors.Cluster.Tests.Architecture;

/// <summary>References run one way (DESIGN §9): what a project may know is written here.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Actors.Domain"] = [],
        ["Actors.Ledger"] = [],
        ["Actors.Client"] = [],
        ["Actors.Abstractions"] = [],
        ["Actors.Import"] = ["Actors.Domain"],
        ["Actors.Streaming"] = ["Actors.Ledger"],
        ["Actors.Grains"] = ["Actors.Abstractions", "Actors.Domain", "Actors.Ledger", "Actors.Streaming"],
        ["Actors.Gateway"] = ["Actors.Abstractions", "Actors.Domain", "Actors.Page"],
        ["Actors.Page"] = ["Actors.Abstractions", "Actors.Domain", "Actors.Gateway", "Actors.Import"],
        ["Actors.Host"] = ["Actors.Gateway", "Actors.Grains", "Actors.Page"],
        ["Actors.ClusterSample"] = ["Actors.Abstractions", "Actors.Domain"],
        ["Actors.Cli"] = ["Actors.Client", "Actors.Domain", "Actors.Host", "Actors.Import"],
    };

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Source).Select(folder => Path.GetFileName(folder)!)];

    private static string Source
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "Actors.sln")))
            {
                folder = folder.Parent;
            }

            return Path.Combine(folder.FullName, "src");
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_KnowsOnlyWhatItMay(string project)
    {
        var allowed = Assert.Contains(project, Allowed);

        var references = Read(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!)).ToList();

        Assert.Empty(references.Except(allowed));
    }

    [Fact]
    public void Domain_HasNoPackages() =>
        Assert.All(Read("Actors.Domain").Descendants("PackageReference"), package => Assert.Equal("all", (string?)package.Attribute("PrivateAssets")));

    [Theory]
    [InlineData("Actors.Client", "Orleans")]
    [InlineData("Actors.Ledger", "Orleans")]
    [InlineData("Actors.Gateway", "Npgsql")]
    [InlineData("Actors.Gateway", "Sqlite")]
    [InlineData("Actors.Grains", "Npgsql")]
    [InlineData("Actors.Grains", "Sqlite")]
    [InlineData("Actors.Streaming", "Npgsql")]
    [InlineData("Actors.Streaming", "Sqlite")]
    public void Project_HasNoPackageOf(string project, string name) =>
        Assert.DoesNotContain(
            Read(project).Descendants("PackageReference").Select(r => (string)r.Attribute("Include")!),
            package => package.Contains(name, StringComparison.Ordinal));

    private static XDocument Read(string project) => XDocument.Load(Path.Combine(Source, project, project + ".csproj"));
}
