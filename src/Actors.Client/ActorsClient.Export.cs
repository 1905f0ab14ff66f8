using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Actors.Client.Http;

namespace Actors.Client;

public sealed partial class ActorsClient
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ExportLinesAsync(ExportPosition? resume = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var position = resume ?? new ExportPosition();
        var resumed = position.Until is not null;
        for (var failures = 0; !position.Complete; failures++)
        {
            if (failures > 0)
            {
                if (failures >= options.MaxAttempts)
                {
                    throw new ActorsApiException($"The export from {http.BaseAddress} broke off {failures} times in a row before anything came.");
                }

                await caller.WaitAsync(failures, cancellation).ConfigureAwait(false);
            }

            var path = "/v1/reports" + new QueryText().Add("after", position.After.Length == 0 ? null : position.After).Add("until", string.IsNullOrEmpty(position.Until) ? null : position.Until);
            using var response = await caller.SendAsync(() => ExportRequest(path), repeatable: true, cancellation).ConfigureAwait(false);
            var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            await using var ending = stream.ConfigureAwait(false);
            var lines = new LineReader(stream);
            while (await NextAsync(lines, cancellation).ConfigureAwait(false) is { } line)
            {
                failures = -1;
                var isHeader = line.Span.StartsWith("{\"entry\":\"header\""u8);
                if (isHeader && resumed)
                {
                    CheckSame(position, line);
                    continue;
                }

                resumed |= isHeader;
                position.Take(line);
                yield return line;
            }
        }
    }

    private static HttpRequestMessage ExportRequest(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        return request;
    }

    private static void CheckSame(ExportPosition position, ReadOnlyMemory<byte> header)
    {
        var now = new ExportPosition();
        now.Take(header);
        if (now.Ledger != position.Ledger)
        {
            throw new ActorsApiException($"The export began with the ledger of {position.Ledger}, and this server has that of {now.Ledger}; begin anew.");
        }
    }

    /// <summary>The next whole line; null: the connection ended, however it did.</summary>
    private static async Task<ReadOnlyMemory<byte>?> NextAsync(LineReader lines, CancellationToken cancellation)
    {
        try
        {
            return await lines.ReadAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (ApiCaller.IsConnectionFailure(failure, cancellation))
        {
            return null;
        }
    }
}
