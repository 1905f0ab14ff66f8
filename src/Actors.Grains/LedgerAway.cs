using Actors.Abstractions.Intake;
using Actors.Ledger;

namespace Actors.Grains;

/// <summary>What a caller is told when the ledger's database cannot be worked with now.</summary>
internal static class LedgerAway
{
    /// <summary>Seconds; a full disk is made room on by people.</summary>
    private const int RetryAfterFull = 5;

    /// <param name="failure">Why; anything but a full disk is told as a database that does not answer.</param>
    /// <param name="consequence">What that means for the call, such as "nothing was changed: send it again"; null: nothing to add.</param>
    public static ServiceBusyException Busy(Exception failure, string? consequence = null)
    {
        var rest = consequence is null ? "." : $"; {consequence}.";
        return failure is LedgerUnavailableException { IsFull: true }
            ? new("The disk of the ledger's database is full, and needs room" + rest, RetryAfterFull)
            : new("The ledger's database does not answer" + rest, retryAfterSeconds: 1);
    }
}
