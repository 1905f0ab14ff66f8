using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Actors.Domain.Incidents;

namespace Actors.Domain.Reports;

/// <summary>Reading single values: each answers the value, or null after an error.</summary>
internal ref partial struct ReportParser
{
    private static readonly SearchValues<byte> ZoneCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/"u8);

    /// <summary>Any string, checked for nothing but its being text.</summary>
    private string? Text()
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            Wrong("must be a string");
            return null;
        }

        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            Error("holds half of a surrogate pair (\\ud800 to \\udfff alone), which is no character");
            return null;
        }
    }

    /// <summary>Text that comes again and again in other reports, such as a key.</summary>
    private string? RepeatedText() =>
        reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && Ascii.IsValid(reader.ValueSpan)
            ? TextPool.Get(reader.ValueSpan)
            : Text();

    /// <summary>Words on one line: an id, a name or a short description.</summary>
    private string? Line(int maxLength, bool repeats = false)
    {
        var text = repeats ? RepeatedText() : Text();
        if (text is null || stored)
        {
            return text;
        }

        if (TooLong(text, maxLength) is { } tooLong)
        {
            return Refused(tooLong);
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return Refused("must not be empty");
        }

        if (text.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0 || text.AsSpan().IndexOfAnyInRange('\u007f', '\u009f') >= 0)
        {
            return Refused("must not hold control characters");
        }

        return char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]) ? Refused("must not begin or end with white space") : text;
    }

    private string? Id() => Line(ReportLimits.MaxIdLength);

    private string? Name() => Line(ReportLimits.MaxNameLength, repeats: true);

    /// <summary>A name or key of a subject, with or without the prefix of its kind, never with that of another kind.</summary>
    private string? Key(SubjectKind kind)
    {
        var name = Name();
        if (name is null || stored || !SubjectId.TryParse(name, out var subject) || subject.Kind == kind)
        {
            return name;
        }

        var wanted = kind.ToString().ToLowerInvariant();
        return Refused($"'{name}' is a {subject.Kind.ToString().ToLowerInvariant()}; a {wanted} is needed here, for example '{wanted}:{Example(kind)}' or '{Example(kind)}'");
    }

    /// <summary>Verbatim words: several lines are allowed, other control characters are not.</summary>
    private string? Prose()
    {
        var text = Text();
        if (text is null || stored)
        {
            return text;
        }

        if (TooLong(text, ReportLimits.MaxTextLength) is { } tooLong)
        {
            return Refused(tooLong);
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return Refused("must not be empty");
        }

        foreach (var character in text)
        {
            if (char.IsControl(character) && character is not ('\n' or '\r' or '\t'))
            {
                return Refused($"must not hold control characters other than line ends and tabs (here U+{(int)character:X4})");
            }
        }

        return text;
    }

    private string? Slug()
    {
        var text = RepeatedText();
        return text is null || stored || IsSlug(text)
            ? text
            : Refused($"must be a slug of 1 to {ReportLimits.MaxSlugLength} characters: lower-case letters a to z and digits, joined by single hyphens, such as f-15");
    }

    private string? Url()
    {
        var text = Line(ReportLimits.MaxUrlLength);
        return text is null || stored
            || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0)
            ? text
            : Refused("must be an absolute URL that begins with http:// or https://");
    }

    /// <summary>One of a closed list: its index, or −1.</summary>
    private int OneOf(NameTable table)
    {
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
        {
            var index = table.Find(reader.ValueSpan);
            if (index >= 0)
            {
                return index;
            }
        }

        var text = Text();
        if (text is null)
        {
            return -1;
        }

        var found = table.Find(Encoding.UTF8.GetBytes(text));
        if (found < 0)
        {
            Error($"{Shown(text)} is not known here.{table.Suggest(text)} Allowed: {table.Listed}");
        }

        return found;
    }

    private string? EventType()
    {
        if (stored)
        {
            return RepeatedText();
        }

        var index = OneOf(EventTypes.Names);
        return index < 0 ? null : EventTypes.Names[index];
    }

    private string? Zone()
    {
        var text = RepeatedText();
        if (text is null || stored)
        {
            return text;
        }

        // The shape first: the lookup goes to files.
        var known = text.Length is > 0 and <= ReportLimits.MaxSlugLength && text[0] != '/'
            && Encoding.UTF8.GetBytes(text).AsSpan().IndexOfAnyExcept(ZoneCharacters) < 0
            && TimeZoneInfo.TryFindSystemTimeZoneById(text, out _);
        return known ? text : Refused($"{Shown(text)} is no known time zone; use an IANA name such as Asia/Baghdad");
    }

    private SubjectId? Subject(bool groups)
    {
        var text = Name();
        if (text is null)
        {
            return null;
        }

        var forms = groups ? "base:, region: or group:" : "base: or region:";
        if (SubjectId.TryParse(text, out var subject) && (groups || stored || subject.Kind != SubjectKind.Group) && (stored || !char.IsWhiteSpace(subject.Key[0])))
        {
            return subject;
        }

        Refused($"{Shown(text)} is no subject allowed here; write {forms} and a key or name, for example region:iq");
        return null;
    }

    private DateOnly? Day()
    {
        if (!TextBytes(out var utf8))
        {
            return null;
        }

        if (Rfc3339.ReadDay(utf8, out var day) is { } problem)
        {
            Error(problem);
            return null;
        }

        return YearAllowed(day.Year) ? day : null;
    }

    private DateTimeOffset? Instant()
    {
        if (!TextBytes(out var utf8))
        {
            return null;
        }

        if (Rfc3339.ReadInstant(utf8, out var instant) is { } problem)
        {
            Error(problem);
            return null;
        }

        return YearAllowed(instant.Year) ? instant : null;
    }

    private ImmutableArray<string> Names()
    {
        if (!BeginArray())
        {
            return [];
        }

        var items = ImmutableArray.CreateBuilder<string>();
        while (NextItemWithin())
        {
            if (Name() is { } name)
            {
                items.Add(name);
            }
        }

        return items.DrainToImmutable();
    }

    private bool TextBytes(out ReadOnlySpan<byte> utf8)
    {
        utf8 = reader.ValueSpan;
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
        {
            return true;
        }

        var text = Text();
        utf8 = text is null ? default : Encoding.UTF8.GetBytes(text);
        return text is not null;
    }

    private bool YearAllowed(int year)
    {
        if (stored || year is >= ReportLimits.MinYear and <= ReportLimits.MaxYear)
        {
            return true;
        }

        Error($"the year must lie between {ReportLimits.MinYear} and {ReportLimits.MaxYear}");
        return false;
    }

    private string? Refused(string detail)
    {
        Error(detail);
        return null;
    }

    private static string? TooLong(string text, int maxLength)
    {
        // Code points are never more than UTF-16 units, so most texts need no counting.
        if (text.Length <= maxLength)
        {
            return null;
        }

        var length = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            length++;
        }

        return length <= maxLength ? null : $"has {length} characters; at most {maxLength} are allowed";
    }

    private static bool IsSlug(string text)
    {
        var hyphen = true;
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && (character != '-' || hyphen))
            {
                return false;
            }

            hyphen = character == '-';
        }

        return !hyphen && text.Length <= ReportLimits.MaxSlugLength;
    }

    private static string Shown(string text) => text.Length <= MaxNameShown ? $"'{text}'" : $"'{text.AsSpan(0, MaxNameShown)}…'";

    private static string Example(SubjectKind kind) => kind switch
    {
        SubjectKind.Base => "al-harir",
        SubjectKind.Region => "iq",
        _ => "us-forces",
    };
}
