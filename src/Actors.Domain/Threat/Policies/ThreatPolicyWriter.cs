using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Actors.Domain.Threat.Policies;

/// <summary>Writes the canonical form: one order of properties, every default filled in, no white space. Two texts of the same policy
/// have the same canonical form and hash.</summary>
internal static class ThreatPolicyWriter
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string HashOf(string canonical) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));

    public static string Write(ThreatPolicy policy)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Plain))
        {
            json.WriteStartObject();
            json.WriteString("id", policy.Id);
            json.WriteNumber("version", policy.Version);
            json.WriteString("subject", PolicySlugs.Write(policy.Subject));
            json.WriteString("description", policy.Description);
            WriteScale(json, policy.Scale);
            WriteEvidence(json, policy.Evidence);
            WriteArray(json, "detectors", policy.Detectors, WriteDetector);
            WriteArray(json, "rules", policy.Rules, WriteRule);
            json.WriteString("combine", PolicySlugs.Write(policy.Combine));
            json.WriteString("stepDown", IsoDuration.Write(policy.StepDown));
            json.WriteString("newSources", PolicySlugs.Write(policy.NewSources));
            json.WriteNumber("newSourceDays", policy.NewSourceDays);
            json.WriteString("floorFromParent", PolicySlugs.Write(policy.Floor));
            WriteArray(json, "overrides", policy.Overrides, WriteOverride);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, ImmutableArray<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
    }

    private static void WriteScale(Utf8JsonWriter json, ThreatScale scale)
    {
        if (ThreatScale.BuiltIn(scale.Name) is not null)
        {
            json.WriteString("scale", scale.Name);
            return;
        }

        json.WriteStartObject("scale");
        json.WriteString("name", scale.Name);
        json.WriteString("notice", scale.Notice);
        WriteArray(json, "levels", scale.Levels, static (to, level) =>
        {
            to.WriteStartObject();
            to.WriteString("name", level.Name);
            to.WriteString("meaning", level.Meaning);
            to.WriteEndObject();
        });
        json.WriteEndObject();
    }

    private static void WriteEvidence(Utf8JsonWriter json, EvidenceWeights evidence)
    {
        json.WriteStartObject("evidence");
        json.WriteStartObject("reliability");
        for (var i = 0; i < 6; i++)
        {
            json.WriteNumber(((char)('A' + i)).ToString(), evidence.Reliability[i]);
        }

        json.WriteEndObject();
        json.WriteStartObject("credibility");
        for (var i = 0; i < 6; i++)
        {
            json.WriteNumber(((char)('1' + i)).ToString(), evidence.Credibility[i]);
        }

        json.WriteEndObject();
        json.WriteStartObject("outcome");
        json.WriteNumber("hit", evidence.Hit);
        json.WriteNumber("intercepted", evidence.Intercepted);
        json.WriteNumber("failed", evidence.Failed);
        json.WriteNumber("unknown", evidence.Unknown);
        json.WriteEndObject();
        json.WriteStartObject("decay");
        json.WriteNumber("tauDays", evidence.Decay.Tau);
        json.WriteNumber("delta", evidence.Decay.Delta);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteDetector(Utf8JsonWriter json, DetectorSettings detector)
    {
        json.WriteStartObject();
        json.WriteString("id", detector.Id);
        switch (detector)
        {
            case EarsSettings ears:
                json.WriteString("kind", "ears");
                json.WriteString("variant", PolicySlugs.Write(ears.Variant));
                json.WriteNumber("alpha", ears.Alpha);
                json.WriteNumber("minSigma", ears.MinSigma);
                json.WriteNumber("minCount", ears.MinCount);
                json.WriteNumber("minObservedDays", ears.MinObservedDays);
                break;
            case PoissonSettings poisson:
                json.WriteString("kind", "poisson");
                json.WriteNumber("alpha", poisson.Alpha);
                json.WriteString("baseline", PolicySlugs.Write(poisson.Baseline));
                json.WriteNumber("baselineDays", poisson.BaselineDays);
                json.WriteNumber("minBaselineDays", poisson.MinBaselineDays);
                json.WriteNumber("minCount", poisson.MinCount);
                break;
            case CusumSettings cusum:
                json.WriteString("kind", "cusum");
                json.WriteNumber("k", cusum.K);
                json.WriteNumber("h", cusum.H);
                json.WriteNumber("runDays", cusum.RunDays);
                json.WriteNumber("baselineDays", cusum.BaselineDays);
                json.WriteNumber("minMean", cusum.MinMean);
                json.WriteBoolean("timeVarying", cusum.TimeVarying);
                json.WriteNumber("minObservedDays", cusum.MinObservedDays);
                break;
            case RatioSettings ratio:
                json.WriteString("kind", "ratio");
                json.WriteNumber("periodDays", ratio.PeriodDays);
                json.WriteNumber("periods", ratio.Periods);
                json.WriteNumber("up", ratio.Up);
                json.WriteNumber("lowMean", ratio.LowMean);
                json.WriteNumber("lowCurrent", ratio.LowCurrent);
                break;
            case RecordSettings record:
                json.WriteString("kind", "record");
                json.WriteString("metric", PolicySlugs.Write(record.Metric));
                json.WriteNumber("minPlaces", record.MinPlaces);
                if (record.LookbackDays is { } lookback)
                {
                    json.WriteNumber("lookbackDays", lookback);
                }

                json.WriteNumber("fewDays", record.FewDays);
                break;
            default:
                throw new InvalidOperationException($"No written form for the detector {detector.GetType().Name}.");
        }

        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, ThreatRule rule)
    {
        json.WriteStartObject();
        json.WriteString("id", rule.Id);
        json.WriteString("why", rule.Why);
        json.WriteString("level", rule.Level);
        json.WritePropertyName("when");
        WriteCondition(json, rule.When);
        json.WriteNumber("minIndependentSources", rule.MinIndependentSources);
        json.WriteString("for", IsoDuration.Write(rule.For));
        json.WriteString("keepFor", IsoDuration.Write(rule.KeepFor));
        json.WriteEndObject();
    }

    private static void WriteCondition(Utf8JsonWriter json, RuleCondition condition)
    {
        json.WriteStartObject();
        switch (condition)
        {
            case CountCondition count:
                json.WriteStartObject(PolicySlugs.Write(count.Measure));
                json.WriteNumber("days", count.Days);
                if (!count.Outcomes.IsEmpty)
                {
                    WriteArray(json, "outcomes", count.Outcomes, static (to, outcome) => to.WriteStringValue(outcome));
                }

                json.WriteNumber("atLeast", count.AtLeast);
                json.WriteEndObject();
                break;
            case WeightCondition weight:
                json.WriteStartObject("weight");
                json.WriteNumber("atLeast", weight.AtLeast);
                json.WriteEndObject();
                break;
            case DetectorCondition detector:
                json.WriteString("detector", detector.Detector);
                break;
            case StatementCondition statement:
                json.WriteStartObject("statements");
                json.WriteString("stance", PolicySlugs.Write(statement.Stance));
                json.WriteNumber("days", statement.Days);
                json.WriteNumber("atLeast", statement.AtLeast);
                json.WriteEndObject();
                break;
            case PostureCondition posture:
                json.WriteStartObject("posture");
                WriteArray(json, "measures", posture.Measures, static (to, measure) => to.WriteStringValue(measure));
                WriteArray(json, "statuses", posture.Statuses, static (to, status) => to.WriteStringValue(PolicySlugs.Write(status)));
                json.WriteEndObject();
                break;
            case AllCondition all:
                WriteArray(json, "all", all.Conditions, WriteCondition);
                break;
            case AnyCondition any:
                WriteArray(json, "any", any.Conditions, WriteCondition);
                break;
            default:
                throw new InvalidOperationException($"No written form for the condition {condition.GetType().Name}.");
        }

        json.WriteEndObject();
    }

    private static void WriteOverride(Utf8JsonWriter json, LevelOverride one)
    {
        json.WriteStartObject();
        json.WriteString("subject", one.Subject.ToString());
        json.WriteString("level", one.Level);
        json.WriteString("author", one.Author);
        json.WriteString("reason", one.Reason);
        json.WriteString("until", one.Until.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }
}
