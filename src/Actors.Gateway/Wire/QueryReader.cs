using System.Globalization;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Reports;
using Actors.Gateway.Problems;

namespace Actors.Gateway.Wire;

/// <summary>Reads query parameters; refuses what it does not know by name, because a typo must not widen a question.</summary>
internal sealed class QueryReader
{
    private readonly IQueryCollection query;

    public QueryReader(HttpContext context, params ReadOnlySpan<string> known)
    {
        query = context.Request.Query;
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name))
            {
                throw new ApiProblemException(ApiProblem.Parameter(name, $"unknown parameter; this call takes {string.Join(", ", known.ToArray())}."));
            }

            if (values.Count > 1)
            {
                throw new ApiProblemException(ApiProblem.Parameter(name, "given more than once; give it once."));
            }
        }
    }

    public string? Text(string name) => query.TryGetValue(name, out var value) && value.Count == 1 && value[0] is { Length: > 0 } text ? text : null;

    public DateOnly? Day(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Wrong(name, $"'{text}' is no day; write yyyy-MM-dd, for example 2023-11-09.");
    }

    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        // A plus sign that was not percent-encoded arrives as a space.
        var written = text.Replace(' ', '+');
        return Rfc3339.ReadInstant(System.Text.Encoding.UTF8.GetBytes(written), out var instant) is null
            ? instant
            : throw Wrong(name, $"'{text}' is no time; write RFC 3339 with an offset, for example 2023-11-09T18:30:00Z.");
    }

    public int Limit(string name, int defaultValue, int max)
    {
        if (Text(name) is not { } text)
        {
            return defaultValue;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= max
            ? limit
            : throw Wrong(name, $"'{text}' is out of range; give 1 to {max}.");
    }

    public bool? Flag(string name) => Text(name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        var text => throw Wrong(name, $"'{text}' is neither true nor false."),
    };

    public string? OneOf(string name, params ReadOnlySpan<string> allowed)
    {
        var text = Text(name);
        if (text is not null && !allowed.Contains(text))
        {
            throw Wrong(name, $"'{text}' is not one of {string.Join(", ", allowed.ToArray())}.");
        }

        return text;
    }

    public string? PositionVector(string name)
    {
        var text = Text(name);
        if (text is not null && !Positions.IsValid(text))
        {
            throw Wrong(name, $"'{text}' is no ledger position; write partition:position pairs, for example 0:41,2:17.");
        }

        return text;
    }

    public string? Group(string name, ICatalogue catalogue)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (SubjectId.TryParse(text, out var id))
        {
            if (id.Kind != SubjectKind.Group)
            {
                throw Wrong(name, $"'{text}' is no group; name one, for example group:us-forces.");
            }

            text = id.Key;
        }

        return catalogue.Canonical(catalogue.Resolve(SubjectKind.Group, text).Subject).Key;
    }

    private static ApiProblemException Wrong(string name, string detail) => new(ApiProblem.Parameter(name, detail));
}
