using System.Diagnostics;

namespace Actors.Ledger.Sqlite;

public sealed partial class SqliteLedger
{
    /// <inheritdoc/>
    public async Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        AppendChecks.Check(request, Limits);
        CheckPartition(request.Partition);
        using var activity = LedgerTelemetry.StartAppend("sqlite", request);
        var start = options.TimeProvider.GetTimestamp();
        try
        {
            var outcome = await writer.WriteAsync(new SqliteAppend(request, terms, options.TimeProvider, signal, cancellationToken));
            LedgerTelemetry.Record("sqlite", request, outcome, options.TimeProvider.GetElapsedTime(start));
            activity?.SetTag("actors.ledger.outcome", outcome.GetType().Name);
            return outcome;
        }
        catch (Exception fault)
        {
            activity?.SetStatus(ActivityStatusCode.Error, fault.Message);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<int>> InternTermsAsync(IReadOnlyList<string> terms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(terms);
        foreach (var term in terms)
        {
            AppendChecks.CheckTerm(term, "The list", Limits);
        }

        var missing = this.terms.Missing(terms);
        if (missing.Count > 0)
        {
            var interned = await writer.WriteAsync(new SqliteWrite<List<KeyValuePair<string, int>>>(
                session => SqliteTerms.Intern(session, missing), cancellationToken));
            Remember(interned);
        }

        return [.. terms.Select(this.terms.IdOf)];
    }

    /// <inheritdoc/>
    public async Task WriteCheckpointAsync(DeliveryCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        CheckPartition(checkpoint.Partition);
        await writer.WriteAsync(new SqliteWrite<int>(
            session => session.Run(
                """
                insert into checkpoint (partition, position, behind, gathered_from) values ($1, $2, $3, $4)
                on conflict (partition) do update set position = excluded.position, behind = excluded.behind, gathered_from = excluded.gathered_from
                where excluded.position >= checkpoint.position
                """,
                checkpoint.Partition,
                checkpoint.Position,
                StringList.Write(checkpoint.Behind),
                checkpoint.GatheredFrom),
            cancellationToken));
    }

    private void Remember(IEnumerable<KeyValuePair<string, int>> interned)
    {
        foreach (var (term, id) in interned)
        {
            terms.Add(term, id);
        }
    }
}
