using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Actors.Gateway.Problems;
using Actors.Host.Limits;
using Actors.System.Tests.Processes;
using Actors.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Actors.System.Tests.Security;

/// <summary>What one caller may take, and what every answer tells a browser.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Caller_IsAskedToWait_WhenHeAsksTooOften_AndOthersAreNot()
    {
        using var folder = new TemporaryFolder();
        var keys = string.Join(',', new[] { "busy", "calm" }.Select(name => $"{name}:reader:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("key of " + name)))}"));
        await using var host = await HostProcess.StartAsync(folder.Path, new Dictionary<string, string> { ["ACTORS_API_KEYS"] = keys, ["ACTORS_RATE"] = "2" });
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => GetAsync(host, "key of busy")));
        var refused = answers.Where(a => a.Code == HttpStatusCode.TooManyRequests).ToList();
        Assert.True(answers.Count(a => a.Code == HttpStatusCode.OK) >= 4, "A burst of twice the rate is let through.");
        Assert.True(refused.Count >= 10, $"Of 40 requests at once {refused.Count} were refused.");
        Assert.All(refused, a => Assert.True(a.RetryAfter >= TimeSpan.FromSeconds(1), "No Retry-After."));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(host, "key of calm")).Code);
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync("health/ready")).StatusCode);
        await Eventually.BecomesAsync("the busy one is let in again", async () => (await GetAsync(host, "key of busy")).Code, code => code == HttpStatusCode.OK, TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/v1/regions/iq/tally")]
    [InlineData("/v1/regions/nowhere/tally")]
    [InlineData("/nowhere")]
    public async Task Answer_TellsBrowsersToTrustNothingElse(string path)
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        using var answer = await host.Http.GetAsync(path);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["DENY"], answer.Headers.GetValues("X-Frame-Options"));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Request_EndsWith408_WhenItTakesTooLong_AndAStreamDoesNot()
    {
        var time = new FakeTimeProvider();
        var limit = TimeSpan.FromMinutes(1);
        var middleware = new RequestTimeMiddleware(context => Task.Delay(Timeout.Infinite, context.RequestAborted), limit, ["/v1/notifications/stream"], time);
        var slow = middleware.InvokeAsync(new DefaultHttpContext { Request = { Path = "/v1/reports" } });
        using var client = new CancellationTokenSource();
        var stream = middleware.InvokeAsync(new DefaultHttpContext { Request = { Path = "/v1/notifications/stream" }, RequestAborted = client.Token });
        time.Advance(limit - TimeSpan.FromMilliseconds(1));
        Assert.False(slow.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(StatusCodes.Status408RequestTimeout, (await Assert.ThrowsAsync<ApiProblemException>(() => slow)).Problem.Status);
        Assert.False(stream.IsCompleted);
        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream);
    }

    private static async Task<(HttpStatusCode Code, TimeSpan? RetryAfter)> GetAsync(HostProcess host, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/regions/iq/tally");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await host.Http.SendAsync(request);
        return (response.StatusCode, response.Headers.RetryAfter?.Delta);
    }
}
