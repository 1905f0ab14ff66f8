using System.Collections.Immutable;
using System.Text.Json;
using Actors.Domain.Reports;
using Actors.Domain.Threat.Detectors;

namespace Actors.Domain.Threat.Policies;

/// <summary>Conditions and detectors.</summary>
public static partial class ThreatPolicyReader
{
    private const int MaxConditions = 20;
    private const int MaxDays = 3660;

    private static readonly RuleCondition Nothing = new AllCondition([]);
    private static readonly ImmutableArray<string> Outcomes = ["hit", "intercepted", "failed", "unknown"];

    private static RuleCondition ReadCondition(JsonElement json, string pointer, ImmutableArray<string> detectors, List<ReportError> errors)
    {
        const string Kinds = "incidents, killed, injured, weight, detector, statements, posture, all, any";
        var fields = new PolicyFields(json, pointer, errors);
        if (!fields.IsObject)
        {
            return Nothing;
        }

        var names = fields.Names.ToArray();
        if (names.Length != 1)
        {
            fields.Fail(pointer, "must be an object with exactly one of " + Kinds);
            return Nothing;
        }

        switch (names[0])
        {
            case "incidents" or "killed" or "injured":
                return ReadCount(fields.Object(names[0]), names[0]);
            case "weight":
                var weight = fields.Object("weight");
                var atLeast = weight.Number("atLeast", 0, 1e9, null, openMin: true);
                weight.Done();
                return new WeightCondition(atLeast);
            case "detector":
                var id = fields.Text("detector", "the id of a detector of this policy", max: 100);
                if (id.Length > 0 && !detectors.Contains(id, StringComparer.Ordinal))
                {
                    fields.Fail(fields.At("detector"), $"must be the id of a detector of this policy; there are {string.Join(", ", detectors)}");
                }

                return new DetectorCondition(id);
            case "statements":
                var statements = fields.Object("statements");
                var statement = new StatementCondition(
                    statements.Choice<Stance>("stance", null), statements.Whole("days", 1, MaxDays, null), statements.Whole("atLeast", 1, 1000, 1));
                statements.Done();
                return statement;
            case "posture":
                return ReadPosture(fields.Object("posture"));
            case "all":
                return new AllCondition(ReadParts(fields, "all", detectors, errors));
            case "any":
                return new AnyCondition(ReadParts(fields, "any", detectors, errors));
            default:
                fields.Fail(fields.At(names[0]), "is no condition; known are " + Kinds);
                return Nothing;
        }
    }

    private static CountCondition ReadCount(PolicyFields fields, string name)
    {
        var measure = name switch
        {
            "killed" => CountMeasure.Killed,
            "injured" => CountMeasure.Injured,
            _ => CountMeasure.Incidents,
        };
        var outcomes = ImmutableArray.CreateBuilder<string>();
        if (measure == CountMeasure.Incidents)
        {
            foreach (var (item, pointer) in fields.Items("outcomes", required: false, Outcomes.Length))
            {
                if (item.ValueKind == JsonValueKind.String && Outcomes.Contains(item.GetString()!) && !outcomes.Contains(item.GetString()!))
                {
                    outcomes.Add(item.GetString()!);
                }
                else
                {
                    fields.Fail(pointer, "must be one of " + string.Join(", ", Outcomes) + ", each once");
                }
            }
        }

        var condition = new CountCondition(
            measure, fields.Whole("days", 1, MaxDays, null), outcomes.ToImmutable(), fields.Whole("atLeast", 1, int.MaxValue, null));
        fields.Done();
        return condition;
    }

