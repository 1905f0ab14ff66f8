using System.Text.Json;
using Actors.Abstractions.Notifications;
using Actors.Domain.Threat.Policies;

namespace Actors.Page.Policies;

/// <summary>What the page of a policy shows.</summary>
/// <param name="Json">As recorded.</param>
/// <param name="Text">What the reader wrote and tried; null: nothing yet.</param>
/// <param name="Analyst">May run backtests.</param>
/// <param name="MayChange">May put a new version in force.</param>
public sealed record PolicyModel(
    PolicyItem Item, ThreatPolicy Policy, JsonElement Json, string? Text, BacktestView? Backtest, bool Analyst, bool MayChange, string? Done)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What stands in the field: what was tried, else the policy as it is with the next version.</summary>
    public string Editable => Text ?? JsonSerializer.Serialize(Json, Indented).Replace($"\"version\": {Item.Version}", $"\"version\": {Item.Version + 1}", StringComparison.Ordinal);
}

/// <summary>A backtest that was run.</summary>
/// <param name="Result">As <c>POST /v1/policies:backtest</c> answers it.</param>
public sealed record BacktestView(string Subject, string Name, DateOnly? From, DateOnly? To, string? KnownAt, JsonElement Result);
