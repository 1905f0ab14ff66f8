using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Actors.Domain.Reports;

/// <summary>Writes reports as canonical JSON: the same bytes for the same content, on every machine and in every release.</summary>
/// <remarks>
/// Properties stand in the order of API.md; what a report does not say is left out; defaults are filled in (<c>to</c>, precisions,
/// roles); times are in UTC without trailing zeros; figures take their shortest form. Reading it gives an equal report.
/// </remarks>
public static partial class ReportWriter
{
    private const int UsualBytes = 2_048;

    /// <summary>The canonical JSON of a report, UTF-8.</summary>
    /// <exception cref="ArgumentException">A string holds half of a surrogate pair, which is no text.</exception>
    public static byte[] WriteCanonical(Report report)
    {
        var json = new CanonicalJson(stackalloc byte[UsualBytes]);
        try
        {
            Write(ref json, report);
            return json.Written.ToArray();
        }
        finally
        {
            json.Dispose();
        }
    }

    /// <summary>
    /// Identity of what a report says: the first 16 bytes of the SHA-256 of its canonical form. A report sent again with another time
    /// zone, order of properties or spelled-out default has the same.
    /// </summary>
    /// <exception cref="ArgumentException">A string holds half of a surrogate pair, which is no text.</exception>
    public static UInt128 ContentHash(Report report)
    {
        var json = new CanonicalJson(stackalloc byte[UsualBytes]);
        try
        {
            Write(ref json, report);
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(json.Written, hash);
            return BinaryPrimitives.ReadUInt128BigEndian(hash);
        }
        finally
        {
            json.Dispose();
        }
    }

    internal static void Write(ref CanonicalJson json, Report report)
    {
        json.BeginObject();
        WriteCommon(ref json, report);
        switch (report)
        {
            case IncidentReport incident:
                WriteText(ref json, "incident"u8, incident.Incident);
                WriteAssessable(ref json, incident);
                WriteTexts(ref json, "inResponseTo"u8, incident.InResponseTo);
                break;
            case StatementReport statement:
                WriteText(ref json, "speaker"u8, statement.Speaker);
                WriteText(ref json, "stance"u8, statement.Stance.Slug());
                WriteSubjects(ref json, "about"u8, statement.About);
                WriteText(ref json, "condition"u8, statement.Condition);
                break;
            case PostureReport posture:
                WriteText(ref json, "subject"u8, posture.Subject.ToString());
                WriteTexts(ref json, "measures"u8, posture.Measures);
                WriteText(ref json, "status"u8, posture.Status.Slug());
                break;
            case PresenceReport presence:
                WriteText(ref json, "base"u8, presence.Base);
                WriteText(ref json, "group"u8, presence.Group);
                json.Name("present"u8);
                json.Bool(presence.Present);
                WriteDay(ref json, "since"u8, presence.Since);
                break;
            case TotalReport total:
                WriteSubjects(ref json, "scope"u8, total.Scope);
                WriteText(ref json, "target"u8, total.Target);
                WriteText(ref json, "measure"u8, total.Measure.Slug());
                WriteFigure(ref json, "value"u8, total.Value);
                WriteDay(ref json, "from"u8, total.From);
                WriteText(ref json, "fromPrecision"u8, total.From is null ? null : total.FromPrecision.Slug());
                WriteDay(ref json, "asOf"u8, total.AsOf);
                break;
            case RetractionReport retraction:
                WriteText(ref json, "retracts"u8, retraction.Retracts);
                WriteText(ref json, "reason"u8, retraction.Reason);
                break;
            case AssessmentReport assessment:
                WriteText(ref json, "incident"u8, assessment.Incident);
                json.Name("set"u8);
                json.BeginObject();
                WriteAssessable(ref json, assessment.Set);
                json.EndObject();
                WriteText(ref json, "reason"u8, assessment.Reason);
                break;
            default:
                throw new ArgumentException($"No canonical form of {report.GetType()}.", nameof(report));
        }

        json.EndObject();
    }

    private static void WriteCommon(ref CanonicalJson json, Report report)
    {
        WriteText(ref json, "kind"u8, report.Kind().Slug());
        WriteText(ref json, "id"u8, report.Id);
        WriteText(ref json, "source"u8, report.Source);
        WriteTexts(ref json, "via"u8, report.Via);
        json.Name("publishedAt"u8);
        json.Instant(report.PublishedAt);
        if (report.Credibility is { } credibility)
        {
            json.Name("credibility"u8);
            json.Number(credibility);
        }

        WriteText(ref json, "caveat"u8, report.Caveat);
        WriteText(ref json, "url"u8, report.Url);
        WriteText(ref json, "quote"u8, report.Quote);
    }
}
