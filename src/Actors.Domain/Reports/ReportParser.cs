using System.Buffers;
using System.Text.Json;

namespace Actors.Domain.Reports;

/// <summary>
/// One pass over the JSON of one or more reports: reads, checks, and remembers where it is so that each error has its pointer.
/// </summary>
/// <remarks>
/// A stored report was checked when it came in, by the rules of that day. Reading it again checks its form only, or else a limit or a
/// vocabulary that changed would make the ledger unreadable.
/// </remarks>
internal ref partial struct ReportParser(Utf8JsonReader reader, bool stored)
{
    // The deepest place of ours: /0/set/casualties/0/killed/atLeast. What is not understood is skipped, not entered.
    private const int MaxPath = 8;

    private static readonly SearchValues<byte> BetweenTokens = SearchValues.Create(" \t\r\n,:"u8);

    private readonly bool stored = stored;
    private readonly string?[] path = new string?[MaxPath];
    private readonly int[] indices = new int[MaxPath];
    private Utf8JsonReader reader = reader;
    private List<ReportError>? errors;
    private int depth;

    /// <summary>Reads a whole body and what is behind it.</summary>
    public ReportReadResult ReadBody(ReadOnlySpan<byte> utf8, bool single)
    {
        var reports = new List<Report>(1);
        var isArray = false;
        try
        {
            reader.Read();
            isArray = !single && reader.TokenType == JsonTokenType.StartArray;
            var complete = true;
            if (isArray)
            {
                complete = ReadArrayOfReports(reports);
            }
            else if (ReadReport(single ? "a line must be one report: a JSON object" : "the body must be a report (a JSON object) or an array of reports") is { } report)
            {
                reports.Add(report);
            }

            if (complete)
            {
                // Fails when anything but white space follows.
                reader.Read();
            }
        }
        catch (JsonException malformed)
        {
            Error(Malformed(malformed, utf8));
        }

        return errors is null ? new() { Reports = reports, IsArray = isArray } : new() { IsArray = isArray, Errors = errors };
    }

    /// <summary>Reads a stored report, the reader standing on its opening brace; afterwards on its closing one.</summary>
    /// <exception cref="JsonException">The JSON is malformed.</exception>
    /// <exception cref="FormatException">It is no report; the message says why.</exception>
    public static Report ReadStored(ref Utf8JsonReader reader)
    {
        var parser = new ReportParser(reader, stored: true);
        var report = parser.ReadReport("a stored report must be a JSON object");
        reader = parser.reader;
        return report ?? throw new FormatException($"{parser.errors![0].Pointer}: {parser.errors[0].Detail}");
    }

    // False when it stopped before the end.
    private bool ReadArrayOfReports(List<Report> reports)
    {
        var count = 0;
        BeginArray();
        while (NextItem())
        {
            if (++count > ReportLimits.MaxReports)
            {
                depth = 0;
                Error($"the array holds more than {ReportLimits.MaxReports:N0} reports; send at most that many in one call");
                return false;
            }

            if (ReadReport("an item must be a report: a JSON object") is { } report)
            {
                reports.Add(report);
            }
        }

        if (count == 0)
        {
            Error($"the array is empty; send 1 to {ReportLimits.MaxReports:N0} reports");
        }

        return true;
    }

    private string Malformed(JsonException malformed, ReadOnlySpan<byte> utf8)
    {
        var rest = utf8[(int)Math.Min(reader.BytesConsumed, utf8.Length)..];
        var next = rest.IndexOfAnyExcept(BetweenTokens);
        var open = reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0);
        if (open >= ReportLimits.MaxDepth && next >= 0 && rest[next] is (byte)'{' or (byte)'[')
        {
            return $"objects and arrays are nested more than {ReportLimits.MaxDepth} deep; a report needs far less";
        }

        var where = $"line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1} of it";
        if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.None or JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return $"something follows the end of the JSON ({where}); several reports go into an array, or one a line to /v1/reports:import";
        }

        var reason = malformed.Message.AsSpan();
        var cut = reason.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return $"not valid JSON at {where}: {(cut < 0 ? reason : reason[..cut])}";
    }
}
