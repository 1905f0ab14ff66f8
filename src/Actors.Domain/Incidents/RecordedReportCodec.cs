using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>
/// The stored form of a <see cref="RecordedReport"/>: versioned JSON in UTF-8, one payload of a ledger entry. What is absent is the
/// default. The time of recording is the ledger entry's and is not in it.
/// </summary>
/// <remarks>
/// Version 1, in this order: <c>v</c>, <c>scope</c>, <c>receivedAt</c>, <c>reliability</c>, <c>analyst</c>, <c>lineage</c>,
/// <c>placeKnown</c>, <c>zone</c>, <c>firstRecordedAt</c>, <c>report</c> (canonical), <c>asSent</c> (canonical). A new form gets a new
/// version, is readable one release before it is written, and this one stays readable for ever.
/// </remarks>
public static class RecordedReportCodec
{
    /// <summary>The version written.</summary>
    public const int Version = 1;

    private const int UsualBytes = 3_072;

    private static readonly NameTable Names = new(
        "v", "scope", "receivedAt", "reliability", "analyst", "lineage", "placeKnown", "zone", "firstRecordedAt", "report", "asSent");

    /// <summary>The stored form.</summary>
    /// <exception cref="ArgumentException">A string is no text, or <see cref="RecordedReport.AsSent"/> is not one JSON object.</exception>
    public static byte[] Write(RecordedReport recorded)
    {
        var json = new CanonicalJson(stackalloc byte[UsualBytes]);
        try
        {
            Write(ref json, recorded);
            return json.Written.ToArray();
        }
        finally
        {
            json.Dispose();
        }
    }

    /// <summary>Reads a stored form.</summary>
    /// <param name="payload">As <see cref="Write(RecordedReport)"/> gave it, in this or an earlier release.</param>
    /// <param name="recordedAt">The recorded-at of the ledger entry that holds it.</param>
    /// <exception cref="StoredFormException">It is of a version not known here, or damaged.</exception>
    public static RecordedReport Read(ReadOnlySpan<byte> payload, DateTimeOffset recordedAt)
    {
        try
        {
            return ReadVersioned(payload, recordedAt);
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            throw new StoredFormException($"A stored report is damaged: {fault.Message}", fault);
        }
    }

    private static void Write(ref CanonicalJson json, RecordedReport recorded)
    {
        json.BeginObject();
        json.Name("v"u8);
        json.Number(Version);
        json.Name("scope"u8);
        json.String(recorded.Scope);
        json.Name("receivedAt"u8);
        json.Instant(recorded.ReceivedAt);
        json.Name("reliability"u8);
        json.Raw([(byte)'"', (byte)recorded.Reliability, (byte)'"']);
        if (recorded.Analyst)
        {
            json.Name("analyst"u8);
            json.Bool(true);
        }

        if (!recorded.PlaceLineage.IsEmpty)
        {
            json.Name("lineage"u8);
            json.BeginArray();
            foreach (var subject in recorded.PlaceLineage)
            {
                json.String(subject.ToString());
            }

            json.EndArray();
        }

        if (recorded.PlaceKnown)
        {
            json.Name("placeKnown"u8);
            json.Bool(true);
        }

        if (recorded.Zone != "UTC")
        {
            json.Name("zone"u8);
            json.String(recorded.Zone);
        }

        if (recorded.FirstRecordedAt is { } firstRecordedAt)
        {
            json.Name("firstRecordedAt"u8);
            json.Instant(firstRecordedAt);
        }

        json.Name("report"u8);
        ReportWriter.Write(ref json, recorded.Report);
        if (recorded.AsSent.Length > 0)
        {
            json.Name("asSent"u8);
            json.Raw(Checked(recorded.AsSent));
        }

        json.EndObject();
    }

