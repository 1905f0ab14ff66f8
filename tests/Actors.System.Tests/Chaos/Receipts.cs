using System.Collections.Concurrent;
using System.Text.Json;

namespace Actors.System.Tests.Chaos;

/// <summary>The receipts that senders got: what may never be lost, and must come back the same when the report is sent again.</summary>
internal sealed class Receipts
{
    private readonly ConcurrentDictionary<string, string> first = new(StringComparer.Ordinal);

    public int Count => first.Count;

    public ICollection<string> Reports => first.Keys;

    /// <summary>Keeps a receipt; one that differs from what the same report got before fails the test.</summary>
    public void Keep(JsonElement receipt)
    {
        var report = receipt.GetProperty("report").GetString()!;
        var status = receipt.GetProperty("status").GetString();
        Assert.True(status is "recorded" or "duplicate", $"{report}: {receipt}");
        var says = $"{receipt.GetProperty("incident")} revision {receipt.GetProperty("revision")} at {receipt.GetProperty("positions").GetRawText()}";
        var kept = first.GetOrAdd(report, says);
        Assert.True(kept == says, $"{report} had the receipt '{kept}' and now gets '{says}'.");
    }

    /// <summary>As <see cref="Keep"/> for a report acknowledged before: it must still be known.</summary>
    public void StillStands(JsonElement receipt)
    {
        Assert.True(receipt.GetProperty("status").GetString() == "duplicate", $"An acknowledged report was lost: sent again it gives {receipt}.");
        Keep(receipt);
    }
}
