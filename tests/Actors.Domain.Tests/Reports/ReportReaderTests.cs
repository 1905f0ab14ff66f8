using System.Text;
using Actors.Domain.Reports;
using CsCheck;
using static Actors.Domain.Tests.Reports.Refusals;

namespace Actors.Domain.Tests.Reports;

public sealed class ReportReaderTests
{
    [Fact]
    public void Read_TellsASingleReportFromAnArray()
    {
        var single = Read(Incident(""));
        var array = Read($"[{Incident("")},{Of("retraction", "\"retracts\":\"b\",\"reason\":\"r\"")}]");

        Assert.False(single.IsArray);
        Assert.Single(single.Reports!);
        Assert.True(array.IsArray);
        Assert.Equal([ReportKind.Incident, ReportKind.Retraction], array.Reports!.Select(report => report.Kind()));
    }

    [Fact]
    public void Read_FindsTheKind_WhereverItStands()
    {
        var report = Accept<PresenceReport>($"{{\"present\":true,{Common},\"base\":\"b\",\"group\":\"g\",\"k\\u0069nd\":\"pr\\u0065sence\"}}");

        Assert.True(report.Present);
    }

    [Fact]
    public void Read_SkipsAByteOrderMark_AndWhiteSpace() => Accept<IncidentReport>("\uFEFF \r\n" + Incident("") + "\n\t");

    [Fact]
    public void Read_TakesNull_ForLeftOut()
    {
        var report = Accept<IncidentReport>(Incident("\"quote\":null,\"place\":null,\"targets\":null,\"credibility\":null,\"via\":null"));

        Assert.Equal(Accept<IncidentReport>(Incident("")), report);
    }

    [Theory]
    [InlineData("", "the body is empty")]
    [InlineData(" \n", "the body is empty")]
    [InlineData("[]", "the array is empty; send 1 to 1,000")]
    [InlineData("42", "the body must be a report")]
    [InlineData("\"x\"", "the body must be a report")]
    [InlineData("null", "the body must be a report")]
    public void Read_RefusesABody_ThatIsNoReport(string body, string detail) => Refuse(body, ("", detail));

    [Fact]
    public void ReadOne_RefusesAnArray() =>
        Refuse(ReportReader.ReadOne(Encoding.UTF8.GetBytes($"[{Incident("")}]")), ("", "a line must be one report"));

    [Theory]
    [InlineData("{\"kind\":\"incident\",", "", "not valid JSON at line 1, byte")]
    [InlineData("{\"kind\":\"incident\",}", "", "not valid JSON at line 1, byte 20")]
    [InlineData("{\"kind\":\"incident\" \"id\":1}", "", "not valid JSON")]
    [InlineData("{'kind':'incident'}", "", "not valid JSON")]
    [InlineData("// words\n{}", "", "not valid JSON")]
    [InlineData("\n\n  nonsense", "", "not valid JSON at line 3")]
    [InlineData("[{\"kind\":\"incident\"", "/0", "not valid JSON")]
    public void Read_SaysWhere_WhenTheJsonIsMalformed(string body, string pointer, string detail)
    {
        var error = Read(body).Errors[^1];

        Assert.StartsWith(pointer, error.Pointer, StringComparison.Ordinal);
        Assert.Contains(detail, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_KeepsTheErrorsBeforeMalformedJson() =>
        Refuse(
            $"[{Incident("\"outcome\":\"x\"")},{{\"id\":7,",
            ("/0/outcome", "Allowed"),
            ("/1/id", "must be a string"),
            ("/1/id", "not valid JSON"));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("x")]
    [InlineData("]")]
    public void Read_RefusesTrailingContent(string behind) =>
        Refuse(Incident("") + " " + behind, ("", "something follows the end"));

    [Fact]
    public void Read_RefusesDeepNesting()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40));
        var objects = string.Concat(Enumerable.Repeat("{\"a\":", 100_000));

        Refuse(Incident($"\"x\":{deep}"), ("/x", "no property 'x'"), ("/x", "nested more than 32 deep"));
        Refuse(objects, ("/a", "no property 'a'"), ("/a", "nested more than 32 deep"));
        Refuse(new string('[', 1_000), ("/0", "must be a report"), ("/0", "nested more than 32 deep"));
    }

    [Fact]
    public void Read_Takes1000Reports_AndRefuses1001()
    {
        Assert.Equal(1_000, Read($"[{string.Join(',', Enumerable.Repeat(Incident(""), 1_000))}]").Reports!.Count);
        Refuse($"[{string.Join(',', Enumerable.Repeat(Incident(""), 1_001))}]", ("", "more than 1,000 reports"));
    }

    [Fact]
    public void Read_PointsIntoArrays() =>
        Refuse(
            $"[{Incident("")},7,{Incident("\"casualties\":[{\"killed\":-1}]")},{{\"kind\":\"incident\"}}]",
            ("/1", "an item must be a report"),
            ("/2/casualties/0/killed", "between 0"),
            ("/3/id", "is required"),
            ("/3/source", "is required"),
            ("/3/publishedAt", "is required"));

    [Fact]
    public void Read_RefusesInvalidUtf8()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes("{\"id\":\""), 0xC3, 0x28, .. "\"}"u8];

        Refuse(ReportReader.Read(body), ("", "not valid UTF-8: byte 7"));
        Refuse(ReportReader.ReadOne([0xFF, 0xFE, 0x7B, 0x00]), ("", "not valid UTF-8: byte 0"));
    }

    [Theory]
    [InlineData("\"quote\":\"a\\ud800b\"", "/quote", "surrogate")]
    [InlineData("\"incident\":\"\\udc00\"", "/incident", "surrogate")]
    [InlineData("\"outcome\":\"\\udc00\"", "/outcome", "surrogate")]
    [InlineData("\"occurred\":{\"from\":\"\\udc00\"}", "/occurred/from", "surrogate")]
    [InlineData("\"quote\":\"a\\u0000b\"", "/quote", "U+0000")]
    [InlineData("\"quote\":\"a\\u001b[31m\"", "/quote", "U+001B")]
    [InlineData("\"incident\":\"a\\u0000\"", "/incident", "control characters")]
    [InlineData("\"incident\":\"a\\nb\"", "/incident", "control characters")]
    [InlineData("\"incident\":\"a\\u0085b\"", "/incident", "control characters")]
    [InlineData("\"incident\":\" a\"", "/incident", "white space")]
    [InlineData("\"incident\":\"\\u00a0\"", "/incident", "must not be empty")]
    public void Read_RefusesStrings_ThatAreNoText(string property, string pointer, string detail) => Refuse(Incident(property), (pointer, detail));

    [Fact]
    public void Read_RefusesAPropertyName_WithHalfASurrogatePair()
    {
        var error = Assert.Single(Read(Incident("\"a\\ud800\":1")).Errors);

        Assert.Contains("has no property 'a\\ud800'", error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rumour", "Allowed: incident, statement, posture, presence, total, retraction, assessment")]
    [InlineData("incidnet", "Did you mean 'incident'?")]
    [InlineData("Incident", "Did you mean 'incident'?")]
    public void Read_RefusesAnUnknownKind_AndStillChecksTheRest(string kind, string detail) =>
        Refuse(Of(kind, "\"stance\":\"x\",\"nonsense\":1"), ("/kind", detail), ("/stance", "Allowed"), ("/nonsense", "no property 'nonsense'"));

    [Fact]
    public void Read_RefusesAMissingKind()
    {
        Refuse($"{{{Common}}}", ("/kind", "is required"));
        Refuse($"{{\"kind\":null,{Common}}}", ("/kind", "cannot be null"));
        Refuse($"{{\"kind\":5,{Common}}}", ("/kind", "must be a string"));
        Refuse("{}", ("/kind", "is required"), ("/id", "is required"), ("/source", "is required"), ("/publishedAt", "is required"));
    }

    [Fact]
    public void Read_RefusesAPropertyStatedTwice() =>
        Refuse(
            Incident("\"quote\":\"a\",\"quote\":\"b\",\"place\":{\"base\":\"a\",\"base\":\"a\"},\"id\":\"z\",\"kind\":\"total\""),
            ("/quote", "twice"),
            ("/place/base", "twice"),
            ("/id", "twice"),
            ("/kind", "twice"));

    [Theory]
    [InlineData("wepon", "/wepon", "Did you mean 'weapon'?")]
    [InlineData("published_at", "/published_at", "Did you mean 'publishedAt'?")]
    [InlineData("Outcome", "/Outcome", "Did you mean 'outcome'?")]
    [InlineData("a/b~c", "/a~1b~0c", "no property 'a/b~c'. Known here: kind, id")]
    [InlineData("", "/", "no property ''")]
    [InlineData("retracts", "/retracts", "belongs to retraction, not to a report of kind 'incident'")]
    [InlineData("reason", "/reason", "belongs to retraction, assessment, not to")]
    public void Read_NamesAnUnknownProperty(string name, string pointer, string detail) =>
        Refuse(Incident($"\"{name}\":{{\"deep\":[1,{{}}]}},\"outcome\":\"hit\""), (pointer, detail));

    [Fact]
    public void Read_CountsCharacters_NotBytesOrUtf16()
    {
        Accept<IncidentReport>(Incident($"\"incident\":\"{string.Concat(Enumerable.Repeat("🚁", 200))}\""));
        Refuse(Incident($"\"incident\":\"{string.Concat(Enumerable.Repeat("🚁", 201))}\""), ("/incident", "has 201 characters; at most 200"));
    }

    [Theory]
    [InlineData("id", 200)]
    [InlineData("source", 500)]
    public void Read_LimitsRequiredStrings(string name, int limit)
    {
        Accept<IncidentReport>(Incident("").Replace($"\"{name}\":\"{(name == "id" ? 'a' : 's')}\"", $"\"{name}\":\"{new string('x', limit)}\"", StringComparison.Ordinal));
        Refuse(
            Incident("").Replace($"\"{name}\":\"{(name == "id" ? 'a' : 's')}\"", $"\"{name}\":\"{new string('x', limit + 1)}\"", StringComparison.Ordinal),
            ("/" + name, $"has {limit + 1} characters; at most {limit} are allowed"));
    }

    [Theory]
    [InlineData("\"incident\":\"#\"", "/incident", 200)]
    [InlineData("\"quote\":\"#\"", "/quote", 10_000)]
    [InlineData("\"caveat\":\"#\"", "/caveat", 100)]
    [InlineData("\"via\":[\"#\"]", "/via/0", 500)]
    [InlineData("\"place\":{\"base\":\"#\"}", "/place/base", 500)]
    [InlineData("\"place\":{\"name\":\"#\"}", "/place/name", 500)]
    [InlineData("\"targets\":[{\"group\":\"#\"}]", "/targets/0/group", 500)]
    [InlineData("\"perpetrators\":[{\"group\":\"g\",\"by\":\"#\"}]", "/perpetrators/0/by", 500)]
    [InlineData("\"damage\":[{\"object\":\"#\"}]", "/damage/0/object", 100)]
    [InlineData("\"weapon\":\"#\"", "/weapon", 100)]
    [InlineData("\"inResponseTo\":[\"#\"]", "/inResponseTo/0", 200)]
    public void Read_LimitsEveryString(string property, string pointer, int limit)
    {
        Accept<IncidentReport>(Incident(property.Replace("#", new string('x', limit), StringComparison.Ordinal)));
        Refuse(Incident(property.Replace("#", new string('x', limit + 1), StringComparison.Ordinal)), (pointer, $"{limit}"));
    }

    [Theory]
    [InlineData("https://example.org/a?b=c")]
    [InlineData("http://[::1]:8080/")]
    [InlineData("HTTPS://EXAMPLE.ORG")]
    public void Read_AcceptsAUrl(string url) => Assert.Equal(url, Accept<IncidentReport>(Incident($"\"url\":\"{url}\"")).Url);

    [Theory]
    [InlineData("/local/path")]
    [InlineData("example.org")]
    [InlineData("ftp://example.org")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://")]
    [InlineData("file:///etc/passwd")]
    public void Read_RefusesAUrl(string url) => Refuse(Incident($"\"url\":\"{url}\""), ("/url", "http:// or https://"));

    [Fact]
    public void Read_LimitsUrls()
    {
        Accept<IncidentReport>(Incident($"\"url\":\"https://e.org/{new string('x', 1_986)}\""));
        Refuse(Incident($"\"url\":\"https://e.org/{new string('x', 1_987)}\""), ("/url", "at most 2000"));
    }

    [Fact]
    public void Read_NeverThrows_AndNeverGivesBothReportsAndErrors_ForBrokenBytes() =>
        Gen.Select(ReportGen.Any, Gen.Int[0, 5_000], Gen.Byte, Gen.Int[0, 3]).Sample(
            (report, position, value, how) =>
            {
                var bytes = ReportWriter.WriteCanonical(report);
                var at = position % bytes.Length;
                byte[] broken = how switch
                {
                    0 => [.. bytes[..at], value, .. bytes[(at + 1)..]],
                    1 => [.. bytes[..at], .. bytes[(at + 1)..]],
                    2 => [.. bytes[..at], value, .. bytes[at..]],
                    _ => bytes[..at],
                };
                foreach (var result in new[] { ReportReader.Read(broken), ReportReader.ReadOne(broken), ReportReader.Read([(byte)'[', .. broken, (byte)']']) })
                {
                    Assert.Equal(result.Reports is null, result.Errors.Count > 0);
                }
            },
            iter: 5_000);

    [Fact]
    public void Read_BoundsTheErrors_WhenABodyIsNothingButErrors()
    {
        var body = new StringBuilder("{");
        for (var i = 0; i < 20_000; i++)
        {
            body.Append($"\"x{i}\":1,");
        }

        var result = Read(body.Append("\"kind\":\"incident\"}").ToString());

        Assert.Equal(ReportLimits.MaxErrors + 1, result.Errors.Count);
        Assert.Contains("more than 10,000 errors", result.Errors[^1].Detail, StringComparison.Ordinal);
    }
}
