using Actors.Abstractions.Audit;
using Actors.Abstractions.Intake;
using Actors.Gateway.Reports;

namespace Actors.Gateway.Audit;

/// <summary>Puts what callers change on record: durably before it is done, and what became of it afterwards.</summary>
internal sealed partial class AuditTrail(IGrainFactory grains, Sender sender, ILogger<AuditTrail> logger)
{
    private IAuditGrain Grain => grains.GetGrain<IAuditGrain>(0);

    /// <summary>Records what the caller is about to do; returns its position.</summary>
    /// <exception cref="ServiceBusyException">It could not be recorded and must not be done.</exception>
    public Task<long> BeginAsync(HttpContext context, string action, string target, string? details)
    {
        var identity = sender.Identify(context);
        return Grain.RecordAsync(new(identity.Scope, identity.Role, action, target, details));
    }

    /// <summary>Records what became of it. The answer does not hang on this: what is missing here reads as "not known".</summary>
    public async Task ConcludeAsync(long position, int status)
    {
        try
        {
            await Grain.ConcludeAsync(position, status);
        }
        catch (Exception away) when (away is ServiceBusyException or TimeoutException or OrleansException)
        {
            LogInconclusive(position, away.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What became of audit entry {Position} is not on record: {Reason}")]
    private partial void LogInconclusive(long position, string reason);
}
