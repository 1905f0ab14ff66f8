using System.Runtime.CompilerServices;
using Actors.Abstractions.Verification;
using Actors.Gateway.Verification;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Actors.Gateway.Tests.Verification;

/// <summary>An answer that has begun cannot become a 503: its last line says whether there is a verdict.</summary>
public sealed class VerifyEndpointTests
{
    [Fact]
    public async Task LastLine_SaysThatThereIsNoVerdict_WhenTheSiloGoesMeanwhile()
    {
        var lines = await RunAsync(Progress("ledger"), new SiloUnavailableException("The silo went away."));
        Assert.Equal("""{"phase":"ledger","checked":7}""", lines[0]);
        Assert.StartsWith("""{"error":"The silo went away. Nothing is known yet""", lines[1], StringComparison.Ordinal);
        Assert.Equal(2, lines.Length);
    }

    [Fact]
    public async Task LastLine_IsTheVerdict_WhenAllWasLookedAt()
    {
        var lines = await RunAsync(Progress("ledger"), new VerifyLine { Phase = "end", Done = true, Checked = 3 });
        Assert.Equal("""{"ok":true,"differences":0,"incidents":3,"skippedDecisions":0}""", lines[^1]);
    }

    [Fact]
    public Task Failure_IsLeftToTheProblemDocument_BeforeTheFirstLine() =>
        Assert.ThrowsAsync<SiloUnavailableException>(() => RunAsync(new SiloUnavailableException("The silo went away.")));

    [Fact]
    public Task Defect_IsNotTakenForAnAbsentSilo() =>
        Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(Progress("ledger"), new InvalidOperationException()));

    private static VerifyLine Progress(string phase) => new() { Phase = phase, Checked = 7 };

    /// <summary>Asks a cluster that says these lines, or fails where an exception stands among them.</summary>
    private static async Task<string[]> RunAsync(params object[] said)
    {
        using var body = new StartedBody();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseFeature>(body);
        context.Response.Body = body.Written;
        await VerifyEndpoint.RunAsync(context, OneGrain.Over(new Scripted(said)));
        return System.Text.Encoding.UTF8.GetString(body.Written.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>A response that has started as soon as something was written.</summary>
    private sealed class StartedBody : HttpResponseFeature, IDisposable
    {
        public MemoryStream Written { get; } = new();

        public override bool HasStarted => Written.Length > 0;

        public void Dispose() => Written.Dispose();
    }

    private sealed class Scripted(object[] said) : IVerifyGrain
    {
        public async IAsyncEnumerable<VerifyLine> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var next in said)
            {
                await Task.Yield();
                yield return next as VerifyLine ?? throw (Exception)next;
            }
        }
    }
}
