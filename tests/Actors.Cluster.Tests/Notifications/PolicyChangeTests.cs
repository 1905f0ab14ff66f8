using System.Text.Json.Nodes;
using Actors.Abstractions.Notifications;
using Actors.Domain.Threat.Decisions;
using Actors.Domain.Threat.Notifications;
using Actors.Domain.Threat.Policies;

namespace Actors.Cluster.Tests.Notifications;

public sealed class PolicyChangeTests
{
    private const string Attack =
        """{"kind":"incident","id":"policy:1","source":"iraqi-security-sources","publishedAt":"2023-11-09T18:00:00Z","incident":"policy-1","occurred":{"from":"2023-11-09","precision":"day"},"place":{"base":"al-harir"},"type":"air-drone-strike","targets":[{"group":"us-forces"}],"outcome":"hit"}""";

    [Fact]
    public async Task Policy_DecidesAgain_AndIsToldByOneSummary_WhenPutTwice()
    {
        await using var cluster = await ThreatCluster.StartAsync(silos: 2);
        await cluster.PostAsync(Attack);
        await cluster.HandedOverAsync();
        var before = (await cluster.NotificationsAsync()).Count;
        var policies = cluster.Cluster.Client.GetGrain<IPolicyGrain>(0);
        var milder = Milder();

        var first = await policies.PutAsync(milder);
        var again = await policies.PutAsync(milder);

        Assert.Null(first.Refused);
        Assert.Equal((1, 1), (first.Decided, first.Changed));
        Assert.Null(again.Refused);
        var summary = Assert.Single((await cluster.NotificationsAsync()).Skip(before));
        Assert.Equal((NotificationKind.ImportSummary, "region:world"), (summary.Kind, summary.Subject.ToString()));
        Assert.Contains("base:al-harir from Bravo to Alpha", summary.Text);
        Assert.Equal("Alpha", DecisionJson.Read((await cluster.Subject("base:al-harir").ThreatAsync(null)).Decision.Span).To);
        Assert.NotNull((await policies.PutAsync(System.Text.Encoding.UTF8.GetBytes(ThreatPolicyDefaults.Base.Canonical))).Refused);
    }

    /// <summary>The default for bases without the rule that an attack makes Bravo.</summary>
    private static byte[] Milder()
    {
        var policy = JsonNode.Parse(ThreatPolicyDefaults.Base.Canonical)!;
        policy["version"] = ThreatPolicyDefaults.Base.Version + 1;
        var rules = policy["rules"]!.AsArray();
        rules.Remove(rules.Single(r => (string?)r!["id"] == "attacked"));
        return System.Text.Encoding.UTF8.GetBytes(policy.ToJsonString());
    }
}
