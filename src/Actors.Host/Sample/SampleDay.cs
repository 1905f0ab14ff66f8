using System.Net;
using System.Text;
using System.Text.Json;
using Actors.Ledger;

namespace Actors.Host.Sample;

/// <summary>
/// The first news day, 9 November 2023: eighteen reports from one article. Loaded into an empty database through the HTTP door that
/// every report comes in by, and told in a few lines.
/// </summary>
internal sealed class SampleDay(ILedger ledger, HttpClient http, TextWriter output, TimeProvider time)
{
    /// <summary>The evening of that day in Baghdad, after the last of the reports was published.</summary>
    public static readonly DateTimeOffset Evening = new(2023, 11, 9, 22, 0, 0, TimeSpan.FromHours(3));

    private const string Resource = "Sample/iraq-2023-11-09.ndjson";
    /// <summary>How often a server that says it is busy is asked before it is taken at its word: on a machine with other work it may take seconds until it has
    /// read that it is a member of its own cluster.</summary>
    private const int MaxAttempts = 60;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private const string Window = "from=2023-11-09&to=2023-11-09";

    /// <summary>The reports, one JSON object each.</summary>
    public static IReadOnlyList<string> ReadReports()
    {
        using var reader = new StreamReader(typeof(SampleDay).Assembly.GetManifestResourceStream(Resource)!, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Loads the day if the database is empty, and prints what is known.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var heads = await ledger.ReadHeadsAsync(cancellationToken);
        var entries = heads.Positions.Values.Sum();
        if (entries > 0)
        {
            await output.WriteLineAsync($"The database already holds {entries} entries, so the sample day was not loaded; what is there is served.");
            await output.WriteLineAsync($"Look at {http.BaseAddress}v1/regions/iq/tally, or start with an empty folder: --data FOLDER.");
            return;
        }

        var positions = await LoadAsync(cancellationToken);
        await TellAsync(positions, cancellationToken);
    }

    /// <summary>Posts the reports; returns where the last of each partition stands, so that answers can be asked to include them.</summary>
    private async Task<LedgerVector> LoadAsync(CancellationToken cancellationToken)
    {
        var reports = $"[{string.Join(',', ReadReports())}]";
        var answer = await AskAsync(() => new HttpRequestMessage(HttpMethod.Post, "v1/reports") { Content = new StringContent(reports, Encoding.UTF8, "application/json") }, cancellationToken);
        var receipts = answer.GetProperty("receipts").EnumerateArray().ToList();
        var incidents = receipts.Select(r => r.GetProperty("incident")).Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()).Distinct().Count();
        await output.WriteLineAsync($"First news day, 9 November 2023: {receipts.Count} reports recorded, {incidents} incidents.");
        return receipts.Aggregate(LedgerVector.Zero, (at, receipt) => at.Max(VectorOf(receipt.GetProperty("positions"))));
    }

    private async Task TellAsync(LedgerVector positions, CancellationToken cancellationToken)
    {
        var attacks = await TallyAsync($"v1/regions/iq/tally?{Window}&target=us-forces&by=place");
        var types = await TallyAsync($"v1/regions/iq/tally?{Window}&target=us-forces&by=type");
        var harir = await TallyAsync("v1/bases/al-harir/tally?by=outcome");
        var syria = await TallyAsync("v1/regions/sy/tally?by=day");
        await output.WriteLineAsync($"""

              Attacks on US forces in Iraq that day: {Count(attacks)}, {Casualties(attacks)}
                by type   {Breakdown(types)}
                by place  {Breakdown(attacks)}
              Al-Harir: {Count(harir)} attack, {harir.GetProperty("contested")} contested: one source says intercepted, another says hit
              US strikes in Syria: {Count(syria)}, {Casualties(syria)}

            Look next:
              {http.BaseAddress} in a browser                              the day on one page, which follows by itself
              curl '{http.BaseAddress}v1/bases/al-harir'                    one base and what is going on there
              curl '{http.BaseAddress}v1/incidents?subject=base:al-harir'   its incidents, with every claim behind them
              curl '{http.BaseAddress}v1/regions/middle-east/tally?by=day'  the whole theatre, day by day
              {http.BaseAddress}openapi/v1.json                             everything that can be asked
            """);

        Task<JsonElement> TallyAsync(string path) =>
            AskAsync(() => new HttpRequestMessage(HttpMethod.Get, $"{path}&minPositions={positions}"), cancellationToken);
    }

    /// <summary>Reports and questions may be sent again: what is recorded is not recorded twice.</summary>
    /// <exception cref="InvalidOperationException">It was refused, or is busy for too long.</exception>
    private async Task<JsonElement> AskAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var message = request();
            using var response = await http.SendAsync(message, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            }

            var busy = response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests;
            if (!busy || attempt == MaxAttempts)
            {
                throw new InvalidOperationException($"The sample day was refused with {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
            }

            await Task.Delay(response.Headers.RetryAfter?.Delta ?? Pause, time, cancellationToken);
        }
    }

    private static LedgerVector VectorOf(JsonElement positions) =>
        LedgerVector.Of(positions.EnumerateObject().Select(p => KeyValuePair.Create(int.Parse(p.Name), p.Value.GetInt64())));

    private static long Count(JsonElement tally) => tally.GetProperty("incidents").GetInt64();

    private static string Casualties(JsonElement tally) => $"killed {Figure(tally.GetProperty("killed"))}, injured {Figure(tally.GetProperty("injured"))}";

    /// <summary>A sum with its bounds, in words: unknown is not zero, and no upper bound is not the best guess.</summary>
    private static string Figure(JsonElement sum)
    {
        var low = sum.GetProperty("low").GetInt64();
        var high = sum.GetProperty("high");
        var text = high.ValueKind == JsonValueKind.Null ? $"at least {low}"
            : high.GetInt64() == low ? $"{low}"
            : $"{low} to {high.GetInt64()}";
        return sum.GetProperty("unknown").GetInt64() is > 0 and var unknown ? $"{text} (no figure for {unknown})" : text;
    }

    private static string Breakdown(JsonElement tally) =>
        string.Join(", ", tally.GetProperty("breakdown").EnumerateArray().Select(b => $"{b.GetProperty("key").GetString()} {b.GetProperty("incidents").GetInt64()}"));
}
