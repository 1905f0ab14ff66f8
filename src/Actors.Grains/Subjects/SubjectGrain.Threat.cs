using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Domain.Tallies;
using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Policies;
using Actors.Domain.Threat.Views;
using Actors.Grains.Notifications;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Subjects;

/// <summary>When a subject considers its threat level and what must be told: after each hand-over, before it answers, and when time alone
/// changes something. A timer gives the moment while it is active; a reminder wakes it when it is not.</summary>
internal abstract partial class SubjectGrain : IRemindable
{
    private const string ReminderName = "threat";

    /// <summary>Late entries (imports) are gathered this long before they are considered; longer, up to the longest, while the silo's budget
    /// for them is spent.</summary>
    private static readonly TimeSpan LatePause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestLatePause = TimeSpan.FromSeconds(30);

    /// <summary>A hand-over that follows a question is there by then.</summary>
    private static readonly TimeSpan UnsaidPause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestReminder = TimeSpan.FromDays(30);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private SubjectThreat? threat;
    private IGrainTimer? dueTimer;
    private IGrainTimer? lateTimer;
    private IGrainTimer? unsaidTimer;
    private TimeSpan latePause = LatePause;

    /// <summary>When the stored reminder fires, by the policy clock, as far as this activation knows.</summary>
    private DateTimeOffset? reminderAt;

    public async Task<ThreatAnswer> ThreatAsync(string? minPositions)
    {
        await ReadyAsync(minPositions);
        await ConsiderAsync(beforeAnswer: true);
        await LoadEveryYearAsync();
        var decision = await threat!.DecideAsync(state!, catalogue, await ParentAsync(FloorMode.Show));
        return new ThreatAnswer(DecisionJson.Write(decision), VectorOf(state!).ToString(), lastRecordedAt, threat.Position);
    }

    public async Task<LevelAnswer?> LevelAsync()
    {
        await ReadyAsync(null);
        await ConsiderAsync(beforeAnswer: true);
        return threat!.Decision is { } decision ? new LevelAnswer(decision.Scale, decision.To) : null;
    }

    public async Task<PolicyEffect> PolicyChangedAsync(string policyHash)
    {
        await ReadyAsync(null);
        await services.Policies.AwaitAsync(Kind, policyHash);
        await SpeakAsync();
        return threat!.EffectOf(policyHash);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        await ReadyAsync(null);
        reminderAt = null;
        await SpeakAsync();
        if (threat!.DueAt is null && await this.GetReminder(ReminderName) is { } spent)
        {
            await this.UnregisterReminder(spent);
        }
    }

    /// <summary>Says what must be said before a hand-over, or an answer, may return.</summary>
    /// <param name="beforeAnswer">An answer shows the decision: it is made, if that has not been done yet.</param>
    private async Task ConsiderAsync(bool beforeAnswer)
    {
        if (threat!.MustSpeak || (beforeAnswer && !threat.HasDecided) || threat.PolicyChanged || threat.DueAt <= services.Clock.GetUtcNow())
        {
            await SpeakAsync();
        }
        else if (threat.HasLate)
        {
            lateTimer ??= this.RegisterGrainTimer(ConsiderLateAsync, new GrainTimerCreationOptions(latePause, Timeout.InfiniteTimeSpan));
        }
    }

    /// <summary>Says what was gathered; false when too many subjects do so now.</summary>
    private async Task<bool> SpeakLateAsync()
    {
        if (!threat!.HasLate)
        {
            return true;
        }

        if (!services.Threat.Late.TryTake())
        {
            return false;
        }

        try
        {
            await SpeakAsync();
            return true;
        }
        finally
        {
            services.Threat.Late.Return();
        }
    }

    /// <summary>What a question folded is told by the hand-over that follows; should none follow, because it was handed to an activation before this one, by a timer.</summary>
    private void SpeakSoon()
    {
        if (threat!.MustSpeak)
        {
            unsaidTimer ??= this.RegisterGrainTimer(SpeakUnsaidAsync, new GrainTimerCreationOptions(UnsaidPause, Timeout.InfiniteTimeSpan));
        }
    }

