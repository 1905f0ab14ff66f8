namespace Actors.Domain.Reports;

/// <summary>What a report may hold at most. Lengths are Unicode characters (code points).</summary>
public static class ReportLimits
{
    /// <summary>Reports in one array.</summary>
    public const int MaxReports = 1_000;

    /// <summary>Characters of an id or of a reference of an incident.</summary>
    public const int MaxIdLength = 200;

    /// <summary>Characters of a name or key as people write it: sources, groups, bases, regions, labels of places.</summary>
    public const int MaxNameLength = 500;

    /// <summary>Characters of a slug, and of a short description such as a caveat or what was damaged.</summary>
    public const int MaxSlugLength = 100;

    /// <summary>Characters of a URL.</summary>
    public const int MaxUrlLength = 2_000;

    /// <summary>Characters of verbatim words, a condition or a reason.</summary>
    public const int MaxTextLength = 10_000;

    /// <summary>Items of any list within a report.</summary>
    public const int MaxItems = 100;

    /// <summary>The greatest number of people, things or attacks in a figure.</summary>
    public const long MaxFigure = 1_000_000_000;

    /// <summary>Nesting of objects and arrays.</summary>
    public const int MaxDepth = 32;

    /// <summary>The first year a day or time may lie in.</summary>
    public const int MinYear = 1900;

    /// <summary>The last year a day or time may lie in.</summary>
    public const int MaxYear = 2200;

    /// <summary>Errors listed for one body; one more says that the rest was left out.</summary>
    public const int MaxErrors = 10_000;
}
