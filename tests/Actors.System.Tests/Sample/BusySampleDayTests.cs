using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using Actors.Host.Sample;
using Actors.Ledger;

namespace Actors.System.Tests.Sample;

/// <summary>The first command of README on a machine with other work: a server that says "busy" is asked again, not given up.</summary>
public sealed class BusySampleDayTests : IDisposable
{
    private const string Recorded = """{"receipts":[{"incident":"i","positions":{"0":1}}]}""";
    private const string Tally = """{"incidents":1,"contested":0,"killed":{"low":0,"high":0,"unknown":0},"injured":{"low":0,"high":0,"unknown":0},"breakdown":[]}""";

    private readonly Door door = new();
    private readonly StringWriter output = new();

    [Fact]
    public async Task Day_IsLoaded_WhenTheServerIsBusyAtFirst()
    {
        door.Busy = 3;
        await RunAsync();
        Assert.Contains("1 reports recorded, 1 incidents", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Look next", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(4, door.Posts);
    }

    [Fact]
    public async Task Refusal_IsSaid_AndNotRepeated()
    {
        door.Refuses = true;
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(RunAsync);
        Assert.Contains("refused with 400", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, door.Posts);
    }

    [Fact]
    public async Task ServerThatStaysBusy_IsGivenUp()
    {
        door.Busy = int.MaxValue;
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(RunAsync);
        Assert.Contains("refused with 503", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        door.Dispose();
        output.Dispose();
    }

    private async Task RunAsync()
    {
        using var http = new HttpClient(door, disposeHandler: false) { BaseAddress = new Uri("http://localhost/") };
        await new SampleDay(EmptyLedger.Create(), http, output, TimeProvider.System).RunAsync(CancellationToken.None);
    }

    /// <summary>Answers as the API does; busy as often as it is told, and then to be asked again at once.</summary>
    private sealed class Door : HttpMessageHandler
    {
        public int Busy { get; set; }

        public bool Refuses { get; set; }

        public int Posts { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Posts += request.Method == HttpMethod.Post ? 1 : 0;
            if (Refuses)
            {
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.BadRequest));
            }

            if (Busy > 0)
            {
                Busy--;
                var busy = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
                busy.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.Zero);
                return Task.FromResult(busy);
            }

            var body = request.Method == HttpMethod.Post ? Recorded : Tally;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        }
    }
}

/// <summary>A ledger in which nothing is recorded yet.</summary>
public class EmptyLedger : DispatchProxy
{
    public static ILedger Create() => Create<ILedger, EmptyLedger>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(ILedger.ReadHeadsAsync) ? Task.FromResult(LedgerVector.Zero) : throw new NotSupportedException(targetMethod.Name);
}
