using System.Text.Json;
using Actors.Abstractions.Notifications;
using Actors.Domain.Threat.Policies;
using Actors.Gateway.Problems;

namespace Actors.Page.Policies;

/// <summary>What the page of a policy shows.</summary>
public sealed record PolicyModel
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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

    public string? Done { get; init; }

    /// <summary>As recorded.</summary>
    public JsonElement Json => JsonElement.Parse(Version.Json);

    /// <summary>What stands in the field: what was tried, else the policy as it is with the next version.</summary>
    public string Editable => Form?.Policy
        ?? JsonSerializer.Serialize(Json, Indented).Replace($"\"version\": {Version.Version}", $"\"version\": {Version.Version + 1}", StringComparison.Ordinal);
}

/// <summary>What the reader wrote to try a policy.</summary>
public sealed record PolicyForm(string Subject, string From, string To, string KnownAt, string? Policy);

/// <summary>A backtest that was run.</summary>
/// <param name="Result">As <c>POST /v1/policies:backtest</c> answers it.</param>
public sealed record BacktestView(string Subject, string Name, DateOnly? From, DateOnly? To, string? KnownAt, JsonElement Result);
