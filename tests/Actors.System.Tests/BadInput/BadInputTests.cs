using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.BadInput;

/// <summary>Calls that must be refused, against a running host: each with a problem document that points at the fault, and nothing of it recorded.</summary>
public sealed class BadInputTests(BadInputHost running) : IClassFixture<BadInputHost>
{
    private const string Valid = """{"kind":"incident","id":"ID","source":"s","publishedAt":"2024-01-01T00:00:00Z","place":{"base":"al-harir"},"occurred":{"from":"2024-01-01"}}""";

    private HttpClient Http => running.Host.Http;

    [Theory]
    [InlineData("an unknown property", """{"killled":3}""", "/killled")]
    [InlineData("an unknown property of a place", """{"place":{"bse":"al-harir"}}""", "/place/bse")]
    [InlineData("an unknown property of a figure", """{"casualties":[{"killed":{"atleast":3}}]}""", "/casualties/0/killed/atleast")]
    [InlineData("an unknown kind", """{"kind":"rumour"}""", "/kind")]
    [InlineData("a kind that is no text", """{"kind":7}""", "/kind")]
    [InlineData("no id", """{"id":null}""", "/id")]
    [InlineData("an empty id", """{"id":""}""", "/id")]
    [InlineData("no source", """{"source":null}""", "/source")]
    [InlineData("an impossible day", """{"occurred":{"from":"2023-02-30"}}""", "/occurred/from")]
    [InlineData("a day that ends before it begins", """{"occurred":{"from":"2024-01-02","to":"2024-01-01"}}""", "/occurred/to")]
    [InlineData("an impossible time", """{"publishedAt":"2024-01-01T25:00:00Z"}""", "/publishedAt")]
    [InlineData("a time without zone", """{"publishedAt":"2024-01-01T00:00:00"}""", "/publishedAt")]
    [InlineData("a zone nobody has", """{"occurred":{"from":"2024-01-01","zone":"Asia/Nowhere"}}""", "/occurred/zone")]
    [InlineData("killed −1", """{"casualties":[{"killed":-1}]}""", "/casualties/0/killed")]
    [InlineData("half a person", """{"casualties":[{"killed":1.5}]}""", "/casualties/0/killed")]
    [InlineData("more people than there are", """{"casualties":[{"killed":1e300}]}""", "/casualties/0/killed")]
    [InlineData("low above high", """{"casualties":[{"injured":{"low":5,"best":5,"high":2}}]}""", "/casualties/0/injured")]
    [InlineData("best above high", """{"casualties":[{"injured":{"low":1,"best":9,"high":2}}]}""", "/casualties/0/injured")]
    [InlineData("an outcome nobody defined", """{"outcome":"exploded"}""", "/outcome")]
    [InlineData("credibility 7", """{"credibility":7}""", "/credibility")]
    [InlineData("latitude 91", """{"place":{"region":"iq","lat":91,"lon":43}}""", "/place/lat")]
    [InlineData("a list that is no list", """{"targets":{"group":"us-forces"}}""", "/targets")]
    public async Task Report_IsRefusedWithAPointer_WhenAFieldIsWrong(string what, string fields, string pointer)
    {
        var report = Merge(Valid.Replace("\"ID\"", "\"bad\"", StringComparison.Ordinal), fields);
        await RefusedAsync(what, Json(report), HttpStatusCode.BadRequest, pointer);

        // In an array the pointer begins with the item, and the sound item beside it is not recorded either.
        await RefusedAsync(what, Json($"[{Valid.Replace("\"ID\"", "\"bad-neighbour\"", StringComparison.Ordinal)},{report}]"), HttpStatusCode.BadRequest, "/1" + pointer);
    }

    [Fact]
    public async Task Report_IsRefused_WhenItsIdHas201Characters()
    {
        await RefusedAsync("201 characters", Json(Valid.Replace("ID", new string('x', 201), StringComparison.Ordinal)), HttpStatusCode.BadRequest, "/id");
        await RefusedAsync("201 characters outside the basic plane", Json(Valid.Replace("ID", string.Concat(Enumerable.Repeat("\U0001F6E9", 201)), StringComparison.Ordinal)), HttpStatusCode.BadRequest, "/id");
    }

    [Fact]
    public async Task Body_IsRefused_WhenItHas1001Items() =>
        await RefusedAsync(
            "1,001 items",
            Json($"[{string.Join(',', Enumerable.Range(0, 1_001).Select(i => Valid.Replace("ID", $"many-{i}", StringComparison.Ordinal)))}]"),
            HttpStatusCode.BadRequest,
            "");

    [Fact]
    public async Task Body_IsRefused_WhenTwoFieldsOfTwoItemsAreWrong_WithAllOfThem()
    {
        var errors = await RefusedAsync(
            "two wrong items",
            Json($"[{Merge(Valid, """{"outcome":"x","id":"a"}""")},{Merge(Valid, """{"id":"b"}""")},{Merge(Valid, """{"id":"c","kind":"incident","casualties":[{"killed":-3}]}""")}]"),
            HttpStatusCode.BadRequest,
            "/0/outcome");
        Assert.Equal(["/0/outcome", "/2/casualties/0/killed"], errors.Select(e => e.Pointer));
    }

    [Theory]
    [InlineData("truncated", """{"kind":"incident","id":"cut","sour""")]
    [InlineData("no JSON", "kind: incident")]
    [InlineData("empty", "")]
    [InlineData("a text", "\"incident\"")]
    [InlineData("an empty array", "[]")]
    [InlineData("two values", "{} {}")]
    [InlineData("a comment", "{/* */}")]
    public async Task Body_IsRefused_WhenItIsNoReport(string what, string body) =>
        await RefusedAsync(what, Json(body), HttpStatusCode.BadRequest, pointer: null);

    [Fact]
    public async Task Body_IsRefused_WhenAPropertyComesTwice() =>
        await RefusedAsync("twice", Json(Valid[..^1] + ""","source":"another"}"""), HttpStatusCode.BadRequest, "/source");

    [Fact]
    public async Task Body_IsRefused_WhenItsNestingIsDeep()
    {
        await RefusedAsync("deep arrays", Json(new string('[', 100_000)), HttpStatusCode.BadRequest, pointer: null);
        await RefusedAsync("a deep property", Json(Valid[..^1] + ",\"place\":" + string.Concat(Enumerable.Repeat("{\"a\":", 5_000)) + "1" + new string('}', 5_000) + "}"), HttpStatusCode.BadRequest, pointer: null);
    }

    [Fact]
    public async Task Body_IsRefused_WhenItIsNotUtf8()
    {
        var bytes = Encoding.UTF8.GetBytes(Valid.Replace("ID", "utf-8-@", StringComparison.Ordinal));
        bytes[Array.IndexOf(bytes, (byte)'@')] = 0xFF;
        await RefusedAsync("0xFF", Bytes(bytes), HttpStatusCode.BadRequest, "");
        await RefusedAsync("Latin-1", Bytes(Encoding.Latin1.GetBytes(Valid.Replace("ID", "é", StringComparison.Ordinal))), HttpStatusCode.BadRequest, "");
    }

    [Fact]
    public async Task Body_IsRefused_WhenItIsTooLarge()
    {
        await RefusedAsync("100 MB, announced", Bytes(new byte[100 * 1024 * 1024]), HttpStatusCode.RequestEntityTooLarge, pointer: null, cutAllowed: true);
        var bomb = Gzip(Zeroes(200 * 1024 * 1024));
        Assert.True(bomb.Length < 1024 * 1024);
        await RefusedAsync("a gzip bomb", Bytes(bomb, encoding: "gzip"), HttpStatusCode.RequestEntityTooLarge, pointer: null);
    }

    [Fact]
    public async Task Body_IsRefused_WhenItIsNoGzip_ThoughItSaysSo() =>
        await RefusedAsync("no gzip", Bytes(Encoding.UTF8.GetBytes(Valid), encoding: "gzip"), HttpStatusCode.BadRequest, pointer: null);

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-ndjson")]
    public async Task Body_IsRefused_WhenItsTypeIsAnother(string type) =>
        await RefusedAsync(type, new StringContent(Valid, Encoding.UTF8, type), HttpStatusCode.UnsupportedMediaType, pointer: null);

    [Fact]
    public async Task Import_RefusesTheWrongLines_AndRecordsTheOthers()
    {
        string[] lines =
        [
            Valid.Replace("ID", "line-1", StringComparison.Ordinal),
            """{"kind":"incident","id":"line-2"}""",
            "",
            "{",
            Merge(Valid, """{"id":"line-5","casualties":[{"killed":-1}]}"""),
            Valid.Replace("ID", "line-1", StringComparison.Ordinal).Replace("al-harir", "ain-al-asad", StringComparison.Ordinal),
            Valid.Replace("ID", "line-7", StringComparison.Ordinal),
        ];
        var before = await running.NextPositionAsync();
        var summary = await Http.ImportAsync(lines);
        Assert.Equal((2, 1, 3), (summary.GetProperty("recorded").GetInt64(), summary.GetProperty("conflicts").GetInt64(), summary.GetProperty("refused").GetInt64()));
        Assert.Equal(before + 3, await running.NextPositionAsync());
    }

    /// <summary>A vector that is not recorded yet would hold more the next time it is asked for.</summary>
    [Theory]
    [InlineData("v1/bases/al-harir/tally?positions=0:999999", "?positions", "past the ledger's end")]
    [InlineData("v1/incidents?positions=0:999999", "?positions", "past the ledger's end")]
    [InlineData("v1/incidents?positions=99:1", "?positions", "no partition 99")]
    [InlineData("v1/bases/al-harir/tally?minPositions=0:999999", "?minPositions", "past the ledger's end")]
    [InlineData("v1/bases/al-harir/tally?minPositions=99:1", "?minPositions", "no partition 99")]
    [InlineData("v1/bases/al-harir?minPositions=99:1", "?minPositions", "no partition 99")]
    public async Task Question_IsRefused_WhenItsPositionsAreNotInTheLedger(string path, string pointer, string why)
    {
        using var response = await Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("/problems/invalid-parameter", problem.GetProperty("type").GetString());
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        Assert.Equal(pointer, error.GetProperty("pointer").GetString());
        Assert.Contains(why, error.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static StringContent Json(string body) => HostApi.JsonBody(body);

    private static ByteArrayContent Bytes(byte[] body, string? encoding = null)
    {
        var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return content;
    }

    private static byte[] Gzip(Stream plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            plain.CopyTo(gzip);
        }

        return packed.ToArray();
    }

    private static MemoryStream Zeroes(int length) => new(new byte[length]);

    /// <summary>The properties of <paramref name="report"/> with those of <paramref name="fields"/> put in their place; null takes one away.</summary>
    private static string Merge(string report, string fields)
    {
        using var whole = JsonDocument.Parse(report);
        using var changes = JsonDocument.Parse(fields);
        var properties = whole.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetRawText());
        foreach (var change in changes.RootElement.EnumerateObject())
        {
            properties[change.Name] = change.Value.GetRawText();
        }

        return "{" + string.Join(',', properties.Where(p => p.Value != "null").Select(p => $"\"{p.Key}\":{p.Value}")) + "}";
    }

    private async Task<IReadOnlyList<(string Pointer, string Detail)>> RefusedAsync(string what, HttpContent content, HttpStatusCode status, string? pointer, bool cutAllowed = false)
    {
        var before = await running.NextPositionAsync();
        List<(string Pointer, string Detail)> errors = [];
        try
        {
            using var response = await Http.PostAsync("v1/reports", content);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(status == response.StatusCode, $"{what}: {(int)response.StatusCode} {text}");
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            var problem = JsonElement.Parse(text);
            Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
            Assert.NotEmpty(problem.GetProperty("type").GetString()!);
            Assert.NotEmpty(problem.GetProperty("title").GetString()!);
            Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
            errors.AddRange(problem.GetProperty("errors").EnumerateArray().Select(e => (e.GetProperty("pointer").GetString()!, e.GetProperty("detail").GetString()!)));
            Assert.All(errors, e => Assert.NotEmpty(e.Detail));
            if (pointer is not null)
            {
                Assert.True(errors.Any(e => e.Pointer == pointer), $"{what}: no error points at '{pointer}': {text}");
            }
        }
        catch (HttpRequestException cut) when (cutAllowed && cut.InnerException is IOException)
        {
            // The server answers and closes before it has read the whole body; a client still writing may only see the closing.
        }

        Assert.True(before + 1 == await running.NextPositionAsync(), $"{what}: something of the refused call was recorded.");
        return errors;
    }
}

/// <summary>One embedded host for all refusals.</summary>
public sealed class BadInputHost : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private int probes;

    public HostProcess Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await HostProcess.StartAsync(folder.Path);

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Records a report and gives its position: positions are dense, so two calls in a row differ by one if nothing came between.</summary>
    internal async Task<long> NextPositionAsync()
    {
        var id = (++probes).ToString(CultureInfo.InvariantCulture);
        var receipt = await Host.Http.RecordOneAsync($$"""{"kind":"presence","id":"probe-{{id}}","source":"s","publishedAt":"2024-01-01T00:00:00Z","base":"al-harir","group":"us-forces","present":true,"since":"2020-01-01"}""");
        return receipt.GetProperty("positions").GetProperty("0").GetInt64();
    }
}
