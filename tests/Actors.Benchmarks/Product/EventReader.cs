using System.Text;

namespace Actors.Benchmarks.Product;

/// <summary>A subscriber of notifications over Server-Sent Events.</summary>
public static class EventReader
{
    /// <summary>Opens the stream; what follows is given to <paramref name="seen"/> as it comes, until cancelled. The task returned ends when the
    /// stream is open; the inner one when it is over.</summary>
    /// <param name="http">Client of the product.</param>
    /// <param name="filter">Query, such as <c>?kind=level-raised</c>, or empty.</param>
    /// <param name="seen">The data of each event, as JSON.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Task> OpenAsync(HttpClient http, string filter, Action<string> seen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(http);
        var answer = await http.GetAsync(new Uri("/v1/notifications/stream" + filter, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return ReadAsync(answer, seen, cancellationToken);
    }

    private static async Task ReadAsync(HttpResponseMessage answer, Action<string> seen, CancellationToken cancellationToken)
    {
        using (answer)
        {
            try
            {
                using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
                while (await lines.ReadLineAsync(cancellationToken) is { } line)
                {
                    if (line.StartsWith("data:", StringComparison.Ordinal))
                    {
                        seen(line[5..]);
                    }
                }
            }
            catch (Exception end) when (end is OperationCanceledException or IOException && cancellationToken.IsCancellationRequested)
            {
                // The measurement is over.
            }
        }
    }
}
