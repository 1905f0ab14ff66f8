using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Actors.Page.Layout;

/// <summary>Style sheet and script, from inside the assembly; their addresses carry a hash, so browsers may keep them for ever.</summary>
public static class PageAssets
{
    private const string Prefix = "Assets/";

    private static readonly FrozenDictionary<string, (byte[] Content, string Type, string Address)> Files =
        new[] { ("page.css", "text/css; charset=utf-8"), ("page.js", "text/javascript; charset=utf-8"), ("icon.svg", "image/svg+xml") }
            .ToFrozenDictionary(f => f.Item1, f => Load(f.Item1, f.Item2), StringComparer.Ordinal);

    /// <summary>Where a file is served.</summary>
    public static string AddressOf(string name) => Files[name].Address;

    internal static Stream Open(string name) =>
        typeof(PageAssets).Assembly.GetManifestResourceStream(Prefix + name)
        ?? throw new InvalidOperationException($"{name} is not embedded in Actors.Page.");

    internal static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var file in Files.Values)
        {
            routes.MapGet(file.Address, (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                context.Response.Headers.XContentTypeOptions = "nosniff";
                return Results.Bytes(file.Content, file.Type);
            }).ExcludeFromDescription();
        }
    }

    private static (byte[] Content, string Type, string Address) Load(string name, string type)
    {
        using var stream = Open(name);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        var content = copy.ToArray();
        var hash = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 6));
        return (content, type, $"/page/{hash}/{name}");
    }
}
