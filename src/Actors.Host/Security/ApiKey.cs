using System.Security.Cryptography;
using System.Text;

namespace Actors.Host.Security;

/// <summary>What a key may do; each role may do what the ones before it may.</summary>
public enum ApiKeyRole
{
    /// <summary>Ask.</summary>
    Reader,

    /// <summary>Send reports.</summary>
    Reporter,

    /// <summary>Decide: merge, split, assess, retract others' reports, verify; see and change webhooks.</summary>
    Analyst,

    /// <summary>Change the catalogue and policies.</summary>
    Admin,
}

/// <summary>A key as it is kept: its hash, never itself.</summary>
/// <param name="Name">Who holds it; also the scope of the incident references in its reports.</param>
public sealed record ApiKey(string Name, ApiKeyRole Role, ReadOnlyMemory<byte> Hash)
{
    /// <summary>Reads <c>name:role:hash</c>, several separated by commas; the hash is the SHA-256 of the key's UTF-8 in hexadecimal.</summary>
    /// <exception cref="FormatException">The text is not that; the message says where, and never repeats a hash.</exception>
    public static IReadOnlyList<ApiKey> ParseAll(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<ApiKey> keys = [];
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var number = keys.Count + 1;
            var parts = entry.Split(':');
            if (parts.Length != 3)
            {
                throw new FormatException($"key {number} is not written name:role:hash");
            }

            var (name, role, hash) = (parts[0], parts[1], parts[2]);
            if (name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            {
                throw new FormatException($"the name of key {number} must be 1 to 64 letters, digits, - or _");
            }

            if (!Enum.TryParse<ApiKeyRole>(role, ignoreCase: true, out var parsed) || char.IsDigit(role[0]))
            {
                throw new FormatException($"the role of key {name} is '{role}', but it must be reader, reporter, analyst or admin");
            }

            if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit))
            {
                throw new FormatException($"the hash of key {name} must be 64 hexadecimal digits (printf %s KEY | sha256sum)");
            }

            if (keys.Any(k => k.Name == name))
            {
                throw new FormatException($"the name {name} is given twice");
            }

            keys.Add(new(name, parsed, Convert.FromHexString(hash)));
        }

        return keys.Count > 0 ? keys : throw new FormatException("no key is given");
    }

    /// <summary>The key that was presented, or null. Takes the same time whichever key it is compared with.</summary>
    public static ApiKey? Find(IReadOnlyList<ApiKey> keys, string presented)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(presented));
        ApiKey? found = null;
        foreach (var key in keys)
        {
            if (CryptographicOperations.FixedTimeEquals(key.Hash.Span, hash))
            {
                found = key;
            }
        }

        return found;
    }
}
