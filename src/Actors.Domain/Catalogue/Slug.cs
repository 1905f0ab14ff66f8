using System.Security.Cryptography;
using System.Text;

namespace Actors.Domain.Catalogue;

/// <summary>Keys: lower-case ASCII letters and digits in words joined by single hyphens, 1 … 100 characters.</summary>
public static class Slug
{
    /// <summary>Longest key, in characters.</summary>
    public const int MaxLength = 100;

    private const int HashLength = 12;

    /// <summary>True for a well-formed key.</summary>
    public static bool IsSlug(string? key)
    {
        if (key is not { Length: > 0 and <= MaxLength } || key[0] == '-' || key[^1] == '-')
        {
            return false;
        }

        for (var i = 0; i < key.Length; i++)
        {
            var c = key[i];
            if (!(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || (c == '-' && key[i - 1] != '-')))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The provisional key of a name nobody knows. It is the name's plain folding alone when only case, diacritics, apostrophes, punctuation
    /// and spacing were given up, so such spellings share a key. When letters were lost (other scripts, symbols) or the key had to be
    /// cut, a hyphen and the first 12 hex digits of the SHA-256 of the whole plain folding follow, so that names which differ by more
    /// keep apart. A well-formed key is its own provisional key.
    /// </summary>
    /// <exception cref="ArgumentException">The name is empty or white space.</exception>
    public static string Provisional(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var plain = NameFold.Plain(name, out var lossless);
        if (lossless && plain.Length is > 0 and <= MaxLength)
        {
            return plain;
        }

        var ascii = new StringBuilder(plain.Length);
        foreach (var c in plain)
        {
            if (char.IsAscii(c) && (c != '-' || (ascii.Length > 0 && ascii[^1] != '-')))
            {
                ascii.Append(c);
            }
        }

        ascii.Length = Math.Min(ascii.Length, MaxLength - HashLength - 1);
        var readable = ascii.ToString().Trim('-');

        // What the folding does not keep (symbols, or nothing but punctuation) still tells names apart.
        var whole = lossless && plain.Length > 0 ? plain : plain + "\n" + Symbols(name);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)).AsSpan(0, HashLength / 2));
        return (readable.Length == 0 ? "name" : readable) + "-" + hash;
    }

    private static string Symbols(string name)
    {
        var symbols = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsSymbol(c) || (char.IsPunctuation(c) && NameFold.Plain(name).Length == 0))
            {
                symbols.Append(c);
            }
        }

        return symbols.ToString();
    }
}
