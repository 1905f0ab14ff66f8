using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Actors.Abstractions.Queries;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Stix;
using Actors.Gateway.Subjects;

namespace Actors.Gateway.Stix;

/// <summary>Writes a bundle page by page, all of it as the ledger stood when the first page was read.</summary>
internal sealed class StixExport(SubjectReader reader)
{
    public const string ContentType = "application/stix+json;version=2.1";

    private const int PageSize = 200;
    private const int Together = 8;

    /// <summary>Objects a denial names at most.</summary>
    private const int MaxDenied = 1_000;

    private readonly StixBundle bundle = new(reader.Now);
    private readonly ICatalogue catalogue = reader.Catalogue;

    /// <summary>Attributions by perpetrator, for who denies them.</summary>
    private readonly Dictionary<string, List<string>> attributions = new(StringComparer.Ordinal);

    public async Task WriteAsync(HttpResponse response, IncidentQuery query, CancellationToken cancellationToken)
    {
        // Whatever is wrong with the question is said before the answer begins.
        var page = await reader.Queries.ListAsync(query with { Limit = PageSize });
        response.ContentType = ContentType;
        var id = StixIds.Of("bundle", $"{page.Positions}\n{response.HttpContext.Request.QueryString}");
        response.BodyWriter.Write(Encoding.UTF8.GetBytes($$"""{"type":"bundle","id":"{{id}}","objects":["""));
        var separator = "";
        while (true)
        {
            foreach (var part in page.Items.Chunk(Together))
            {
                var details = await Task.WhenAll(part.Select(i => reader.Queries.GetAsync(i.Incident, page.Positions, null)));
                foreach (var (item, detail) in part.Zip(details))
                {
                    Add(item, detail ?? throw new InvalidOperationException($"Incident {item.Incident} is listed at {page.Positions} and not there."));
                }
            }

            if (page.Cursor is null)
            {
                await AddDenialsAsync(page.Positions);
            }

            foreach (var one in bundle.Take())
            {
                response.BodyWriter.Write(Encoding.ASCII.GetBytes(separator));
                response.BodyWriter.Write(one);
                separator = ",\n";
            }

            if (page.Cursor is null)
            {
                break;
            }

            await response.BodyWriter.FlushAsync(cancellationToken);
            page = await reader.Queries.ListAsync(query with { Limit = PageSize, Cursor = page.Cursor });
        }

        response.BodyWriter.Write("]}"u8);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    private void Add(IncidentSummary summary, IncidentDetail detail)
    {
        var recorded = detail.Reports.Select(r => RecordedReportCodec.Read(r.Payload, r.RecordedAt)).ToList();
        var assessed = Assessor.Assess(detail.Incident, detail.Revision, [.. recorded], AssessmentRules.Default);
        var withdrawn = assessed.WithdrawnReports.Select(w => w.Report).ToHashSet(StringComparer.Ordinal);
        var claims = recorded.Where(r => r.Report is IncidentReport).ToList();
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
                Claims = [.. claims.Select(c => ClaimOf(c, assessed, withdrawn.Contains(c.Report.Id)))],
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

    /// <summary>Who denies what is attributed to itself disagrees with those attributions.</summary>
    private async Task AddDenialsAsync(string positions)
    {
        if (attributions.Count == 0)
        {
            return;
        }

        foreach (var signal in (await reader.Queries.SignalsAsync(null, "statement", positions)).Items)
        {
            if (ReportReader.ReadOne(Encoding.UTF8.GetBytes(signal.Report)).Reports is [StatementReport { Stance: Stance.Denial } denial]
                && Denied(denial) is { Count: > 0 } denied)
            {
                bundle.Denial(denial, bundle.Source(denial.Source, catalogue.FindSource(denial.Source)), signal.RecordedAt, denied);
            }
        }
    }

    private List<string> Denied(StatementReport denial)
    {
        var speaker = SubjectId.Group(denial.Speaker);
        return [.. attributions.Where(a => a.Key == denial.Speaker || catalogue.FindGroup(a.Key)?.Sponsors.Any(s => SubjectId.Group(s.Group) == speaker) == true).SelectMany(a => a.Value).Take(MaxDenied)];
    }

    private StixClaim ClaimOf(RecordedReport recorded, AssessedIncident assessed, bool withdrawn)
    {
        var report = (IncidentReport)recorded.Report;
        var contested = assessed.Fields.Where(f => f.State == FieldState.Contested).ToList();
        bool? agrees = contested.Any(f => f.Against.Any(c => c.Report == report.Id)) ? false
            : contested.Any(f => f.For.Any(c => c.Report == report.Id)) ? true
            : null;
        return new StixClaim(report, bundle.Source(report.Source, catalogue.FindSource(report.Source)), recorded.RecordedAt, agrees, withdrawn);
    }

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
