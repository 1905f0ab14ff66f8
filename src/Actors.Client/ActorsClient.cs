using System.Globalization;
using Actors.Client.Http;

namespace Actors.Client;

/// <inheritdoc cref="IActorsClient"/>
public sealed partial class ActorsClient : IActorsClient, IDisposable
{
    private readonly HttpClient http;
    private readonly ApiCaller caller;
    private readonly ActorsClientOptions options;
    private readonly bool ownsHttp;

    /// <summary>A client of the server at that address, with connections of its own.</summary>
    /// <param name="server">For example <c>http://127.0.0.1:8080</c>.</param>
    /// <exception cref="ArgumentException">The address is not absolute.</exception>
    public ActorsClient(Uri server)
        : this(server, new ActorsClientOptions())
    {
    }

    /// <summary>As <see cref="ActorsClient(Uri)"/>, with options.</summary>
    /// <exception cref="ArgumentException">The address is not absolute, or an option is out of range.</exception>
    public ActorsClient(Uri server, ActorsClientOptions options)
        : this(Connect(server), options)
    {
        ownsHttp = true;
    }

    /// <summary>A client over an <see cref="HttpClient"/> of the caller's, which must have a base address and is not disposed of. A
    /// timeout of it also ends streams; set it to infinite.</summary>
    /// <exception cref="ArgumentException">It has no base address, or an option is out of range.</exception>
    public ActorsClient(HttpClient http, ActorsClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        if (http.BaseAddress is null)
        {
            throw new ArgumentException("The HttpClient has no BaseAddress; set it to the server, for example http://127.0.0.1:8080.", nameof(http));
        }

        options.Check();
        this.options = options;
        this.http = http;
        caller = new ApiCaller(http, this.options);
    }

    /// <summary>Ledger positions in the form that queries take, for example <c>0:41,2:17</c>.</summary>
    public static string Positions(IReadOnlyDictionary<string, long> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        return string.Join(',', positions.Select(p => p.Key + ":" + p.Value.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>The path of a subject: <c>group:us-forces</c> is <c>/v1/groups/us-forces</c>.</summary>
    /// <exception cref="ArgumentException">It has no prefix base:, region: or group:.</exception>
    public static string SubjectPath(string subject)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(subject);
        var colon = subject.IndexOf(':', StringComparison.Ordinal);
        var kind = colon < 0 ? "" : subject[..colon];
        var plural = kind switch
        {
            "base" => "bases",
            "region" => "regions",
            "group" => "groups",
            _ => throw new ArgumentException($"'{subject}' is no subject; write base:…, region:… or group:…, for example region:iq.", nameof(subject)),
        };
        return $"/v1/{plural}/{Uri.EscapeDataString(subject[(colon + 1)..])}";
    }

    /// <summary>Closes the connections that this client opened itself.</summary>
    public void Dispose()
    {
        if (ownsHttp)
        {
            http.Dispose();
        }
    }

    private static HttpClient Connect(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (!server.IsAbsoluteUri || server.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"'{server}' is no address of a server; write http://host:port.", nameof(server));
        }

        return new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
    }
}
