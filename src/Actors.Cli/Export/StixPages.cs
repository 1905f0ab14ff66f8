using System.Text;
using System.Text.Json;
using Actors.Cli.Commands;
using Actors.Client;

namespace Actors.Cli.Export;

/// <summary>
/// A STIX 2.1 bundle from the pages of <c>/v1/stix</c>: an object a line, what is shared by several incidents (places, parties, sources) once, all as
/// known at the moment of the first page. An interrupted one goes on at the page it had come to.
/// </summary>
internal sealed class StixPages(ActorsClient client, IncidentQuery query, Stream output)
{
    private const string Objects = "\"objects\":[";

    /// <summary>Incidents a page.</summary>
    private const int PageSize = 200;

    private readonly HashSet<string> shared = new(StringComparer.Ordinal);
    private bool any;

    /// <param name="checkpoint">Told after each page where the next one begins.</param>
    /// <param name="resumeAt">Where an interrupted export goes on; null: at the start. Then <see cref="ReadWrittenAsync"/> comes first.</param>
    public async Task RunAsync(Action<string>? checkpoint, string? resumeAt, CancellationToken cancellation)
    {
        var cursor = resumeAt;
        do
        {
            using var page = await PageAsync(cursor, cancellation);
            if (cursor is null)
            {
                output.Write(Encoding.UTF8.GetBytes($$"""{"type":"bundle","id":"{{page.RootElement.GetProperty("x_actors_bundle").GetString()}}",{{Objects}}"""));
            }

            foreach (var one in page.RootElement.GetProperty("objects").EnumerateArray())
            {
                Write(one);
            }

            cursor = page.RootElement.GetProperty("more").GetBoolean() ? page.RootElement.GetProperty("next").GetString() : null;
            if (cursor is not null)
            {
                checkpoint?.Invoke(cursor);
            }
        }
        while (cursor is not null);
        output.Write("]}"u8);
        await output.FlushAsync(cancellation);
    }

    /// <summary>Reads again what an interrupted export wrote: what is shared is not written twice.</summary>
    public async Task ReadWrittenAsync(Stream written, CancellationToken cancellation)
    {
        using var reader = new StreamReader(written, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            var from = any ? 0 : line.IndexOf(Objects, StringComparison.Ordinal) + Objects.Length;
            var text = line[from..].TrimEnd(',');
            if (text.Length > 0)
            {
                any = true;
                Shares(JsonElement.Parse(text));
            }
        }
    }

    private async Task<JsonDocument> PageAsync(string? cursor, CancellationToken cancellation)
    {
        var path = "/v1/stix" + RawAnswers.Query(
            ("subject", query.Subject), ("from", RawAnswers.Day(query.From)), ("to", RawAnswers.Day(query.To)), ("limit", $"{PageSize}"), ("cursor", cursor));
        await using var answer = await client.GetStreamAsync(path, "application/taxii+json", cancellation);
        return await JsonDocument.ParseAsync(answer, cancellationToken: cancellation);
    }

    private void Write(JsonElement one)
    {
        if (!Shares(one))
        {
            return;
        }

        if (any)
        {
            output.Write(",\n"u8);
        }

        any = true;
        output.Write(Encoding.UTF8.GetBytes(one.GetRawText()));
    }

    /// <summary>False: it is shared, and there already.</summary>
    private bool Shares(JsonElement one) =>
        !(one.GetProperty("type").GetString() is "identity" or "location" or "threat-actor" or "extension-definition"
            || (one.TryGetProperty("source_ref", out var source) && source.GetString()!.StartsWith("identity--", StringComparison.Ordinal)))
        || shared.Add(one.GetProperty("id").GetString()!);
}
