using System.Text.Json;

namespace Actors.Client;

/// <summary>A line of a backtest: progress, or in the end the result.</summary>
public sealed record BacktestLine
{
    /// <summary>How far it is: phase, done, all and at; null on the last line.</summary>
    public JsonElement? Progress { get; init; }

    /// <summary>Null until the last line.</summary>
    public JsonElement? Result { get; init; }
}
