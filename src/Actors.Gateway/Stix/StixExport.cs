using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Actors.Abstractions.Queries;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Stix;
using Actors.Gateway.Subjects;

namespace Actors.Gateway.Stix;

/// <summary>Writes a bundle page by page, all of it as the ledger stood when the first page was read; or one page of it by itself.</summary>
internal sealed class StixExport(SubjectReader reader)
{
    public const string BundleType = "application/stix+json;version=2.1";

    /// <summary>TAXII 2.1 §3.7: a page of objects with where the next one begins.</summary>
    public const string EnvelopeType = "application/taxii+json;version=2.1";

    public const int PageSize = 200;
    private const int Together = 8;

    private readonly ICatalogue catalogue = reader.Catalogue;

    /// <summary>Attributions of a page by perpetrator, for who denies them.</summary>
    private readonly Dictionary<string, List<string>> attributions = new(StringComparer.Ordinal);

    private StixBundle bundle = new(DateTimeOffset.UnixEpoch);
    private List<(StatementReport Report, DateTimeOffset RecordedAt)>? denials;

    /// <summary>Everything the question selects.</summary>
    public async Task WriteBundleAsync(HttpResponse response, IncidentQuery query, CancellationToken cancellationToken)
    {
        // Whatever is wrong with the question is said before the answer begins.
        var page = await FirstAsync(query with { Limit = PageSize });
        response.ContentType = BundleType;
        response.BodyWriter.Write(Encoding.UTF8.GetBytes($$"""{"type":"bundle","id":"{{BundleId(page, query)}}","objects":["""));
        var first = true;
        while (true)
        {
            await AddAsync(page);
            first = WriteObjects(response, first);
            await response.BodyWriter.FlushAsync(cancellationToken);
            if (page.Cursor is null)
            {
                break;
            }

            page = await reader.Queries.ListAsync(query with { Limit = PageSize, Cursor = page.Cursor });
        }

        response.BodyWriter.Write("]}"u8);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>One page as an envelope of TAXII 2.1, with the id of the bundle that all pages make together. Objects of the catalogue come again
    /// on every page that refers to them, the same each time.</summary>
    public async Task WriteEnvelopeAsync(HttpResponse response, IncidentQuery query, CancellationToken cancellationToken)
    {
        var page = await FirstAsync(query);
        response.ContentType = EnvelopeType;
        await AddAsync(page);
        var next = page.Cursor is null ? "" : $"\"next\":{JsonSerializer.Serialize(page.Cursor)},";
        response.BodyWriter.Write(Encoding.UTF8.GetBytes(
            $$"""{"more":{{(page.Cursor is null ? "false" : "true")}},{{next}}"x_actors_bundle":"{{BundleId(page, query)}}","objects":["""));
        WriteObjects(response, first: true);
        response.BodyWriter.Write("]}"u8);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>The page, and a bundle whose objects without a time of their own are of the time that page stands for: the same question about the
    /// same state of the ledger is answered with the same bytes, in one go or page by page.</summary>
    private async Task<IncidentPage> FirstAsync(IncidentQuery query)
    {
        var filter = query.Filter;
        if (query.Cursor is null && filter.Positions is null && filter.AsOf is null && await reader.Queries.HeadAsync() is { Length: > 0 } head)
        {
            query = query with { Filter = filter with { Positions = head } };
        }

        var page = await reader.Queries.ListAsync(query);
        bundle = new StixBundle(page.AsOf);
        return page;
    }

    /// <summary>Names the state of the ledger and the question, not the page.</summary>
    private static string BundleId(IncidentPage page, IncidentQuery query) => StixIds.Of(
        "bundle", page.Positions + "\n" + JsonSerializer.Serialize(query with { Cursor = null, Limit = PageSize, Filter = query.Filter with { Positions = null } }));

    private async Task AddAsync(IncidentPage page)
    {
        attributions.Clear();
        foreach (var part in page.Items.Chunk(Together))
        {
            var details = await Task.WhenAll(part.Select(i => reader.Queries.GetAsync(i.Incident, page.Positions, null)));
            foreach (var (item, detail) in part.Zip(details))
            {
                Add(item, detail ?? throw new InvalidOperationException($"Incident {item.Incident} is listed at {page.Positions} and not there."));
            }
        }

        await AddDenialsAsync(page);
    }

    private bool WriteObjects(HttpResponse response, bool first)
    {
        foreach (var one in bundle.Take())
        {
            if (!first)
            {
                response.BodyWriter.Write(",\n"u8);
            }

            first = false;
            response.BodyWriter.Write(one);
        }

        return first;
    }

    private void Add(IncidentSummary summary, IncidentDetail detail)
    {
        var recorded = detail.Reports.Select(r => RecordedReportCodec.Read(r.Payload, r.RecordedAt)).ToList();
        var assessed = Assessor.Assess(detail.Incident, detail.Revision, [.. recorded], AssessmentRules.Default);
        var withdrawn = assessed.WithdrawnReports.Select(w => w.Report).ToHashSet(StringComparer.Ordinal);
        var claims = recorded.Where(r => r.Report is IncidentReport).ToList();
        var decisions = recorded.Where(r => r.Report is AssessmentReport);
        var perpetrators = assessed.Perpetrators.Where(g => g.Membership.HasFlag(Membership.Best)).ToList();
        var refs = perpetrators.Select(p => new StixParty(bundle.Group(p.Group, catalogue.FindGroup(p.Group), attacker: true))).ToImmutableArray();
        bundle.Incident(
            new StixIncident
            {
                Id = detail.Incident,
                Name = NameOf(assessed, summary),
                Created = recorded.Min(r => r.RecordedAt),
                Modified = detail.Revisions.Max(r => r.RecordedAt),
                Start = StartOf(assessed, claims),
                Outcome = assessed.Outcome,
                Places = [.. PlacesOf(assessed, claims)],
                Perpetrators = refs,
                Targets = [.. assessed.Targets.Where(g => g.Membership.HasFlag(Membership.Best)).Select(g => new StixParty(bundle.Group(g.Group, catalogue.FindGroup(g.Group), attacker: false)))],
                Killed = SumOf(assessed, c => c.Killed),
                Injured = SumOf(assessed, c => c.Injured),
                RootSources = claims.Where(c => !withdrawn.Contains(c.Report.Id)).Select(c => c.Report.Source).Distinct(StringComparer.Ordinal).Count(),
                Claims = [.. claims.Concat(decisions).Select(c => ClaimOf(c, assessed, withdrawn.Contains(c.Report.Id)))],
            },
            out var made);
        foreach (var (perpetrator, attribution) in perpetrators.Zip(made))
        {
            if (!attributions.TryGetValue(perpetrator.Group, out var list))
            {
                attributions.Add(perpetrator.Group, list = []);
            }

            list.Add(attribution);
        }
    }

    /// <summary>Who denies what is attributed to itself disagrees with those attributions: one opinion for a page of them.</summary>
    private async Task AddDenialsAsync(IncidentPage page)
    {
        if (attributions.Count == 0)
        {
            return;
        }

        denials ??= [.. (await reader.Queries.SignalsAsync(null, "statement", page.Positions)).Items
            .Select(signal => (Report: ReportReader.ReadOne(Encoding.UTF8.GetBytes(signal.Report)).Reports?[0] as StatementReport, signal.RecordedAt))
            .Where(signal => signal.Report?.Stance == Stance.Denial)
            .Select(signal => (signal.Report!, signal.RecordedAt))];
        foreach (var (denial, recordedAt) in denials)
        {
            if (Denied(denial) is { Count: > 0 } denied)
            {
                bundle.Denial(denial, bundle.Source(denial.Source, catalogue.FindSource(denial.Source)), recordedAt, denied);
            }
        }
    }

    private List<string> Denied(StatementReport denial)
    {
        var speaker = SubjectId.Group(denial.Speaker);
        return [.. attributions.Where(a => a.Key == denial.Speaker || catalogue.FindGroup(a.Key)?.Sponsors.Any(s => SubjectId.Group(s.Group) == speaker) == true).SelectMany(a => a.Value)];
    }

    private StixClaim ClaimOf(RecordedReport recorded, AssessedIncident assessed, bool withdrawn)
    {
        var report = recorded.Report;
        var contested = assessed.Fields.Where(f => f.State == FieldState.Contested).ToList();
        bool? agrees = contested.Any(f => f.Against.Any(c => c.Report == report.Id)) ? false
            : contested.Any(f => f.For.Any(c => c.Report == report.Id)) ? true
            : null;
        return new StixClaim(report, bundle.Source(report.Source, catalogue.FindSource(report.Source)), recorded.RecordedAt, agrees, withdrawn)
        {
            AsSent = recorded.AsSent,
            InResponseTo = report is IncidentReport { InResponseTo: { IsDefaultOrEmpty: false } answered } ? [.. answered.Select(reference => Answered(recorded.Scope, reference))] : [],
        };
    }

    private static Guid Answered(string scope, string reference) =>
        Guid.TryParseExact(reference, "D", out var incident) ? incident : IncidentIds.OfReference(scope, reference);

    private IEnumerable<string> PlacesOf(AssessedIncident assessed, List<RecordedReport> claims)
    {
        if (assessed.Place is not { } place)
        {
            yield break;
        }

        if (place.Base is { } key)
        {
            yield return catalogue.FindBase(key) is { } known ? bundle.Base(known) : bundle.Unknown(SubjectId.Base(key));
            yield break;
        }

        var region = SubjectId.Region(place.Region ?? SubjectId.World.Key);
        var leaf = claims.SelectMany(c => c.PlaceLineage.Take(1)).FirstOrDefault(l => l == region, region);
        yield return catalogue.FindRegion(leaf.Key) is { } found ? bundle.Region(found) : bundle.Unknown(leaf);
    }

    private static DateTimeOffset? StartOf(AssessedIncident assessed, List<RecordedReport> claims)
    {
        if (assessed.Occurred is not { } occurred)
        {
            return null;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(occurred.Zone ?? claims.FirstOrDefault(c => c.PlaceLineage.Length > 0)?.Zone ?? "UTC");
        var midnight = occurred.From.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight));
    }

    private static long? SumOf(AssessedIncident assessed, Func<PartyFigures, Figure?> measure)
    {
        var stated = (assessed.Contribution?.Casualties ?? []).Select(c => (c.Party, Figure: measure(c))).Where(c => c.Figure is not null).ToList();

        // A figure without party is for all parties, used where no party has one.
        var parties = stated.Where(c => c.Party is not null).ToList();
        return parties.Count > 0 ? parties.Sum(c => c.Figure!.Value.Best) : stated.Count > 0 ? stated.Sum(c => c.Figure!.Value.Best) : null;
    }

    private static string NameOf(AssessedIncident assessed, IncidentSummary summary)
    {
        var what = assessed.Type?.Replace('-', ' ') ?? "incident";
        var where = summary.Name ?? assessed.Place?.Base ?? assessed.Place?.Region;
        var when = assessed.Occurred?.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "day unknown";
        return where is null ? $"{what}, {when}" : $"{what} at {where}, {when}";
    }
}
