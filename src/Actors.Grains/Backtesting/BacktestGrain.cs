using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Actors.Abstractions.Backtesting;
using Actors.Abstractions.Clock;
using Actors.Abstractions.Intake;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Threat.Backtesting;
using Actors.Domain.Threat.Policies;
using Actors.Grains.Notifications;
using Actors.Grains.Routing;
using Actors.Ledger;
using Orleans.Placement;

namespace Actors.Grains.Backtesting;

/// <summary>Reads a subject's history and runs policies over it, away from the threads that answer.</summary>
[PreferLocalPlacement]
[GrainType("backtest")]
internal sealed class BacktestGrain(ILedger ledger, ISubjectExpander expander, PolicyClock clock, PolicyHolder policies, CatalogueHolder catalogue, Queries.AskedPositions asked, TimeProvider time)
    : Grain, IBacktestGrain
{
    public async IAsyncEnumerable<BacktestLine> RunAsync(BacktestRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var moment = await BacktestMoment.ReadAsync(request, ledger, asked, policies, time, cancellationToken);
        var (subject, active, candidate, options) = Prepare(request, moment);
        var history = new BacktestHistory(ledger, expander, clock, subject, catalogue.Current);
        await foreach (var (done, all) in history.ReadAsync(moment.At, cancellationToken))
        {
            yield return new BacktestLine("reading", done, all, null, null);
        }

        var lines = Channel.CreateUnbounded<BacktestLine>();

        // Seconds of arithmetic: on a thread of its own, so that no grain waits for it.
        var run = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    var events = history.ToEvents(options.Zone, request.ByDay);
                    var one = Backtest.Run(active, subject, events, options, new Telling("active", lines.Writer), cancellationToken);
                    var both = candidate is null ? null : BacktestComparison.Of(
                        one, Backtest.Run(candidate, subject, events, options, new Telling("candidate", lines.Writer), cancellationToken), options);
                    lines.Writer.TryWrite(new BacktestLine("result", events.Count, events.Count, null, BacktestJson.Write(subject, options, one, both, moment.RecordedAt, moment.At.Positions)));
                }
                finally
                {
                    lines.Writer.Complete();
                }
            },
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await foreach (var line in lines.Reader.ReadAllAsync(cancellationToken))
        {
            yield return line;
        }

        await run;
    }

    private (SubjectId Subject, ThreatPolicy Active, ThreatPolicy? Candidate, BacktestOptions Options) Prepare(BacktestRequest request, BacktestMoment moment)
    {
        if (!SubjectId.TryParse(request.Subject, out var subject))
        {
            throw new BadRequestException("/subject", $"'{request.Subject}' is no subject; write base:…, region:… or group:…, for example region:iq.");
        }

        var active = moment.Policies.InForce[subject.Kind];
        var candidate = request.Candidate is null ? null : ThreatPolicyReader.Read(request.Candidate).Policy
            ?? throw new BadRequestException("/policy", "is not sound; it is checked before it is sent here.");
        if (candidate is not null && candidate.Subject != subject.Kind)
        {
            throw new BadRequestException("/policy/subject", $"is for another kind of subject than {subject}; its subject must be {subject.Kind.ToString().ToLowerInvariant()}.");
        }

        foreach (var policy in new[] { active, candidate }.OfType<ThreatPolicy>())
        {
            if (request.WarningLevel is { } level && policy.Scale.RankOf(level) < 0)
            {
                throw new BadRequestException("/warningLevel", $"'{level}' is no level of the scale of {policy.Reference}; it has {string.Join(", ", policy.Scale.Levels.Select((_, rank) => policy.Scale.NameOf(rank)))}.");
            }
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(catalogue.Current.ZoneOf(subject));
        var until = moment.RecordedAt + clock.Offset;
        var last = request.To ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(until, zone).DateTime);
        var first = request.From ?? last.AddDays(-364);
        if (first > last)
        {
            throw new BadRequestException("/from", $"{first:yyyy-MM-dd} lies after {last:yyyy-MM-dd}, the last day judged.");
        }

        return (subject, active, candidate, new BacktestOptions
        {
            Name = NameOf(subject),
            Zone = zone,
            From = StartOf(first, zone),
            To = StartOf(last.AddDays(1), zone),
            LargestDays = request.LargestDays,
            WarningLevel = request.WarningLevel,
            WarningDays = request.WarningDays,
            KnownUntil = moment.Past ? until : null,
        });
    }

    private string NameOf(SubjectId subject) => (subject.Kind switch
    {
        SubjectKind.Base => catalogue.Current.FindBase(subject.Key)?.Names.FirstOrDefault(),
        SubjectKind.Region => catalogue.Current.FindRegion(subject.Key)?.Names.FirstOrDefault(),
        _ => catalogue.Current.FindGroup(subject.Key)?.Names.FirstOrDefault(),
    }) ?? subject.Key;

    private static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    private sealed class Telling(string phase, ChannelWriter<BacktestLine> lines) : IProgress<BacktestProgress>
    {
        public void Report(BacktestProgress value) => lines.TryWrite(new BacktestLine(phase, value.Done, value.All, value.At, null));
    }
}
