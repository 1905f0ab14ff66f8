using System.Text.Json;
using System.Text.Unicode;

namespace Actors.Domain.Reports;

/// <summary>Reads reports from JSON (API.md, "Report") and checks them fully. Bad input is a result, never an exception.</summary>
/// <remarks>
/// A property that is <c>null</c> counts as left out. A byte order mark is skipped. What reads well is complete: a report that comes
/// out of here obeys <see cref="ReportLimits"/> and every rule of its kind. Names are kept as written; resolving them comes later.
/// </remarks>
public static class ReportReader
{
    /// <summary>Reads the body of <c>POST /v1/reports</c>: one report, or an array of 1 to <see cref="ReportLimits.MaxReports"/>.</summary>
    public static ReportReadResult Read(ReadOnlySpan<byte> utf8) => Read(utf8, single: false);

    /// <summary>Reads one report: a line of NDJSON. An array is refused.</summary>
    public static ReportReadResult ReadOne(ReadOnlySpan<byte> utf8) => Read(utf8, single: true);

    private static ReportReadResult Read(ReadOnlySpan<byte> utf8, bool single)
    {
        utf8 = utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        if (!Utf8.IsValid(utf8))
        {
            return Refuse($"the text is not valid UTF-8: byte {FirstInvalid(utf8)} (counted from 0) begins no character");
        }

        if (utf8.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return Refuse(single ? "there is nothing here; a report is a JSON object" : "the body is empty; send a report (a JSON object) or an array of reports");
        }

        var parser = new ReportParser(new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = ReportLimits.MaxDepth }), stored: false);
        return parser.ReadBody(utf8, single);
    }

    private static ReportReadResult Refuse(string detail) => new() { Errors = [new ReportError("", detail)] };

    private static int FirstInvalid(ReadOnlySpan<byte> utf8)
    {
        var at = 0;
        while (System.Text.Rune.DecodeFromUtf8(utf8[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }
}
