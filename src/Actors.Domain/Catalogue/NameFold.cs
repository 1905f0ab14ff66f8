using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Actors.Domain.Catalogue;

/// <summary>
/// Two foldings of names. <see cref="Plain(string)"/> removes what typing changes (case, diacritics, apostrophes, punctuation, the spelling of
/// alef and hamza); <see cref="Loose"/> removes what transliteration from Arabic changes as well. Both are the same on every machine:
/// letters come from a table, not from the operating system.
/// </summary>
public static class NameFold
{
    /// <summary>Shortest loose folding that may identify something: below it, chance decides.</summary>
    public const int ShortestLoose = 4;

    private static readonly FrozenDictionary<char, string> Letters = ReadLetters();

    /// <summary>Lower case, without diacritics, apostrophes (the letters ayn and hamza in Latin script) and full stops; words joined by
    /// single hyphens; letters of other scripts stay. Empty when the name has neither letter nor digit.</summary>
    public static string Plain(string name) => Plain(name, out _);

    /// <summary>As <see cref="Plain(string)"/>.</summary>
    /// <param name="lossless">True when the result is ASCII and nothing but case, diacritics, apostrophes, punctuation and spacing
    /// was given up.</param>
    public static string Plain(string name, out bool lossless)
    {
        ArgumentNullException.ThrowIfNull(name);
        lossless = true;
        var folded = new StringBuilder(name.Length);
        var gap = false;
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                Append(folded, char.ToLowerInvariant(c), ref gap);
            }
            else if (Letters.TryGetValue(c, out var letters))
            {
                foreach (var letter in letters)
                {
                    Append(folded, letter, ref gap);
                }
            }
            else if (c == '&')
            {
                gap = true;
                Append(folded, 'a', ref gap);
                folded.Append("nd");
                gap = true;
            }
            else if (IsDropped(c))
            {
                continue;
            }
            else if (ArabicScript(c) is { } arabic)
            {
                lossless = lossless && char.IsAscii(arabic);
                if (arabic != '\0')
                {
                    Append(folded, arabic, ref gap);
                }
            }
            else if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
            {
                lossless = false;
                Append(folded, char.ToLowerInvariant(c), ref gap);
            }
            else
            {
                lossless = lossless && !IsSymbol(c);
                gap = true;
            }
        }

        return folded.ToString();
    }

    /// <summary>
    /// The plain folding without articles (al-, el-, and the assimilated ad-, an-, ar-, as-, ash-, at-, az- before their letter), without word
    /// boundaries, and with the common variants of transliteration made one: q/k, gh/g, dh/d, dj/j, y/i, ee/i, oo/ou/au/aw/u,
    /// ei/ai, doubled letters, a final -ah/-eh/-e/-a.
    /// </summary>
    public static string Loose(string name) => LooseOfPlain(Plain(name));

    internal static string LooseOfPlain(string plain)
    {
        var words = plain.Split('-', StringSplitOptions.RemoveEmptyEntries);
        var folded = new StringBuilder(plain.Length);
        for (var i = 0; i < words.Length; i++)
        {
            if (i + 1 < words.Length && IsArticle(words[i], words[i + 1]))
            {
                continue;
            }

            folded.Append(char.IsAscii(words[i][0]) ? LooseLatin(words[i]) : LooseArabic(words[i]));
        }

        return folded.ToString();
    }

    private static void Append(StringBuilder folded, char c, ref bool gap)
    {
        if (gap && folded.Length > 0)
        {
            folded.Append('-');
        }

        gap = false;
        folded.Append(c);
    }

    // Apostrophes and their look-alikes write ayn and hamza, or nothing; a full stop abbreviates; tatweel and vowel signs adorn.
    private static bool IsDropped(char c) =>
        c is '\'' or '`' or '´' or '.' or '\u02B9' or '\u02BA' or '\u02BB' or '\u02BC' or '\u02BD' or '\u02BE' or '\u02BF' or '\u02C8'
            or '\u2018' or '\u2019' or '\u201A' or '\u201B' or '\u2032' or '\u2035' or '\u0640' or '\uA78C' or '\u200C' or '\u200D'
            or '\u200E' or '\u200F' or '\uFEFF'
        || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;

    private static bool IsSymbol(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.OtherSymbol;

    // '\0': dropped; null: no Arabic letter that has variants.
    private static char? ArabicScript(char c) => c switch
    {
        'أ' or 'إ' or 'آ' or 'ٱ' => 'ا',
        'ى' or 'ئ' or 'ی' => 'ي',
        'ؤ' => 'و',
        'ة' or 'ۀ' or 'ە' => 'ه',
        'ک' => 'ك',
        'ء' => '\0',
        >= '٠' and <= '٩' => (char)('0' + (c - '٠')),
        >= '۰' and <= '۹' => (char)('0' + (c - '۰')),
        _ => null,
    };

    private static bool IsArticle(string word, string next) => word switch
    {
        "al" or "el" or "ul" => true,
        "ad" or "ed" => next.StartsWith('d'),
        "an" or "en" => next.StartsWith('n'),
        "ar" or "er" => next.StartsWith('r'),
        "as" or "es" => next.StartsWith('s'),
        "at" or "et" => next.StartsWith('t'),
        "az" or "ez" => next.StartsWith('z'),
        "ash" or "esh" => next.StartsWith("sh", StringComparison.Ordinal),
        "adh" or "edh" => next.StartsWith("dh", StringComparison.Ordinal),
        "ath" or "eth" => next.StartsWith("th", StringComparison.Ordinal),
        _ => false,
    };

    private static string LooseArabic(string word) =>
        word.Length > 4 && word.StartsWith("ال", StringComparison.Ordinal) ? word[2..] : word;

    private static StringBuilder LooseLatin(string word)
    {
        var w = new StringBuilder(word)
            .Replace('y', 'i').Replace('q', 'k')
            .Replace("gh", "g").Replace("dh", "d").Replace("dj", "j")
            .Replace("ee", "i").Replace("ei", "ai")
            .Replace("aw", "au").Replace("ow", "u").Replace("oo", "u").Replace("ou", "u").Replace("au", "u");
        var single = new StringBuilder(w.Length);
        for (var i = 0; i < w.Length; i++)
        {
            if (i == 0 || w[i] != w[i - 1] || char.IsAsciiDigit(w[i]))
            {
                single.Append(w[i]);
            }
        }

        if (single.Length > 3 && single[^1] == 'h' && single[^2] is 'a' or 'e')
        {
            single.Length--;
        }

        if (single.Length > 3 && single[^1] == 'e')
        {
            single[^1] = 'a';
        }

        return single;
    }

    private static FrozenDictionary<char, string> ReadLetters()
    {
        var letters = new Dictionary<char, string>();
        foreach (var row in BuiltInTable.Read("letters", columns: 2))
        {
            foreach (var c in row[1])
            {
                letters.Add(c, row[0]);
            }
        }

        return letters.ToFrozenDictionary();
    }
}
