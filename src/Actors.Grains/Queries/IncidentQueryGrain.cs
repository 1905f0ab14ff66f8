using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Actors.Abstractions.Intake;
using Actors.Abstractions.Queries;
using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Incidents;
using Actors.Domain.Reports;
using Actors.Domain.Tallies;
using Actors.Grains.Partitions;
using Actors.Grains.Subjects;
using Actors.Ledger;
using Orleans.Concurrency;

namespace Actors.Grains.Queries;

/// <summary>Answers lists, single incidents and odd tallies from the ledger's revisions at a vector.</summary>
[StatelessWorker]
[GrainType("incident-query")]
internal sealed partial class IncidentQueryGrain(
    ILedger ledger, RevisionReader revisions, PastTallies tallies, AskedPositions asked, Routing.ISubjectExpander expander, CatalogueHolder catalogue, AssessmentRules rules, TimeProvider time)
    : Grain, IIncidentQueryGrain
{
    public async Task<IncidentPage> ListAsync(IncidentQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var cursor = query.Cursor is null ? null : ListCursor.Parse(query.Cursor);
        var (at, asOf) = await VectorAsync(cursor?.Positions ?? query.Filter.Positions, query.Filter.AsOf);
        var subject = SubjectId.World;
        if (query.Subject is not null && !SubjectId.TryParse(query.Subject, out subject))
        {
            throw new BadRequestException("?subject", $"'{query.Subject}' is no subject.");
        }

        var filter = TallyQuestions.FilterOf(subject, query.Filter, catalogue.Current);
        var found = await revisions.QueryOfAsync(filter, at, query.Contested, query.Text, CancellationToken.None);
        var wanted = query.Membership switch
        {
            "low" => Membership.Low,
            "high" => Membership.High,
            _ => Membership.Best,
        };
        var presence = await revisions.PresenceAsync(at, CancellationToken.None);
        var kept = new List<(StoredRevision Revision, Contribution Contribution, Membership At)>();
        if (found is not null)
        {
            found = found with { After = cursor?.After, Limit = Math.Max(query.Limit + 1, 256) };
            await foreach (var revision in revisions.ReadAsync(found, CancellationToken.None))
            {
                var contribution = presence.Apply(ContributionCodec.Decode(revision.Contribution.Span));
                var count = TallyMeasure.Of(contribution, filter, catalogue.Current);
                if ((count.At & wanted) != wanted || (query.Contested is { } contested && contested != contribution.Contested))
                {
                    continue;
                }

                kept.Add((revision, contribution, count.At));
                if (kept.Count > query.Limit)
                {
                    break;
                }
            }
        }

        string? next = null;
        if (kept.Count > query.Limit)
        {
            kept.RemoveAt(query.Limit);
            next = new ListCursor(at.ToString(), new RevisionCursor(kept[^1].Revision.DayFrom, kept[^1].Revision.Incident)).ToString();
        }

        return new IncidentPage(await DescribeAsync(kept), next, at.ToString(), asOf);
    }

    public async Task<IncidentDetail?> GetAsync(Guid incident, string? positions, DateTimeOffset? asOf)
    {
        var (at, known) = await VectorAsync(positions, asOf);
        var all = (await ledger.ReadRevisionsAsync(incident, CancellationToken.None))
            .Where(r => at[r.Address.Partition] >= r.Address.Position)
            .ToList();
        if (all.Count == 0)
        {
            return null;
        }

        var made = (await ledger.ReadEntriesAsync([.. all.Select(r => r.Address)], CancellationToken.None)).ToDictionary(e => e.Address);
        var thread = (await ThreadStore.FromRevisionsAsync(ledger, [all[^1]], CancellationToken.None))[0];
        if (thread.ClosedInto is null && thread.Reports.All(r => SignalReports.IsSignalOrRetraction(r.Report.Report)))
        {
            return null;
        }

        var ids = thread.Reports.ToDictionary(r => r.Address, r => r.Report.Report.Id);
        return new IncidentDetail
        {
            Incident = incident,
            Revision = thread.Revision,
            Reports = [.. thread.Reports.Select(r => new StoredReport(
                RecordedReportCodec.Write(r.Report), PositionOf(r.Address), r.Report.RecordedAt))],
            Revisions = [.. all.Select(r => Summarise(r, made[r.Address], ids))],
            MergedInto = thread.ClosedInto,
            Positions = at.ToString(),
            AsOf = known,
        };
    }

    public async Task<TallyAnswer> TallyAsync(string subject, TallyQuery query, string positions)
    {
        return (await TalliesAsync(subject, [query], positions.Length == 0 ? null : positions, query.AsOf))[0];
    }

    public async Task<IReadOnlyList<TallyAnswer>> TalliesAsync(string subject, IReadOnlyList<TallyQuery> queries, string? positions, DateTimeOffset? asOf)
    {
        ArgumentNullException.ThrowIfNull(queries);
        var id = ParseSubject(subject);
        var (at, known) = await VectorAsync(positions, asOf);
        var results = await tallies.ReadAsync(id, queries, at, CancellationToken.None);
        return [.. results.Zip(queries, (result, query) => TallyQuestions.AnswerOf(id, result, TallyQuestions.ByOf(query), at.ToString(), known))];
    }

    public async Task<bool> KnowsAsync(string subject) => await ledger.FindTermAsync(subject, CancellationToken.None) is not null;

    public async Task<IReadOnlyList<string>> NamedSubjectsAsync(string prefix) =>
        [.. (await ledger.ListTermsAsync(prefix, CancellationToken.None)).Select(t => t.Key)];

    public async Task<SignalPage> SignalsAsync(string? subject, string? kind, string? positions)
    {
        var (at, asOf) = await VectorAsync(positions, null);
        SubjectId? concerned = SubjectId.TryParse(subject, out var id) ? id : null;
        var items = new List<ActiveSignal>();
        foreach (var wanted in kind is null ? ["statement", "posture", "presence", "total"] : new[] { kind })
        {
            foreach (var signal in await revisions.SignalsAsync(wanted, concerned, at, CancellationToken.None))
            {
                items.Add(new ActiveSignal(Encoding.UTF8.GetString(ReportWriter.WriteCanonical(signal.Report)), signal.RecordedAt));
            }
        }

        return new SignalPage([.. items.OrderByDescending(s => s.RecordedAt)], at.ToString(), asOf);
    }

    /// <summary>The vector a question is answered at, and the recorded time it stands for.</summary>
    private async Task<(LedgerVector At, DateTimeOffset AsOf)> VectorAsync(string? positions, DateTimeOffset? asOf)
    {
        if (asOf is { } instant)
        {
            return (DataOnly(await ledger.ResolveAsOfAsync(instant, CancellationToken.None)), instant);
        }

        if (positions is not null)
        {
            var given = await asked.ReadAsync("?positions", positions, CancellationToken.None);
            return (DataOnly(given), await TimeOfAsync(given));
        }

        var heads = DataOnly(await ledger.ReadHeadsAsync(CancellationToken.None));
        return (heads, time.GetUtcNow());
    }

    private LedgerVector DataOnly(LedgerVector vector) =>
        LedgerVector.Of(vector.Positions.Where(p => p.Key < ledger.PartitionCount));

    private async Task<DateTimeOffset> TimeOfAsync(LedgerVector vector)
    {
        var entries = await ledger.ReadEntriesAsync([.. vector.Positions.Select(p => new EntryAddress(p.Key, p.Value))], CancellationToken.None);
        return entries.Count == 0 ? DateTimeOffset.UnixEpoch : entries.Max(e => e.RecordedAt);
    }

    private async Task<List<IncidentSummary>> DescribeAsync(List<(StoredRevision Revision, Contribution Contribution, Membership At)> kept)
    {
        var threads = (await ThreadStore.FromRevisionsAsync(ledger, [.. kept.Select(k => k.Revision)], CancellationToken.None)).ToDictionary(t => t.Id);
        var summaries = new List<IncidentSummary>(kept.Count);
        foreach (var (revision, contribution, at) in kept)
        {
            var thread = threads[revision.Incident];
            var place = Assessor.Assess(thread.Id, thread.Revision, [.. thread.Reports.Select(r => r.Report)], rules).Place;
            var installation = place?.Base is null ? null : catalogue.Current.FindBase(place.Base);
            summaries.Add(new IncidentSummary(
                revision.Incident,
                revision.Revision,
                ContributionCodec.Encode(contribution),
                revision.RecordedAt,
                (at & Membership.Low) == Membership.Low ? "low" : (at & Membership.Best) == Membership.Best ? "best" : "high",
                place?.Name ?? installation?.Names[0],
                place?.Lat ?? installation?.Lat,
                place?.Lon ?? installation?.Lon));
        }

        return summaries;
    }

    private static RevisionSummary Summarise(StoredRevision revision, LedgerEntry made, Dictionary<EntryAddress, string> ids)
    {
        var kind = (EntryKind)made.Kind;
        var action = kind is EntryKind.Merge or EntryKind.Split ? AnalystAction.Decode(made.Report.Span) : null;
        return new RevisionSummary(
            revision.Revision,
            revision.RecordedAt,
            PositionOf(revision.Address),
            kind switch
            {
                EntryKind.Merge => "merge",
                EntryKind.Split => "split",
                EntryKind.Attach => "attach",
                _ => "report",
            },
            [.. revision.Reports.Select(r => ids.GetValueOrDefault(r, PositionOf(r)))],
            revision.Contribution.ToArray(),
            action?.Reason,
            action?.Author);
    }

    private static string PositionOf(EntryAddress address) => string.Create(CultureInfo.InvariantCulture, $"{address.Partition}:{address.Position}");

    /// <summary>Where a page ended: the vector it is read at, and the last incident seen.</summary>
    private sealed record ListCursor(string Positions, RevisionCursor After)
    {
        public static ListCursor Parse(string text)
        {
            try
            {
                var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('|');
                if (parts.Length == 3
                    && LedgerVector.TryParse(parts[0], out _)
                    && Guid.TryParseExact(parts[2], "N", out var incident))
                {
                    DateOnly? day = parts[1].Length == 0 ? null : DateOnly.ParseExact(parts[1], "yyyy-MM-dd", CultureInfo.InvariantCulture);
                    return new ListCursor(parts[0], new RevisionCursor(day, incident));
                }
            }
            catch (FormatException)
            {
                // Reported below as what it is: not one of our cursors.
            }

            throw new BadRequestException("?cursor", "is not a cursor of this list; take it from the page before, unchanged.");
        }

        public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
            $"{Positions}|{After.DayFrom?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}|{After.Incident:N}"));
    }
}
