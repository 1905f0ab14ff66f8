using System.Text.Json;
using Actors.Host.Configuration;

namespace Actors.Host;

/// <summary>The <c>verify</c> sub-command: asks the server it has just started, and passes on what it says.</summary>
internal static class Verification
{
    /// <summary>Prints the progress lines; returns the exit code.</summary>
    /// <exception cref="InvalidOperationException">The server did not answer to the end.</exception>
    public static async Task<int> RunAsync(HttpClient http, TextWriter output, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/verify");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"POST /v1/verify answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }

        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        bool? holds = null;
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            await output.WriteLineAsync(line);
            holds = JsonDocument.Parse(line).RootElement.TryGetProperty("ok", out var ok) ? ok.GetBoolean() : null;
        }

        return holds switch
        {
            true => ExitCodes.Success,
            false => ExitCodes.Differences,
            null => throw new InvalidOperationException("The verification broke off: its last line does not say whether all is well."),
        };
    }
}
