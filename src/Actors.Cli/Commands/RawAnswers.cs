using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Actors.Cli.Output;
using Actors.Client;

namespace Actors.Cli.Commands;

/// <summary>Answers as the server gives them, for <c>--json</c>.</summary>
internal static class RawAnswers
{
    public static Task<JsonElement> GetTallyJsonAsync(this ActorsClient client, string subject, TallyQuery query, CancellationToken cancellation) =>
        client.GetJsonAsync(
            ActorsClient.SubjectPath(subject) + "/tally" + Query(
                ("from", Day(query.From)), ("to", Day(query.To)), ("by", query.By), ("role", query.Role), ("type", query.Type), ("outcome", query.Outcome),
                ("perpetrator", query.Perpetrator), ("target", query.Target), ("figures", query.Figures), ("asOf", Instant(query.AsOf)), ("positions", query.Positions)),
            cancellation);

    /// <summary>Prints what the server answers to a path where JSON is asked for, else a table made of the typed answer.</summary>
    public static async Task<int> ShowAsync(
        Settings settings, ParseResult parsed, string pathAndQuery, Func<ActorsClient, Task<Spectre.Console.Table>> table, CancellationToken cancellation)
    {
        using var client = settings.Connect(parsed);
        if (parsed.GetValue(settings.Json))
        {
            Printer.WriteJson(settings.Output, await client.GetJsonAsync(pathAndQuery, cancellation));
        }
        else
        {
            Printer.Write(settings.Output, await table(client));
        }

        return ExitCodes.Well;
    }

    public static string Query(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var text = new System.Text.StringBuilder();
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return text.ToString();
    }

    public static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string? Instant(DateTimeOffset? instant) => instant?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
