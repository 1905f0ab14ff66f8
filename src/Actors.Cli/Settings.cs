using System.CommandLine;
using Actors.Client;

namespace Actors.Cli;

/// <summary>What every command has: where the server is, how to print, and the streams it reads and writes.</summary>
internal sealed class Settings(TextReader input, TextWriter output, TextWriter error, TimeProvider time)
{
    private const string DefaultServer = "http://127.0.0.1:8080";

    public TextReader Input => input;

    public TextWriter Output => output;

    public TextWriter Error => error;

    public TimeProvider Time => time;

    public Option<string> Server { get; } = new("--server")
    {
        Description = $"Address of the server (default: the environment's ACTORS_SERVER, then {DefaultServer})",
        HelpName = "URL",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Print JSON as the server answers it, not tables",
        Recursive = true,
    };

    /// <summary>A client of the server asked for. A person waits: fewer attempts than a service would make.</summary>
    public ActorsClient Connect(ParseResult parsed, int attempts = 3)
    {
        var address = parsed.GetValue(Server) ?? Environment.GetEnvironmentVariable("ACTORS_SERVER");
        address = string.IsNullOrWhiteSpace(address) ? DefaultServer : address;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https"))
        {
            throw new CommandLineException($"--server '{address}' is no address; write http://host:port.");
        }

        var key = Environment.GetEnvironmentVariable("ACTORS_KEY");
        return new ActorsClient(server, new ActorsClientOptions { MaxAttempts = attempts, TimeProvider = time, ApiKey = string.IsNullOrEmpty(key) ? null : key });
    }
}
