using System.Text;
using Actors.Domain.Reports;

namespace Actors.Domain.Tests.Reports;

/// <summary>Shorthand for what the reader refuses.</summary>
internal static class Refusals
{
    /// <summary>What every report must have, without kind, to be continued.</summary>
    public const string Common = "\"id\":\"a\",\"source\":\"s\",\"publishedAt\":\"2023-11-09T18:30:00Z\"";

    /// <summary>An incident report with these further properties.</summary>
    public static string Incident(string properties) => $"{{\"kind\":\"incident\",{Common}{(properties.Length == 0 ? "" : ",")}{properties}}}";

    public static string Of(string kind, string properties) => $"{{\"kind\":\"{kind}\",{Common}{(properties.Length == 0 ? "" : ",")}{properties}}}";

    public static ReportReadResult Read(string json) => ReportReader.Read(Encoding.UTF8.GetBytes(json));

    /// <summary>The report in a body that must be right.</summary>
    public static T Accept<T>(string json)
        where T : Report
    {
        var result = Read(json);
        Assert.Empty(result.Errors);
        return Assert.IsType<T>(Assert.Single(result.Reports!));
    }

    /// <summary>Asserts exactly these errors, in order: pointer, and words of the detail.</summary>
    public static void Refuse(string json, params ReadOnlySpan<(string Pointer, string Detail)> expected) =>
        Refuse(ReportReader.Read(Encoding.UTF8.GetBytes(json)), expected);

    public static void Refuse(ReportReadResult result, params ReadOnlySpan<(string Pointer, string Detail)> expected)
    {
        Assert.Null(result.Reports);
        Assert.Equal(expected.ToArray().Select(error => error.Pointer), result.Errors.Select(error => error.Pointer));
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Contains(expected[i].Detail, result.Errors[i].Detail, StringComparison.Ordinal);
        }
    }
}
