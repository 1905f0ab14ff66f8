using System.Collections.Immutable;

namespace Actors.Domain.Threat.Policies;

/// <summary>The JSON Schema (draft 2020-12) of a policy, as published.</summary>
public static class ThreatPolicySchema
{
    /// <summary>The schema's text.</summary>
    public static string Text { get; } = ThreatPolicyDefaults.Resource("threat-policy.schema.json");
}

/// <summary>The policies that ship: one for each kind of subject.</summary>
public static class ThreatPolicyDefaults
{
    /// <summary><c>base-default</c>.</summary>
    public static ThreatPolicy Base { get; } = Read("base-default.json");

    /// <summary><c>region-default</c>.</summary>
    public static ThreatPolicy Region { get; } = Read("region-default.json");

    /// <summary><c>group-default</c>.</summary>
    public static ThreatPolicy Group { get; } = Read("group-default.json");

    /// <summary>All of them.</summary>
    public static ImmutableArray<ThreatPolicy> All { get; } = [Base, Region, Group];

    /// <summary>The default for this kind of subject.</summary>
    public static ThreatPolicy For(SubjectKind kind) => kind switch
    {
        SubjectKind.Base => Base,
        SubjectKind.Region => Region,
        _ => Group,
    };

    internal static string Resource(string file)
    {
        using var stream = typeof(ThreatPolicyDefaults).Assembly.GetManifestResourceStream("Actors.Domain.Threat." + file)
            ?? throw new InvalidOperationException($"The assembly lacks the resource {file}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static ThreatPolicy Read(string file)
    {
        var reading = ThreatPolicyReader.Read(System.Text.Encoding.UTF8.GetBytes(Resource(file)));
        return reading.Policy ?? throw new InvalidOperationException(
            $"The shipped policy {file} is not sound: {string.Join("; ", reading.Errors.Select(e => $"{e.Pointer} {e.Detail}"))}.");
    }
}