    private async Task SpeakUnsaidAsync()
    {
        unsaidTimer?.Dispose();
        unsaidTimer = null;
        if (threat?.MustSpeak == true)
        {
            await WakeAsync();
        }
    }

    private async Task SpeakAsync()
    {
        while (true)
        {
            await LoadEveryYearAsync();
            if (await threat!.SpeakAsync(state!, catalogue, await ParentAsync(FloorMode.Apply)) is not { } behind)
            {
                break;
            }

            await CatchUpToAsync(behind);
            await CloseAsync();
        }

        await ArmAsync();
    }

    /// <summary>The level of what contains this subject, where the policy wants to know it. Asked upwards only, so nobody waits for himself.</summary>
    /// <param name="least">From which mode on: a recorded decision asks only where the level counts.</param>
    private async Task<ParentLevel?> ParentAsync(FloorMode least)
    {
        if (services.Threat.Policies.For(Kind).Floor < least)
        {
            return null;
        }

        var region = Kind switch
        {
            SubjectKind.Base => catalogue.FindBase(Subject.Key)?.Region,
            SubjectKind.Region => catalogue.FindRegion(Subject.Key)?.Parent,
            _ => null,
        };
        return region is not null && await GrainFactory.GetGrain<IRegionGrain>(region).LevelAsync() is { } level
            ? new ParentLevel(SubjectId.Region(region), level.Scale, level.Level)
            : null;
    }

    private Task LoadEveryYearAsync() => LoadYearsAsync(state!.YearsMissing(new TallyFilter { Subject = Subject }, TallyBy.Day));

    private async Task ConsiderLateAsync()
    {
        lateTimer?.Dispose();
        lateTimer = null;
        if (threat?.HasLate == false)
        {
            return;
        }

        if (!services.Threat.Late.TryTake())
        {
            latePause = latePause + latePause < LongestLatePause ? latePause + latePause : LongestLatePause;
            lateTimer = this.RegisterGrainTimer(ConsiderLateAsync, new GrainTimerCreationOptions(latePause, Timeout.InfiniteTimeSpan));
            return;
        }

        latePause = LatePause;
        try
        {
            await WakeAsync();
        }
        finally
        {
            services.Threat.Late.Return();
        }
    }

    /// <summary>A timer's turn: nobody waits for it, so what fails is tried again with the next hand-over, timer or reminder.</summary>
    private async Task WakeAsync()
    {
        try
        {
            await ReadyAsync(null);
            await SpeakAsync();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Log.NotConsidered(services.Logger, Subject.ToString(), failure);
            dueTimer?.Dispose();
            dueTimer = this.RegisterGrainTimer(WakeAsync, new GrainTimerCreationOptions(LatePause, Timeout.InfiniteTimeSpan));
        }
    }

    private async Task ArmAsync()
    {
        dueTimer?.Dispose();
        dueTimer = null;
        if (threat!.DueAt is not { } due)
        {
            return;
        }

        var now = services.Clock.GetUtcNow();
        var wait = due > now ? due - now : TimeSpan.Zero;
        dueTimer = this.RegisterGrainTimer(WakeAsync, new GrainTimerCreationOptions(wait < LongestTimer ? wait : LongestTimer, Timeout.InfiniteTimeSpan));
        var fires = wait < LongestReminder ? due : now + LongestReminder;
        if (reminderAt is null || fires < reminderAt)
        {
            await this.RegisterOrUpdateReminder(ReminderName, fires - now > TimeSpan.Zero ? fires - now : TimeSpan.Zero, ReminderPeriod);
            reminderAt = fires;
        }
    }

    private async Task LoadThreatAsync(ReadOnlyMemory<byte> saved)
    {
        try
        {
            threat = await SubjectThreat.LoadAsync(Subject, services.Threat, catalogue, saved);
        }
        catch
        {
            Drop();
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Subject} could not consider its threat level in time; it is tried again")]
        public static partial void NotConsidered(ILogger logger, string subject, Exception exception);
    }
}
