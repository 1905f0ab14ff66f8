using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Actors.Domain.Threat.Backtesting;

/// <summary>The result of a backtest as JSON and in words. Durations are seconds.</summary>
public static class BacktestJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>UTF-8 JSON.</summary>
    /// <param name="comparison">Null: only the policy in force was run.</param>
    /// <param name="asOf">The recorded time as of which the history was read.</param>
    /// <param name="positions">The ledger vector that stands for it, by partition.</param>
    public static byte[] Write(
        SubjectId subject, BacktestOptions options, BacktestResult active, BacktestComparison? comparison, DateTimeOffset asOf, IEnumerable<KeyValuePair<int, long>> positions)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(active);
        ArgumentNullException.ThrowIfNull(positions);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Plain))
        {
            json.WriteStartObject();
            json.WriteString("subject", subject.ToString());
            json.WriteString("from", options.From);
            json.WriteString("to", options.To);
            json.WriteString("text", BacktestText.Of(options, active, comparison));
            json.WritePropertyName("active");
            Write(json, active);
            json.WritePropertyName("candidate");
            if (comparison is null)
            {
                json.WriteNullValue();
            }
            else
            {
                Write(json, comparison.Candidate);
            }

            json.WriteStartArray("differences");
            foreach (var difference in comparison?.Differences ?? [])
            {
                json.WriteStartObject();
                json.WriteString("from", difference.From);
                json.WriteString("to", difference.To);
                json.WriteString("active", difference.Active);
                json.WriteString("candidate", difference.Candidate);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("secondsDiffering", (comparison?.TimeDiffering ?? TimeSpan.Zero).TotalSeconds);
            json.WriteNumber("leadSecondsGained", (comparison?.LeadGained ?? TimeSpan.Zero).TotalSeconds);
            json.WriteString("asOf", asOf);
            json.WriteStartObject("positions");
            foreach (var (partition, position) in positions)
            {
                json.WriteNumber(partition.ToString(CultureInfo.InvariantCulture), position);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, BacktestResult result)
    {
        json.WriteStartObject();
        json.WriteString("policy", result.Policy);
        json.WriteString("policyHash", result.PolicyHash);
        json.WriteNumber("changesOfIncidents", result.Events);
        json.WriteNumber("evaluations", result.Evaluations);
        json.WriteStartArray("changes");
        foreach (var change in result.Changes)
        {
            json.WriteStartObject();
            json.WriteString("at", change.At);
            json.WriteString("from", change.From);
            json.WriteString("to", change.To);
            json.WriteStartArray("because");
            foreach (var rule in change.Because)
            {
                json.WriteStringValue(rule);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("timeAtLevel");
        foreach (var (level, time) in result.TimeAtLevel)
        {
            json.WriteStartObject();
            json.WriteString("level", level);
            json.WriteNumber("seconds", time.TotalSeconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("largestDays");
        foreach (var day in result.LargestDays)
        {
            json.WriteStartObject();
            json.WriteString("day", day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteNumber("incidents", day.Incidents);
            json.WriteString("levelBefore", day.LevelBefore);
            if (day.Lead is { } lead)
            {
                json.WriteNumber("leadSeconds", lead.TotalSeconds);
            }
            else
            {
                json.WriteNull("leadSeconds");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("warnings", result.Warnings);
        json.WriteNumber("falseAlarms", result.FalseAlarms);
        json.WriteEndObject();
    }
}
