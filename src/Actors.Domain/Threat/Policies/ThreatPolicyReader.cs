using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Actors.Domain.Reports;
using Actors.Domain.Threat.Detectors;

namespace Actors.Domain.Threat.Policies;

/// <summary>A policy, or everything wrong with it.</summary>
/// <param name="Policy">Null when there are errors.</param>
/// <param name="Errors">Each with a JSON pointer; empty when it is sound.</param>
public sealed record ThreatPolicyReading(ThreatPolicy? Policy, ImmutableArray<ReportError> Errors);

/// <summary>Reads a policy from JSON and checks it fully. The published schema is <see cref="ThreatPolicySchema"/>; what a schema cannot
/// say (levels of the scale, detectors that exist, unique ids) is checked here.</summary>
public static partial class ThreatPolicyReader
{
    private const int MaxRules = 100;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Reads UTF-8 JSON. Never throws for bad content.</summary>
    public static ThreatPolicyReading Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            return new ThreatPolicyReading(null, [new ReportError("", $"is not JSON: {e.Message}")]);
        }
    }

    /// <summary>Reads a parsed element. Never throws for bad content.</summary>
    public static ThreatPolicyReading Read(JsonElement json)
    {
        var errors = new List<ReportError>();
        var fields = new PolicyFields(json, "", errors);
        var scale = ReadScale(fields, errors);
        var detectors = ReadDetectors(fields, errors);
        var policy = new ThreatPolicy
        {
            Id = fields.Slug("id"),
            Version = fields.Whole("version", 1, int.MaxValue, null),
            Subject = fields.Choice<SubjectKind>("subject", null),
            Description = fields.Text("description", "text", "", empty: true),
            Scale = scale,
            Evidence = ReadEvidence(fields.Object("evidence"), errors),
            Detectors = detectors,
            Rules = ReadRules(fields, scale, [.. detectors.Select(d => d.Id)], errors),
            Combine = fields.Choice<Combination>("combine", Combination.Highest),
            StepDown = fields.Duration("stepDown", TimeSpan.FromDays(1), TimeSpan.FromSeconds(1)),
            NewSources = fields.Choice<NewSourceGuard>("newSources", NewSourceGuard.Suppress),
            NewSourceDays = fields.Whole("newSourceDays", 1, 365, 28),
            Floor = fields.Choice<FloorMode>("floorFromParent", FloorMode.Show),
            Overrides = ReadOverrides(fields, scale, errors),
        };
        fields.Done();
        if (errors.Count > 0)
        {
            return new ThreatPolicyReading(null, [.. errors]);
        }

        var canonical = ThreatPolicyWriter.Write(policy);
        return new ThreatPolicyReading(policy with { Canonical = canonical, Hash = ThreatPolicyWriter.HashOf(canonical) }, []);
    }

    private static ThreatScale ReadScale(PolicyFields fields, List<ReportError> errors)
    {
        const string What = "\"fpcon\", \"un-sls\", or an object with name and levels";
        if (fields.Required("scale", What) is not { } json)
        {
            return ThreatScale.Fpcon;
        }

        if (json.ValueKind == JsonValueKind.String && ThreatScale.BuiltIn(json.GetString()!) is { } builtIn)
        {
            return builtIn;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            fields.Fail(fields.At("scale"), "must be " + What);
            return ThreatScale.Fpcon;
        }

        var custom = new PolicyFields(json, fields.At("scale"), errors);
        var name = custom.Slug("name");
        if (ThreatScale.BuiltIn(name) is not null)
        {
            custom.Fail(custom.At("name"), "is the name of a built-in scale: write it as a string, or choose another name");
        }

        var notice = custom.Text("notice", "text", "computed", max: 200);
        var levels = ImmutableArray.CreateBuilder<ThreatLevel>();
        foreach (var (item, pointer) in custom.Items("levels", required: true, max: 12))
        {
            var level = new PolicyFields(item, pointer, errors);
            levels.Add(new ThreatLevel(level.Text("name", "a name", max: 50), level.Text("meaning", "text", "", max: 300, empty: true)));
            level.Done();
        }

        Unique(levels.Select(l => l.Name), custom.At("levels"), "name", errors);
        if (levels.Count < 2)
        {
            custom.Fail(custom.At("levels"), "must have at least two levels, the baseline first");
            return ThreatScale.Fpcon;
        }

        custom.Done();
        return new ThreatScale(name, levels.ToImmutable(), notice);
    }

    private static EvidenceWeights ReadEvidence(PolicyFields fields, List<ReportError> errors)
    {
        var reliability = Grades(fields.Object("reliability"), ["A", "B", "C", "D", "E", "F"]);
        var credibility = Grades(fields.Object("credibility"), ["1", "2", "3", "4", "5", "6"]);
        var outcome = Grades(fields.Object("outcome"), ["hit", "intercepted", "failed", "unknown"]);
        var decay = fields.Object("decay");
        var curve = new PolynomialDecay(
            decay.Number("tauDays", 0, 3660, null, openMin: true), decay.Number("delta", 0, 20, null, openMin: true));
        decay.Done();
        fields.Done();
        return new EvidenceWeights(reliability, credibility, outcome[0], outcome[1], outcome[2], outcome[3], curve);
    }

    private static ImmutableArray<double> Grades(PolicyFields fields, ImmutableArray<string> names)
    {
        ImmutableArray<double> grades = [.. names.Select(name => fields.Number(name, 0, 1, null))];
        fields.Done();
        return grades;
    }

    private static ImmutableArray<ThreatRule> ReadRules(PolicyFields fields, ThreatScale scale, ImmutableArray<string> detectors, List<ReportError> errors)
    {
        var rules = ImmutableArray.CreateBuilder<ThreatRule>();
        foreach (var (item, pointer) in fields.Items("rules", required: true, MaxRules))
        {
            var rule = new PolicyFields(item, pointer, errors);
            rules.Add(new ThreatRule(
                rule.Slug("id"),
                rule.Text("why", "text", "", max: 300, empty: true),
                ReadLevel(rule, scale, aboveBaseline: true),
                rule.Required("when", "a condition") is { } when ? ReadCondition(when, rule.At("when"), detectors, errors) : Nothing,
                rule.Whole("minIndependentSources", 1, 100, 1),
                rule.Duration("for", TimeSpan.Zero, TimeSpan.Zero),
                rule.Duration("keepFor", TimeSpan.Zero, TimeSpan.Zero)));
            rule.Done();
        }

        Unique(rules.Select(r => r.Id), fields.At("rules"), "id", errors);
        return rules.ToImmutable();
    }

    private static string ReadLevel(PolicyFields fields, ThreatScale scale, bool aboveBaseline)
    {
        var levels = scale.Levels.Skip(aboveBaseline ? 1 : 0).Select(l => l.Name).ToArray();
        var what = "one of the scale's levels " + string.Join(", ", levels) + (aboveBaseline ? " (the baseline needs no rule)" : "");
        var level = fields.Text("level", what, max: 50);
        if (level.Length > 0 && !levels.Contains(level, StringComparer.Ordinal))
        {
            fields.Fail(fields.At("level"), "must be " + what);
        }

        return level;
    }

    private static ImmutableArray<LevelOverride> ReadOverrides(PolicyFields fields, ThreatScale scale, List<ReportError> errors)
    {
        var overrides = ImmutableArray.CreateBuilder<LevelOverride>();
        foreach (var (item, pointer) in fields.Items("overrides", required: false, 1000))
        {
            var one = new PolicyFields(item, pointer, errors);
            if (!SubjectId.TryParse(one.Text("subject", "a subject such as base:al-harir", max: 200), out var subject))
            {
                one.Fail(one.At("subject"), "must be a subject such as base:al-harir");
            }

            var text = one.Text("until", "a time such as 2023-11-12T00:00:00Z", max: 40);
            if (Rfc3339.ReadInstant(Encoding.UTF8.GetBytes(text), out var until) is not null)
            {
                one.Fail(one.At("until"), "must be an RFC 3339 time such as 2023-11-12T00:00:00Z");
            }

            overrides.Add(new LevelOverride(
                subject, ReadLevel(one, scale, aboveBaseline: false), one.Text("author", "who decided", max: 200), one.Text("reason", "why", max: 1000), until));
            one.Done();
        }

        Unique(overrides.Select(o => o.Subject.ToString()), fields.At("overrides"), "subject", errors);
        return overrides.ToImmutable();
    }

    private static void Unique(IEnumerable<string> values, string pointer, string name, List<ReportError> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var i = 0;
        foreach (var value in values)
        {
            if (!seen.Add(value))
            {
                errors.Add(new ReportError($"{pointer}/{i}/{name}", $"must be unique: {value} occurs before"));
            }

            i++;
        }
    }
}
