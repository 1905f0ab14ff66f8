using System.Diagnostics;
using Npgsql;
using static Actors.Ledger.PostgreSql.PostgreSqlParameters;

namespace Actors.Ledger.PostgreSql;

public sealed partial class PostgreSqlLedger
{
    private const string KnownKeysSql = "select r.key from unnest($1) as u (key) join ledger.report r on r.key = u.key";

    private const string KnownRevisionsSql = """
        select r.incident from unnest($1, $2) as u (incident, revision)
        join ledger.incident_revision r on r.incident = u.incident and r.revision = u.revision limit 1
        """;

    private const string AbandonSql = "select head_position, head_recorded_at, head_batch_id from ledger.abandon_attempt($1, $2, $3)";

    private const string InternSql = "select term_text, term_id from ledger.intern_terms($1)";

    private const int MaxAttempts = 4;

    /// <inheritdoc/>
    public async Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        AppendChecks.Check(request, Limits);
        CheckPartition(request.Partition);
        using var activity = LedgerTelemetry.StartAppend("postgresql", request);
        var start = options.TimeProvider.GetTimestamp();
        try
        {
            await InternAsync(terms.Missing(request), cancellationToken);
            var outcome = await AppendOrResolveAsync(request, cancellationToken);
            if (outcome is AppendOutcome.Committed)
            {
                var head = request.ExpectedHead + request.Entries.Count;
                signal.Raise(request.Partition, head);
                notifier.Announce(request.Partition, head);
            }

            LedgerTelemetry.Record("postgresql", request, outcome, options.TimeProvider.GetElapsedTime(start));
            activity?.SetTag("actors.ledger.outcome", outcome.GetType().Name);
            return outcome;
        }
        catch (Exception fault)
        {
            activity?.SetStatus(ActivityStatusCode.Error, fault.Message);
            throw;
        }
    }

    private async Task<AppendOutcome> AppendOrResolveAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var attemptId = Guid.NewGuid();
            Exception lost;
            await using (var connection = await connections.OpenAsync(cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();

                // From here on the append is not cancelled any more: its outcome shall be known. Time-outs bound it.
                try
                {
                    return await SendAsync(connection, request, attemptId);
                }
                catch (PostgresException refusal) when (PostgreSqlFaults.IsAnswer(refusal))
                {
                    if (await RefusalAsync(refusal, request, cancellationToken) is { } outcome)
                    {
                        return outcome;
                    }

                    if (attempt < MaxAttempts && PostgreSqlFaults.IsLostRace(refusal))
                    {
                        continue;
                    }

                    throw PostgreSqlFaults.Translate(refusal) is var translated && translated != refusal ? translated : new InvalidOperationException($"Appending to partition {request.Partition} failed: {refusal.MessageText} ({refusal.SqlState}, {refusal.ConstraintName}).", refusal);
                }
                catch (Exception fault) when (fault is NpgsqlException or IOException or TimeoutException)
                {
                    lost = fault;
                    NpgsqlConnection.ClearPool(connection);
                }
            }

            LogOutcomeSought(request.Partition, request.ExpectedHead, lost.Message);
            if (await ResolveAsync(request, attemptId, lost) is { } committed)
            {
                LogOutcomeFound(request.Partition, request.ExpectedHead, "committed");
                return committed;
            }

            LogOutcomeFound(request.Partition, request.ExpectedHead, "not committed");
            if (attempt >= MaxAttempts || cancellationToken.IsCancellationRequested)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw PostgreSqlFaults.Translate(lost);
            }
        }
    }

    private async Task<AppendOutcome> SendAsync(NpgsqlConnection connection, AppendRequest request, Guid attemptId)
    {
        await using var batch = connections.Batch(connection);
        PostgreSqlAppend.AddTo(batch, request, terms, attemptId);
        await using var reader = await batch.ReadAsync(CancellationToken.None);
        await reader.ReadAsync();
        var first = ReadTime(reader, 0);
        while (await reader.NextResultAsync())
        {
            // Walking the answers brings the errors of later statements to light.
        }

        return new AppendOutcome.Committed(request.ExpectedHead + 1, new RecordedTimes(first, request.Entries.Count));
    }

    /// <summary>What a refusal by the database means, or null when it is none of ours.</summary>
    private async Task<AppendOutcome?> RefusalAsync(PostgresException refusal, AppendRequest request, CancellationToken cancellationToken)
    {
        switch (refusal.SqlState, refusal.ConstraintName)
        {
            case (PostgreSqlFaults.HeadMoved, _):
                return new AppendOutcome.HeadMoved(long.Parse(refusal.MessageText));
            case (PostgreSqlFaults.StaleRevision, _):
                return new AppendOutcome.Stale(Guid.Parse(refusal.MessageText));
            case (PostgreSqlFaults.NotWaiting, _):
                return new AppendOutcome.Stale(Guid.Empty);
            case (PostgreSqlFaults.FenceMoved, _):
                return new AppendOutcome.Fenced(refusal.MessageText, await ReadFenceAsync(refusal.MessageText, cancellationToken));
            case (PostgresErrorCodes.UniqueViolation, "report_key"):
                var keys = request.Entries.Where(e => e.ReportKey is not null).Select(e => LedgerBytes.ToGuid(e.ReportKey!.Value.Value)).ToArray();
                var known = await connections.QueryAsync(PostgreSqlPlans.ByKeys, KnownKeysSql, () => [Of(keys)], r => new ReportKey(LedgerBytes.ToKey(r.GetGuid(0))), cancellationToken);
                return new AppendOutcome.AlreadyRegistered(known);
            case (PostgresErrorCodes.UniqueViolation, "incident_revision_key"):
                var revisions = PostgreSqlAppend.Revisions(request);
                var stale = await connections.QueryAsync(
                    PostgreSqlPlans.ByKeys,
                    KnownRevisionsSql,
                    () => [Of([.. revisions.Select(r => r.Revision.Incident)]), Of([.. revisions.Select(r => r.Revision.Revision)])],
                    r => r.GetGuid(0),
                    cancellationToken);
                return new AppendOutcome.Stale(stale.Single());
            default:
                return null;
        }
    }

    /// <summary>After a lost answer: the commit, or null when the append did not happen and never will.</summary>
    private async Task<AppendOutcome.Committed?> ResolveAsync(AppendRequest request, Guid attemptId, Exception lost)
    {
        using var deadline = new CancellationTokenSource(options.OutcomeTimeout, options.TimeProvider);
        while (true)
        {
            try
            {
                var (position, recordedAt, batchId) = (await connections.QueryAsync(
                    plan: null,
                    AbandonSql,
                    () => [Of(request.Partition), Of(request.ExpectedHead), Of(attemptId)],
                    r => (r.GetInt64(0), ReadTime(r, 1), r.IsDBNull(2) ? (Guid?)null : r.GetGuid(2)),
                    deadline.Token)).Single();
                if (position == request.ExpectedHead)
                {
                    return null;
                }

                if (batchId == request.BatchId)
                {
                    var first = recordedAt.AddTicks(-(request.Entries.Count - 1) * TimeSpan.TicksPerMicrosecond);
                    return new AppendOutcome.Committed(request.ExpectedHead + 1, new RecordedTimes(first, request.Entries.Count));
                }

                throw new LedgerUnavailableException($"The connection was lost while appending to partition {request.Partition}, and another writer has appended since; whether position {request.ExpectedHead + 1} is ours cannot be told. Read it again.", lost, outcomeUnknown: true);
            }
            catch (OperationCanceledException)
            {
                throw new LedgerUnavailableException($"The connection was lost while appending to partition {request.Partition}, and the outcome could not be read within {options.OutcomeTimeout.TotalSeconds:0.###} s.", lost, outcomeUnknown: true);
            }
            catch (LedgerUnavailableException fault) when (!fault.OutcomeUnknown)
            {
                await PauseAsync(deadline.Token);
            }
        }
    }

    private async Task PauseAsync(CancellationToken deadline)
    {
        try
        {
            await Task.Delay(ReconnectPause, options.TimeProvider, deadline);
        }
        catch (OperationCanceledException)
        {
            // The next attempt sees the deadline and says so.
        }
    }

    private async Task InternAsync(List<string> missing, CancellationToken cancellationToken)
    {
        if (missing.Count > 0)
        {
            string[] wanted = [.. missing];
            Remember(await connections.QueryAsync(plan: null, InternSql, () => [Of(wanted)], r => KeyValuePair.Create(r.GetString(0), r.GetInt32(1)), cancellationToken));
        }
    }

    private void Remember(IEnumerable<KeyValuePair<string, int>> interned)
    {
        foreach (var (term, id) in interned)
        {
            terms.Add(term, id);
        }
    }
}
