using System.Text.Json;
using Actors.Domain.Catalogue;
using Actors.Page.Layout;

namespace Actors.Page.Subjects;

/// <summary>What a statement, posture or presence says, in one line.</summary>
public static class SignalText
{
    public static string Of(JsonElement signal, ICatalogue catalogue) => signal.GetProperty("kind").GetString() switch
    {
        "statement" => $"{Words.Sentence(Words.Plain(Text(signal, "stance")))} by {Speaker(signal, catalogue)}, about {List(signal, "about")}{Condition(signal)}",
        "posture" => $"{Words.Sentence(Text(signal, "status"))}: {Words.Plain(List(signal, "measures"))} ({Text(signal, "subject")})",
        "presence" => $"group:{Text(signal, "group")} {(signal.GetProperty("present").GetBoolean() ? "is" : "is no longer")} at base:{Text(signal, "base")}{Since(signal)}",
        var kind => kind ?? "",
    };

    private static string Speaker(JsonElement signal, ICatalogue catalogue)
    {
        var speaker = Text(signal, "speaker");
        return catalogue.FindGroup(speaker) is { } group ? group.Names[0] : Words.Source(catalogue, speaker);
    }

    private static string Text(JsonElement signal, string name) => signal.GetProperty(name).GetString() ?? "";

    private static string List(JsonElement signal, string name) => signal.TryGetProperty(name, out var list)
        ? string.Join(", ", list.EnumerateArray().Select(e => e.GetString()))
        : "nobody named";

    private static string Condition(JsonElement signal) => signal.TryGetProperty("condition", out var condition) ? $", {condition.GetString()}" : "";

    private static string Since(JsonElement signal) => signal.TryGetProperty("since", out var since) ? $" since {since.GetString()}" : "";
}
