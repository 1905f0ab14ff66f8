using System.Net;
using Actors.Abstractions.Notifications;
using Actors.Grains.Webhooks;
using Actors.Testing;

namespace Actors.Cluster.Tests.Webhooks;

public sealed class WebhookTargetsTests
{
    private static readonly NotificationItem Item = new(1, "base:al-harir", "level-raised", "{}"u8.ToArray());

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.9.9.9")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.170")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:0:7f00:1::")]
    [InlineData("2001:db8::1")]
    public void Target_IsRefused_WhenItIsNoPublicAddress(string address) =>
        Assert.False(new WebhookTargets(new WebhookOptions()).Allows(IPAddress.Parse(address), secure: true));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700::1")]
    [InlineData("::ffff:1.1.1.1")]
    public void Target_IsAllowedByTlsOnly_WhenItIsPublic(string address)
    {
        var targets = new WebhookTargets(new WebhookOptions());
        Assert.True(targets.Allows(IPAddress.Parse(address), secure: true));
        Assert.False(targets.Allows(IPAddress.Parse(address), secure: false));
    }

    [Fact]
    public void Target_IsAllowed_WhenConfigurationNamesItsNetwork()
    {
        var targets = new WebhookTargets(new WebhookOptions { AllowedNetworks = [IPNetwork.Parse("10.1.0.0/16")] });
        Assert.True(targets.Allows(IPAddress.Parse("10.1.2.3"), secure: false));
        Assert.True(targets.Allows(IPAddress.Parse("::ffff:10.1.2.3"), secure: true));
        Assert.False(targets.Allows(IPAddress.Parse("10.2.0.1"), secure: true));
    }

    [Theory]
    [InlineData("ftp://desk.example/x")]
    [InlineData("desk.example")]
    [InlineData("https://user:password@desk.example/")]
    [InlineData("https://desk.example/#part")]
    [InlineData("http://desk.example/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    public void Address_IsRefusedWithWords_WhenItCannotBeRight(string url) =>
        Assert.NotNull(new WebhookTargets(new WebhookOptions()).Refusal(url));

    [Fact]
    public void Address_IsTaken_WhenItIsHttps() => Assert.Null(new WebhookTargets(new WebhookOptions()).Refusal("https://desk.example/alerts?key=1"));

    [Fact]
    public async Task Post_DoesNotReachLoopback_WhenAPublicNameLeadsThere()
    {
        // What the name of the address was said to be is no matter: the address is looked at when it is connected to.
        using var receiver = WebhookReceiver.Start();
        var options = new WebhookOptions { AllowedNetworks = [IPNetwork.Parse("10.1.0.0/16")] };
        using var poster = new WebhookPoster(new WebhookTargets(options), options, TimeProvider.System);
        var outcome = await poster.PostAsync(Guid.NewGuid(), receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), new string('s', 24), Item, 1, CancellationToken.None);
        Assert.False(outcome.Taken);
        Assert.Contains("localhost has no address that webhooks may reach", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(receiver.Posts);
    }

    [Fact]
    public async Task Post_FollowsNoRedirect()
    {
        using var elsewhere = WebhookReceiver.Start();
        using var receiver = WebhookReceiver.Start();
        receiver.Answer = _ => 307;
        receiver.Head = response => response.RedirectLocation = elsewhere.Url;
        using var poster = Local(out _);
        var outcome = await poster.PostAsync(Guid.NewGuid(), receiver.Url, new string('s', 24), Item, 1, CancellationToken.None);
        Assert.Equal((false, 307), (outcome.Taken, outcome.Status));
        Assert.Empty(elsewhere.Posts);
    }

    [Fact]
    public async Task Post_GivesUp_WhenTheReceiverDoesNotAnswer()
    {
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var poster = Local(out var options);
        options.AttemptTimeout = TimeSpan.FromMilliseconds(200);
        var outcome = await poster.PostAsync(Guid.NewGuid(), $"http://{silent.LocalEndpoint}/", new string('s', 24), Item, 1, CancellationToken.None);
        Assert.Equal((false, null, "No answer within 0.2 s."), (outcome.Taken, outcome.Status, outcome.Error));
    }

    [Fact]
    public async Task Post_IsSigned_OverTimestampAndBody()
    {
        using var receiver = WebhookReceiver.Start();
        using var poster = Local(out _);
        var outcome = await poster.PostAsync(Guid.NewGuid(), receiver.Url, "a secret of the receiver", Item, 3, CancellationToken.None);
        Assert.True(outcome.Taken);
        var post = Assert.Single(receiver.Posts);
        Assert.Equal((1, 3), (post.Position, post.Attempt));
        Assert.Equal(WebhookSignature.Of("a secret of the receiver", post.Timestamp, post.Body), post.Signature);
        Assert.NotEqual(post.Signature, WebhookSignature.Of("a secret of the receiver", post.Timestamp + 1, post.Body));
    }

    /// <summary>Expected value from <c>printf '1700000000.{"position":1}' | openssl dgst -sha256 -hmac 'key of the golden value'</c>.</summary>
    [Fact]
    public void Signature_IsThatOfOtherPrograms() => Assert.Equal(
        "v1=f8e5b89db89da6ef9b4a8f589fc8e8bcb586e151535e15320fd26d09668b03a5",
        WebhookSignature.Of("key of the golden value", 1_700_000_000, """{"position":1}"""u8));

    [Fact]
    public void Pause_IsOver_WhenTheClockThatSetItWasAhead()
    {
        var options = new WebhookOptions();
        var now = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(TimeSpan.FromSeconds(20), RetryPause.Left(now.AddSeconds(20), now, options));
        Assert.Equal(options.LongestPause, RetryPause.Left(now + options.LongestPause, now, options));
        Assert.Equal(TimeSpan.Zero, RetryPause.Left(now.AddHours(1), now, options));
        Assert.Equal(TimeSpan.Zero, RetryPause.Left(now.AddSeconds(-1), now, options));
        Assert.Equal(TimeSpan.Zero, RetryPause.Left(null, now, options));
    }

    [Fact]
    public void Pause_DoublesUpToItsLimit_AndIsDrawnFromItsUpperHalf()
    {
        var options = new WebhookOptions();
        Assert.Equal([500, 1_000, 2_000, 4_000], Enumerable.Range(1, 4).Select(n => RetryPause.After(n, 0, null, options).TotalMilliseconds));
        Assert.Equal([1_000, 2_000], Enumerable.Range(1, 2).Select(n => RetryPause.After(n, 1, null, options).TotalMilliseconds));
        Assert.Equal(options.LongestPause, RetryPause.After(90, 1, null, options));
        Assert.Equal(TimeSpan.FromSeconds(30), RetryPause.After(1, 0.5, TimeSpan.FromSeconds(30), options));
        Assert.Equal(options.LongestPause, RetryPause.After(1, 0.5, TimeSpan.FromDays(1), options));
        var whole = Enumerable.Range(1, options.MaxAttempts - 1).Sum(n => RetryPause.After(n, 1, null, options).TotalMinutes);
        Assert.InRange(whole, 10, 30);
    }

    private static WebhookPoster Local(out WebhookOptions options)
    {
        options = new WebhookOptions { AllowedNetworks = [IPNetwork.Parse("127.0.0.0/8")] };
        return new WebhookPoster(new WebhookTargets(options), options, TimeProvider.System);
    }
}