    // It goes into the payload as JSON, so anything else would make the payload unreadable for ever.
    private static byte[] Checked(string asSent)
    {
        var utf8 = Encoding.UTF8.GetBytes(asSent);
        var reader = new Utf8JsonReader(utf8);
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                reader.Skip();
                if (!reader.Read())
                {
                    return utf8;
                }
            }
        }
        catch (JsonException fault)
        {
            throw new ArgumentException($"{nameof(RecordedReport.AsSent)} is not JSON: {fault.Message}", nameof(asSent), fault);
        }

        throw new ArgumentException($"{nameof(RecordedReport.AsSent)} is not one JSON object.", nameof(asSent));
    }

    private static RecordedReport ReadVersioned(ReadOnlySpan<byte> payload, DateTimeOffset recordedAt)
    {
        var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = ReportLimits.MaxDepth });
        Expect(ref reader, JsonTokenType.StartObject);
        Expect(ref reader, JsonTokenType.PropertyName);
        if (!reader.ValueTextEquals("v"u8))
        {
            throw new StoredFormException("A stored report must begin with its version, \"v\".");
        }

        Expect(ref reader, JsonTokenType.Number);
        if (!reader.TryGetInt32(out var version) || version != Version)
        {
            throw new StoredFormException(
                $"A stored report has version {Encoding.UTF8.GetString(reader.ValueSpan)}; this release reads version {Version} only. A newer release wrote it: start that one.");
        }

        var recorded = ReadFields(ref reader, payload, recordedAt);
        return reader.Read() ? throw new StoredFormException("A stored report is followed by something else.") : recorded;
    }

    private static RecordedReport ReadFields(ref Utf8JsonReader reader, ReadOnlySpan<byte> payload, DateTimeOffset recordedAt)
    {
        string? scope = null;
        DateTimeOffset? receivedAt = null, firstRecordedAt = null;
        var reliability = '\0';
        bool analyst = false, placeKnown = false;
        ImmutableArray<SubjectId> lineage = [];
        var zone = "UTC";
        var asSent = "";
        Report? report = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Names.Find(reader.ValueSpan);
            reader.Read();
            switch (name)
            {
                case 1: scope = Repeated(ref reader); break;
                case 2: receivedAt = Instant(ref reader); break;
                case 3: reliability = reader.ValueSpan is [>= (byte)'A' and <= (byte)'F'] ? (char)reader.ValueSpan[0] : throw Unreadable(name); break;
                case 4: analyst = reader.GetBoolean(); break;
                case 5: lineage = Lineage(ref reader); break;
                case 6: placeKnown = reader.GetBoolean(); break;
                case 7: zone = Repeated(ref reader); break;
                case 8: firstRecordedAt = Instant(ref reader); break;
                case 9: report = ReportParser.ReadStored(ref reader); break;
                case 10: asSent = Verbatim(ref reader, payload); break;
                default: throw new StoredFormException($"A stored report has a property that version {Version} does not know.");
            }
        }

        return new RecordedReport
        {
            Scope = scope ?? throw Unreadable(1),
            ReceivedAt = receivedAt ?? throw Unreadable(2),
            RecordedAt = recordedAt,
            Reliability = reliability != '\0' ? reliability : throw Unreadable(3),
            Analyst = analyst,
            PlaceLineage = lineage,
            PlaceKnown = placeKnown,
            Zone = zone,
            FirstRecordedAt = firstRecordedAt,
            Report = report ?? throw Unreadable(9),
            AsSent = asSent,
        };
    }

    private static DateTimeOffset Instant(ref Utf8JsonReader reader) =>
        Rfc3339.ReadInstant(reader.ValueSpan, out var instant) is { } problem ? throw new FormatException(problem) : instant;

    private static ImmutableArray<SubjectId> Lineage(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Unreadable(5);
        }

        var subjects = ImmutableArray.CreateBuilder<SubjectId>(6);
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            subjects.Add(Subject(ref reader) is { } subject ? subject : throw Unreadable(5));
        }

        return subjects.DrainToImmutable();
    }

    // Without the text of prefix and key together, which nobody needs.
    private static SubjectId? Subject(ref Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        var colon = text.IndexOf((byte)':');
        if (reader.ValueIsEscaped || !Ascii.IsValid(text) || colon < 0 || colon == text.Length - 1)
        {
            return SubjectId.TryParse(reader.GetString(), out var subject) ? subject : null;
        }

        var key = text[(colon + 1)..];
        return text[..colon] switch
        {
            var prefix when prefix.SequenceEqual("base"u8) => SubjectId.Base(TextPool.Get(key)),
            var prefix when prefix.SequenceEqual("region"u8) => SubjectId.Region(TextPool.Get(key)),
            var prefix when prefix.SequenceEqual("group"u8) => SubjectId.Group(TextPool.Get(key)),
            _ => null,
        };
    }

    private static string Repeated(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && Ascii.IsValid(reader.ValueSpan)
            ? TextPool.Get(reader.ValueSpan)
            : reader.GetString() ?? throw new FormatException("null where a text must be");

    private static string Verbatim(ref Utf8JsonReader reader, ReadOnlySpan<byte> payload)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return Encoding.UTF8.GetString(payload[start..(int)reader.BytesConsumed]);
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType expected)
    {
        if (!reader.Read() || reader.TokenType != expected)
        {
            throw new StoredFormException($"A stored report is damaged: {expected} expected where {reader.TokenType} is.");
        }
    }

    private static StoredFormException Unreadable(int name) => new($"A stored report is damaged: '{Names[name]}' is missing or cannot be read.");
}
