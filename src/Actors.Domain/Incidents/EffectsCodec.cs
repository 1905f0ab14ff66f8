using System.Collections.Immutable;
using System.Text.Json;
using Actors.Domain.Reports;

namespace Actors.Domain.Incidents;

/// <summary>The stored form of <see cref="EntryEffects"/>: the blob that subjects fold. Never renumbered: a new form is a new version.</summary>
/// <remarks>
/// Version 1: version byte; the entry's string table (before and after share most of their words); changes, each the incident's id, a
/// byte that says which of before and after follow, and those; the signals; the trace; the import. Safe for threads.
/// </remarks>
public static class EffectsCodec
{
    private const byte Version = 1;
    private const int HasRaised = 1;
    private const int HasWithdrawn = 2;
    private const int HasRestored = 4;
    private const int HasTrace = 8;
    private const int HasImport = 16;

    /// <summary>The stored form.</summary>
    public static byte[] Encode(EntryEffects effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        var (blob, body) = CodecBuffers.Take();
        body.Count(effects.Changes.Length);
        foreach (var change in effects.Changes)
        {
            body.Id(change.Incident);
            body.Byte((byte)((change.Before is null ? 0 : 1) | (change.After is null ? 0 : 2)));
            if (change.Before is not null)
            {
                ContributionCodec.Write(body, change.Before);
            }

            if (change.After is not null)
            {
                ContributionCodec.Write(body, change.After);
            }
        }

        body.Byte((byte)((effects.Raised is null ? 0 : HasRaised) | (effects.Withdrawn.IsEmpty ? 0 : HasWithdrawn) | (effects.Restored.IsEmpty ? 0 : HasRestored)
            | (effects.Trace is null ? 0 : HasTrace) | (effects.Import is null ? 0 : HasImport)));
        if (effects.Raised is not null)
        {
            Write(body, effects.Raised);
        }

        if (!effects.Withdrawn.IsEmpty)
        {
            body.Count(effects.Withdrawn.Length);
            foreach (var report in effects.Withdrawn)
            {
                body.Text(report);
            }
        }

        if (!effects.Restored.IsEmpty)
        {
            body.Count(effects.Restored.Length);
            foreach (var signal in effects.Restored)
            {
                Write(body, signal);
            }
        }

        if (effects.Trace is not null)
        {
            body.Text(effects.Trace);
        }

        if (effects.Import is not null)
        {
            body.Text(effects.Import);
        }

        blob.Byte(Version);
        blob.TableAndBody(body);
        return blob.ToArray();
    }

    /// <summary>Reads the stored form. Empty bytes are <see cref="EntryEffects.None"/>.</summary>
    /// <exception cref="StoredFormException">The bytes end early, go on too long, or are of an unknown version.</exception>
    public static EntryEffects Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return EntryEffects.None;
        }

        var reader = new CompactReader(bytes, "effects of an entry");
        reader.Version(Version);
        reader.Table();
        var changes = new IncidentChange[reader.Items()];
        for (var i = 0; i < changes.Length; i++)
        {
            var incident = reader.Id();
            var which = reader.Byte();
            if (which > 3)
            {
                throw reader.Defect($"a change has the unknown parts {which}");
            }

            var before = (which & 1) == 0 ? null : ContributionCodec.Read(ref reader);
            changes[i] = new IncidentChange(incident, before, (which & 2) == 0 ? null : ContributionCodec.Read(ref reader));
        }

        var signals = reader.Byte();
        if (signals > 31)
        {
            throw reader.Defect($"the signals have the unknown parts {signals}");
        }

        var raised = (signals & HasRaised) == 0 ? null : Read(ref reader);
        ImmutableArray<string> withdrawn = (signals & HasWithdrawn) == 0 ? [] : ContributionCodec.ReadTexts(ref reader);
        var restored = new Signal[(signals & HasRestored) == 0 ? 0 : reader.Items()];
        for (var i = 0; i < restored.Length; i++)
        {
            restored[i] = Read(ref reader);
        }

        var trace = (signals & HasTrace) == 0 ? null : reader.Text();
        var import = (signals & HasImport) == 0 ? null : reader.Text();
        reader.End();
        return new EntryEffects
        {
            Trace = trace,
            Import = import,
            Changes = System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(changes),
            Raised = raised,
            Withdrawn = withdrawn,
            Restored = System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(restored),
        };
    }

    internal static void Write(CompactWriter to, Signal signal)
    {
        to.Blob(ReportWriter.WriteCanonical(signal.Report));
        to.Fixed64(signal.RecordedAt.UtcTicks);
        to.Count(signal.Subjects.Length);
        foreach (var subject in signal.Subjects)
        {
            to.Subject(subject);
        }
    }

    internal static Signal Read(ref CompactReader from)
    {
        var report = ReadReport(ref from);
        var ticks = from.Fixed64();
        if (ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks)
        {
            throw from.Defect($"a signal was recorded at {ticks} ticks, which is no time");
        }

        var subjects = new SubjectId[from.Items()];
        for (var i = 0; i < subjects.Length; i++)
        {
            subjects[i] = from.Subject();
        }

        return new Signal(report, new DateTimeOffset(ticks, TimeSpan.Zero), System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(subjects));
    }

    private static Report ReadReport(ref CompactReader from)
    {
        var json = new Utf8JsonReader(from.Blob(), new JsonReaderOptions { MaxDepth = ReportLimits.MaxDepth });
        try
        {
            json.Read();
            return ReportParser.ReadStored(ref json);
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            throw new StoredFormException($"The stored effects of an entry cannot be read: the report of a signal is damaged: {fault.Message}", fault);
        }
    }
}
