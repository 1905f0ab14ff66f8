using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Actors.Domain.Incidents;
using Actors.Ledger;

namespace Actors.Grains.Export;

/// <summary>
/// One ledger entry as a line of an export. Version 1: <c>entry</c> (<c>report</c>, <c>attach</c>, <c>merge</c>, <c>split</c>, <c>apart</c>, <c>catalogue</c>,
/// <c>policy</c>), <c>at</c> (partition:position where it stood), <c>recordedAt</c> (when it was first recorded), and by kind:
/// report: <c>thread</c>, <c>revision</c>, <c>matched</c>, <c>why</c>, <c>alias</c>, <c>awaits</c>, <c>recorded</c> (the stored report); attach: <c>thread</c>,
/// <c>report</c>; merge, split, apart: <c>action</c>; catalogue: <c>change</c>; policy: <c>policy</c>.
/// </summary>
internal static class ExportLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A report with where it went.</summary>
    public static void WriteReport(IBufferWriter<byte> output, LedgerEntry entry, PlacedReport placed) => Write(output, "report", entry, json =>
    {
        json.WriteString("thread", placed.Thread);
        json.WriteNumber("revision", placed.Revision);
        if (placed.Matched is { } matched)
        {
            json.WriteString("matched", matched);
        }

        if (placed.Why is { } why)
        {
            json.WriteString("why", why);
        }

        if (placed.Alias is { } alias)
        {
            json.WriteString("alias", alias);
        }

        if (placed.Awaits is { } awaits)
        {
            json.WriteString("awaits", awaits);
        }

        Raw(json, "recorded", entry.Report);
    });

    /// <summary>A waiting report that was taken up by an entry of its own.</summary>
    public static void WriteAttach(IBufferWriter<byte> output, LedgerEntry entry, Guid thread, string report) => Write(output, "attach", entry, json =>
    {
        json.WriteString("thread", thread);
        json.WriteString("report", report);
    });

    /// <summary>An entry whose stored form is all there is to say.</summary>
    public static void WriteStored(IBufferWriter<byte> output, LedgerEntry entry)
    {
        var (name, member) = (EntryKind)entry.Kind switch
        {
            EntryKind.Merge => ("merge", "action"),
            EntryKind.Split => ("split", "action"),
            EntryKind.Apart => ("apart", "action"),
            EntryKind.Catalogue => ("catalogue", "change"),
            EntryKind.Policy => ("policy", "policy"),
            var other => throw new StoredFormException($"Entry {entry.Address.Partition}:{entry.Address.Position} is of kind {other}, which has no export form."),
        };
        Write(output, name, entry, json => Raw(json, member, entry.Report));
    }

    private static void Write(IBufferWriter<byte> output, string name, LedgerEntry entry, Action<Utf8JsonWriter> rest)
    {
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("entry", name);
            json.WriteString("at", string.Create(CultureInfo.InvariantCulture, $"{entry.Address.Partition}:{entry.Address.Position}"));
            json.WriteString("recordedAt", FirstRecordedAt(entry).ToUniversalTime());
            rest(json);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>A control entry that was itself restored says when it was first recorded; a report's stored form says it itself.</summary>
    private static DateTimeOffset FirstRecordedAt(LedgerEntry entry) =>
        (EntryKind)entry.Kind is EntryKind.Catalogue or EntryKind.Policy ? ControlOrigin.Of(entry) : entry.RecordedAt;

    private static void Raw(Utf8JsonWriter json, string member, ReadOnlyMemory<byte> stored)
    {
        json.WritePropertyName(member);
        json.WriteRawValue(stored.Span, skipInputValidation: true);
    }
}

/// <summary>Where a report went when it was recorded.</summary>
internal sealed record PlacedReport(Guid Thread, int Revision, Guid? Matched, string? Why, Guid? Alias, string? Awaits);
