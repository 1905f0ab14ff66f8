using System.Collections.Immutable;
using System.Text.Json;

namespace Actors.Domain.Threat.Notifications;

/// <summary>Late reports gathered for one summary.</summary>
/// <param name="Key">The import, or the hour.</param>
/// <param name="From">First day they are about; null: none was dated.</param>
/// <param name="DueAt">When it is to be said.</param>
public sealed record OpenSummary(string Key, int Reports, DateOnly? From, DateOnly? To, DateTimeOffset DueAt);

/// <summary>What a subject said last, by kind and topic: what is compared with the state after a hand-over. Immutable.</summary>
/// <param name="Topics">By topic, ordinal.</param>
/// <param name="Counts">All-time counts at the last plan.</param>
/// <param name="Summary">Late reports not summed up yet.</param>
public sealed record NotificationState(
    ImmutableSortedDictionary<string, Said> Topics, ImmutableSortedDictionary<string, long> Counts, OpenSummary? Summary)
{
    private const int FormVersion = 1;

    /// <summary>Nothing said yet.</summary>
    public static NotificationState Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, Said>(StringComparer.Ordinal), ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal), null);

    /// <summary>The state once a notification is durable at its position.</summary>
    public NotificationState With(ImmutableArray<TopicChange> changes, long position)
    {
        var topics = Topics.ToBuilder();
        foreach (var (topic, said) in changes)
        {
            if (said is null)
            {
                topics.Remove(topic);
            }
            else
            {
                topics[topic] = said.Position < 0 ? said with { Position = position } : said;
            }
        }

        return this with { Topics = topics.ToImmutable() };
    }

    /// <summary>Stored form, version 1, UTF-8 JSON; the same state gives the same bytes.</summary>
    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("v", FormVersion);
            json.WriteStartObject("topics");
            foreach (var (topic, said) in Topics)
            {
                json.WriteStartArray(topic);
                json.WriteNumberValue(said.Position);
                json.WriteStringValue(said.Value);
                json.WriteBooleanValue(said.Holds);
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteStartObject("counts");
            foreach (var (topic, count) in Counts)
            {
                json.WriteNumber(topic, count);
            }

            json.WriteEndObject();
            if (Summary is { } open)
            {
                json.WriteStartObject("summary");
                json.WriteString("key", open.Key);
                json.WriteNumber("reports", open.Reports);
                json.WriteString("from", open.From?.ToString("yyyy-MM-dd"));
                json.WriteString("to", open.To?.ToString("yyyy-MM-dd"));
                json.WriteString("dueAt", open.DueAt.UtcDateTime);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is of a later version, or none at all.</exception>
    public static NotificationState Read(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var root = document.RootElement;
        if (!root.TryGetProperty("v", out var version) || version.GetInt32() != FormVersion)
        {
            throw new JsonException($"The notification state must be of version {FormVersion}.");
        }

        var topics = Empty.Topics.ToBuilder();
        foreach (var topic in root.GetProperty("topics").EnumerateObject())
        {
            topics[topic.Name] = new Said(topic.Value[0].GetInt64(), topic.Value[1].GetString()!, topic.Value[2].GetBoolean());
        }

        var counts = Empty.Counts.ToBuilder();
        foreach (var count in root.GetProperty("counts").EnumerateObject())
        {
            counts[count.Name] = count.Value.GetInt64();
        }

        OpenSummary? open = null;
        if (root.TryGetProperty("summary", out var summary))
        {
            open = new OpenSummary(
                summary.GetProperty("key").GetString()!, summary.GetProperty("reports").GetInt32(), Day(summary.GetProperty("from")),
                Day(summary.GetProperty("to")), summary.GetProperty("dueAt").GetDateTimeOffset());
        }

        return new NotificationState(topics.ToImmutable(), counts.ToImmutable(), open);
    }

    private static DateOnly? Day(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : DateOnly.ParseExact(json.GetString()!, "yyyy-MM-dd");
}
