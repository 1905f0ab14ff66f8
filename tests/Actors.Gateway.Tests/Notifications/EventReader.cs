using System.Globalization;
using Actors.Testing;

namespace Actors.Gateway.Tests.Notifications;

/// <summary>Reads Server-Sent Events as a browser does.</summary>
internal sealed class EventReader : IDisposable
{
    private readonly HttpResponseMessage response;
    private readonly StreamReader reader;
    private readonly TimeSpan patience;
    private int reached;

    private EventReader(HttpResponseMessage response, StreamReader reader, TimeSpan patience) => (this.response, this.reader, this.patience) = (response, reader, patience);

    public int LastId { get; private set; }

    public string LastEvent { get; private set; } = "";

    public string LastData { get; private set; } = "";

    public static async Task<EventReader> OpenAsync(HttpClient http, string path, string? lastEventId, TimeSpan patience)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(patience);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventReader(response, new StreamReader(await response.Content.ReadAsStreamAsync()), patience);
    }

    /// <summary>Waits for the comment that says the stream stands.</summary>
    public async Task ListeningAsync()
    {
        while (await LineAsync() is { } line)
        {
            if (line.StartsWith(':'))
            {
                return;
            }
        }

        Assert.Fail("The stream ended before it stood.");
    }

    /// <summary>The next event; false: the stream ended.</summary>
    public async Task<bool> NextAsync()
    {
        var any = false;
        while (await LineAsync() is { } line)
        {
            switch (line)
            {
                case "" when any:
                    return true;
                case var _ when line.StartsWith("id: ", StringComparison.Ordinal):
                    LastId = int.Parse(line.AsSpan(4), CultureInfo.InvariantCulture);
                    break;
                case var _ when line.StartsWith("event: ", StringComparison.Ordinal):
                    (LastEvent, any) = (line[7..], true);
                    break;
                case var _ when line.StartsWith("data: ", StringComparison.Ordinal):
                    LastData = line[6..];
                    break;
            }
        }

        return false;
    }

    public async Task<List<int>> TakeAsync(int count)
    {
        var ids = new List<int>(count);
        while (ids.Count < count && await NextAsync())
        {
            ids.Add(LastId);
            Volatile.Write(ref reached, LastId);
        }

        return ids;
    }

    public Task ReachesAsync(int id, TimeSpan deadline) => Eventually.HoldsAsync($"event {id} is read", () => Volatile.Read(ref reached) >= id, deadline);

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
    }

    private async Task<string?> LineAsync() => await reader.ReadLineAsync().WaitAsync(patience);
}
