using System.Text;
using System.Text.Json;
using Actors.Domain.Incidents;

namespace Actors.Grains.Export;

/// <summary>A line of an export, read. Which members are set depends on <see cref="Entry"/>; see <see cref="ExportLine"/>.</summary>
internal sealed record RestoreLine
{
    /// <summary>The version of exports this program writes and reads.</summary>
    public const int Version = 1;

    public required string Entry { get; init; }

    public DateTimeOffset RecordedAt { get; init; }

    public Guid Thread { get; init; }

    public Guid? Matched { get; init; }

    public string? Why { get; init; }

    public Guid? Alias { get; init; }

    public string? Awaits { get; init; }

    public string Report { get; init; } = "";

    public RecordedReport? Recorded { get; init; }

    /// <summary>The stored form of an action, a catalogue change or a policy.</summary>
    public byte[] Stored { get; init; } = [];

    /// <exception cref="FormatException">It is no line of an export; the message says what is wrong.</exception>
    public static RestoreLine Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Read(document.RootElement);
        }
        catch (JsonException wrong)
        {
            throw new FormatException("the line is no JSON: " + wrong.Message, wrong);
        }
        catch (StoredFormException wrong)
        {
            throw new FormatException(wrong.Message, wrong);
        }
    }

    private static RestoreLine Read(JsonElement root)
    {
        var entry = Text(root, "entry");
        if (entry is "header")
        {
            return root.TryGetProperty("version", out var version) && version.TryGetInt32(out var number) && number == Version
                ? new RestoreLine { Entry = entry }
                : throw new FormatException($"/version: this program reads exports of version {Version}.");
        }

        if (entry is "end")
        {
            return new RestoreLine { Entry = entry };
        }

        var recordedAt = root.TryGetProperty("recordedAt", out var time) && time.TryGetDateTimeOffset(out var instant)
            ? instant
            : throw new FormatException("/recordedAt: must be a time.");
        var read = new RestoreLine { Entry = entry, RecordedAt = recordedAt };
        return entry switch
        {
            "report" => ReadReport(root, read),
            "attach" => read with { Thread = Id(root, "thread"), Report = Text(root, "report") },
            "merge" or "split" or "apart" => read with { Stored = Raw(root, "action") },
            "catalogue" => read with { Stored = Raw(root, "change") },
            "policy" => read with { Stored = Raw(root, "policy") },
            _ => throw new FormatException($"/entry: '{entry}' is no kind of entry this program knows; it may come from a newer release."),
        };
    }

    private static RestoreLine ReadReport(JsonElement root, RestoreLine read)
    {
        var recorded = RecordedReportCodec.Read(Raw(root, "recorded"), read.RecordedAt);
        return read with
        {
            Thread = Id(root, "thread"),
            Matched = root.TryGetProperty("matched", out _) ? Id(root, "matched") : null,
            Why = root.TryGetProperty("why", out _) ? Text(root, "why") : null,
            Alias = root.TryGetProperty("alias", out _) ? Id(root, "alias") : null,
            Awaits = root.TryGetProperty("awaits", out _) ? Text(root, "awaits") : null,
            Recorded = recorded with { FirstRecordedAt = recorded.FirstRecordedAt ?? read.RecordedAt },
        };
    }

    private static string Text(JsonElement root, string member) =>
        root.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new FormatException($"/{member}: must be a text.");

    private static Guid Id(JsonElement root, string member) =>
        root.TryGetProperty(member, out var value) && value.TryGetGuid(out var id) ? id : throw new FormatException($"/{member}: must be an id.");

    private static byte[] Raw(JsonElement root, string member) =>
        root.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Object
            ? Encoding.UTF8.GetBytes(value.GetRawText())
            : throw new FormatException($"/{member}: must be an object.");
}
