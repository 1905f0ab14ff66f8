using System.Text.Json;
using Actors.Abstractions.Notifications;
using Actors.Domain.Catalogue;
using Actors.Domain.Threat.Policies;
using Actors.Gateway.Problems;
using Actors.Gateway.Subjects;
using Actors.Page.Layout;

namespace Actors.Page.Policies;

/// <summary>What the page of a policy shows.</summary>
public sealed record PolicyModel
{
    /// <summary>Null: now.</summary>
    public required DateTimeOffset? AsOf { get; init; }

    /// <summary>The version that is shown.</summary>
    public required PolicyVersion Version { get; init; }

    public required ThreatPolicy Policy { get; init; }

    /// <summary>It decides, or decided at that time, for its kind of subject.</summary>
    public required bool InForce { get; init; }

    /// <summary>Every version up to the time shown, oldest first.</summary>
    public required IReadOnlyList<PolicyVersion> Versions { get; init; }

    /// <summary>Where a past time is shown: the versions recorded since, oldest first.</summary>
    public required IReadOnlyList<PolicyVersion> Since { get; init; }

    /// <summary>May run backtests.</summary>
    public required bool Analyst { get; init; }

    /// <summary>May put a new version in force.</summary>
    public required bool MayChange { get; init; }

    /// <summary>What the reader wrote; null: nothing yet.</summary>
    public PolicyForm? Form { get; init; }

    /// <summary>What is wrong with what was written: <c>?subject</c>, <c>?from</c>, <c>?to</c>, or pointers into the policy.</summary>
    public IReadOnlyList<FieldProblem> Errors { get; init; } = [];

    public BacktestView? Backtest { get; init; }

    /// <summary>Path and parameters that lead to this view, without the time.</summary>
    public required PolicyAddress Address { get; init; }

    public string? Done { get; init; }

    /// <summary>What links to other times keep; a policy too long for an address is left behind.</summary>
    public IReadOnlyList<(string Name, string Value)> Kept => Address.Fits(AsOf) ? Address.Kept : [.. Address.Kept.Where(k => k.Name != PolicyAddress.Policy)];

    /// <summary>As recorded.</summary>
    public JsonElement Json => JsonElement.Parse(Version.Json);

    /// <summary>What stands in the field: what was tried, else the policy as it is with the next version.</summary>
    public string Editable => Form?.Policy
        ?? PolicyText.Indent(Json).Replace($"\"version\": {Version.Version}", $"\"version\": {Version.Version + 1}", StringComparison.Ordinal);
}

/// <summary>Where a view is found.</summary>
/// <param name="Kept">Parameters besides <c>asOf</c>.</param>
public sealed record PolicyAddress(string Path, IReadOnlyList<(string Name, string Value)> Kept)
{
    /// <summary>The parameter with the policy that was tried.</summary>
    public const string Policy = "policy";

    /// <summary>More may not pass every proxy; Kestrel takes 8 KiB.</summary>
    private const int Longest = 6_000;

    public static PolicyAddress Of(string key) => new("/policies/" + Uri.EscapeDataString(key), []);

    /// <summary>Of a run: it leads anybody to the same run, with the policy that was tried.</summary>
    public static PolicyAddress Of(PolicyForm form, string key, string? candidate)
    {
        ArgumentNullException.ThrowIfNull(form);
        IEnumerable<(string Name, string? Value)> all =
            [("key", key), ("subject", form.Subject), ("from", form.From), ("to", form.To), ("knownAt", form.KnownAt), (Policy, candidate is null ? null : PolicyText.ToParameter(candidate))];
        return new("/policies/backtest", [.. all.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => (p.Name, p.Value!))]);
    }

    public string At(DateTimeOffset? asOf) =>
        Path + (Kept.Count == 0 ? "" : "?" + string.Join('&', Kept.Select(k => k.Name + "=" + Uri.EscapeDataString(k.Value)))) + Addresses.AsOf(asOf, Kept.Count == 0 ? '?' : '&');

    /// <summary>Whether it is short enough to be one; a long policy is not.</summary>
    public bool Fits(DateTimeOffset? asOf) => At(asOf).Length <= Longest;
}

/// <summary>What the reader wrote to try a policy.</summary>
public sealed record PolicyForm(string Subject, string From, string To, string KnownAt, string? Policy);

/// <summary>A backtest that was run.</summary>
/// <param name="Result">As <c>POST /v1/policies:backtest</c> answers it.</param>
/// <param name="Diff">As of a past time: what has changed since about the subject's incidents.</param>
public sealed record BacktestView(string Subject, string Name, DateOnly? From, DateOnly? To, string? KnownAt, JsonElement Result, DiffJson? Diff, ICatalogue Catalogue);
