using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Actors.Page.Maps;

namespace Actors.Page.Layout;

/// <summary>Style sheet, scripts and outlines of maps, from inside the assembly; their addresses carry a hash, so browsers may keep them for ever.</summary>
public static class PageAssets
{
    private const string Prefix = "Assets/";
    private const string Svg = "image/svg+xml";
    private const string Script = "text/javascript; charset=utf-8";

    private static readonly Lazy<FrozenDictionary<string, Asset>> Files = new(() =>
        new[]
        {
            Asset.Of("page.css", "text/css; charset=utf-8", Read("page.css")),
            Asset.Of("page.js", Script, Read("page.js")),
            Asset.Of("map.js", Script, Read("map.js")),
            Asset.Of("import.js", Script, Read("import.js")),
            Asset.Of("icon.svg", Svg, Read("icon.svg")),
            Asset.Of("middle-east.svg", Svg, Encoding.UTF8.GetBytes(MapSheet.MiddleEast.Drawing())),
            Asset.Of("world.svg", Svg, Encoding.UTF8.GetBytes(MapSheet.World.Drawing())),
        }.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal));

    /// <summary>Where a file is served.</summary>
    public static string AddressOf(string name) => Files.Value[name].Address;

    internal static Stream Open(string name) =>
        typeof(PageAssets).Assembly.GetManifestResourceStream(Prefix + name)
        ?? throw new InvalidOperationException($"{name} is not embedded in Actors.Page.");

    internal static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var file in Files.Value.Values)
        {
            routes.MapGet(file.Address, (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                context.Response.Headers.XContentTypeOptions = "nosniff";
                return Results.Bytes(file.Content, file.Type);
            }).ExcludeFromDescription();
        }
    }

    private static byte[] Read(string name)
    {
        using var stream = Open(name);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private sealed record Asset(string Name, string Type, byte[] Content, string Address)
    {
        public static Asset Of(string name, string type, byte[] content) =>
            new(name, type, content, $"/page/{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 6))}/{name}");
    }
}
