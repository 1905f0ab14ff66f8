using System.Security.Cryptography;
using System.Text;

namespace Actors.Gateway.Subjects;

/// <summary>Entity tags: the same question at the same ledger positions has the same tag.</summary>
internal static class EntityTag
{
    public static string Of(params ReadOnlySpan<string?> parts)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts.ToArray())));
        return "\"" + Convert.ToHexStringLower(hash.AsSpan(0, 12)) + "\"";
    }
}