    private static PostureCondition ReadPosture(PolicyFields fields)
    {
        ImmutableArray<PostureStatus> statuses =
            [.. fields.Items("statuses", required: true, 4).Select(s => fields.Choice(s.Item, s.Pointer, PostureStatus.Active))];
        if (statuses.IsEmpty)
        {
            fields.Fail(fields.At("statuses"), "must name at least one of " + string.Join(", ", PolicySlugs.Of<PostureStatus>()));
        }

        var measures = ImmutableArray.CreateBuilder<string>();
        foreach (var (item, pointer) in fields.Items("measures", required: false, 20))
        {
            if (item.ValueKind == JsonValueKind.String && PolicyFields.IsSlug(item.GetString()!))
            {
                measures.Add(item.GetString()!);
            }
            else
            {
                fields.Fail(pointer, "must be a measure's slug such as increase-patrols");
            }
        }

        fields.Done();
        return new PostureCondition(measures.ToImmutable(), statuses);
    }

    private static ImmutableArray<RuleCondition> ReadParts(
        PolicyFields fields, string name, ImmutableArray<string> detectors, List<ReportError> errors)
    {
        ImmutableArray<RuleCondition> parts =
            [.. fields.Items(name, required: true, MaxConditions).Select(i => ReadCondition(i.Item, i.Pointer, detectors, errors))];
        if (parts.IsEmpty)
        {
            fields.Fail(fields.At(name), "must have at least one condition");
        }

        return parts;
    }

    private static ImmutableArray<DetectorSettings> ReadDetectors(PolicyFields fields, List<ReportError> errors)
    {
        var detectors = ImmutableArray.CreateBuilder<DetectorSettings>();
        foreach (var (item, pointer) in fields.Items("detectors", required: false, 30))
        {
            var one = new PolicyFields(item, pointer, errors);
            if (ReadDetector(one) is { } settings)
            {
                detectors.Add(settings);
                one.Done();
            }
        }

        Unique(detectors.Select(d => d.Id), fields.At("detectors"), "id", errors);
        return detectors.ToImmutable();
    }

    private static DetectorSettings? ReadDetector(PolicyFields one)
    {
        var id = one.Slug("id");
        var kind = one.Text("kind", "one of ears, poisson, cusum, ratio, record", max: 20);
        switch (kind)
        {
            case "ears":
                return new EarsSettings(
                    id, one.Choice<EarsVariant>("variant", null), one.Number("alpha", 0, 1, 0.001, openMin: true, openMax: true),
                    one.Number("minSigma", 0, 1e6, 0.5, openMin: true), one.Whole("minCount", 1, 1_000_000, 3), one.Whole("minObservedDays", 28, MaxDays, 28));
            case "poisson":
                return new PoissonSettings(
                    id, one.Number("alpha", 0, 1, 0.05, openMin: true, openMax: true), one.Choice<PoissonBaseline>("baseline", PoissonBaseline.StatedThenMeasured),
                    one.Whole("baselineDays", 7, MaxDays, 90), one.Whole("minBaselineDays", 7, MaxDays, 7), one.Whole("minCount", 1, 1_000_000, 3));
            case "cusum":
                return new CusumSettings(
                    id, one.Number("k", 0, 100, Cusum.DefaultK, openMin: true), one.Number("h", 0, 1000, Cusum.DefaultH, openMin: true),
                    one.Whole("runDays", 2, 366, 7), one.Whole("baselineDays", 7, MaxDays, 56), one.Number("minMean", 0, 1e6, 0.1, openMin: true),
                    one.Flag("timeVarying", fallback: false), one.Whole("minObservedDays", 28, MaxDays, 28));
            case "ratio":
                return new RatioSettings(
                    id, one.Whole("periodDays", 1, 366, 7), one.Whole("periods", 2, 520, 4), one.Number("up", 1, 1e6, 1.25, openMin: true),
                    one.Number("lowMean", 0, 1e6, 2), one.Number("lowCurrent", 0, 1e6, 5));
            case "record":
                int? lookback = one.TryGet("lookbackDays", out _) ? one.Whole("lookbackDays", 7, 36600, null) : null;
                return new RecordSettings(
                    id, one.Choice<RecordMetric>("metric", null), one.Whole("minPlaces", 3, 1000, 3), lookback, one.Whole("fewDays", 1, MaxDays, 30));
            default:
                if (kind.Length > 0)
                {
                    one.Fail(one.At("kind"), "must be one of ears, poisson, cusum, ratio, record");
                }

                return null;
        }
    }
}
