using System.Net;
using System.Net.Sockets;
using Actors.Host;
using Actors.System.Tests.Processes;
using Actors.Testing;

namespace Actors.System.Tests.Startup;

/// <summary>What keeps the host from starting is said in one line that names what to do; no stack trace, exit code 2.</summary>
public sealed class StartupFaultTests
{
    public static TheoryData<string[], string, string> WrongSettings => new()
    {
        { ["--htp", "x"], "--htp is not a setting", "--help" },
        { ["serve"], "'serve' is not a command", "verify" },
        { ["--http"], "--http needs a value", "URL" },
        { ["--http", "127.0.0.1:8080"], "--http is '127.0.0.1:8080'", "http://127.0.0.1:8080" },
        { ["--http", "https://127.0.0.1:1"], "--http is 'https://127.0.0.1:1'", "http://127.0.0.1:8080" },
        { ["--http", "http://192.0.2.1:8080"], "no authentication is configured", "127.0.0.1" },
        { ["--http", "http://0.0.0.0:8080"], "no authentication is configured", "127.0.0.1" },
        { ["--role", "sillo"], "--role is 'sillo'", "all, silo, gateway or balancer" },
        { ["--role", "silo"], "Role silo needs PostgreSQL", "ACTORS_POSTGRES" },
        { ["--role", "gateway"], "where the silos are", "ACTORS_SILOS" },
        { ["--role", "gateway", "--silos", "x:1", "--postgres", "Host=x"], "holds no database credentials", "ACTORS_POSTGRES" },
        { ["--silo-port", "70000"], "--silo-port is '70000'", "0 to 65535" },
        { ["--silo-port", "5", "--cluster-port", "5"], "both 5", "differ" },
        { ["--clock", "yesterday"], "--clock is 'yesterday'", "2023-11-09T22:00:00+03:00" },
        { ["--clock", "2023-11-09T22:00:00"], "--clock is", "offset" },
        { ["--clock", "2023-11-09T22:00:00Z", "--postgres", "Host=x"], "embedded database only", "ACTORS_POSTGRES" },
        { ["--postgres", "Hots=x"], "--postgres is not a connection string", "Host=" },
        { ["--postgres", "Host=127.0.0.1;Port=1;Username=u"], "127.0.0.1:1 does not answer", "ACTORS_POSTGRES" },
        { ["--partitions", "0"], "--partitions is '0'", "1 to 64" },
        { ["--sample=perhaps"], "--sample is 'perhaps'", "true or false" },
        { ["--config", "absent.json"], "absent.json", "does not exist" },
        { ["--data", "/dev/null/data"], "/dev/null/data cannot be made", "ACTORS_DATA" },
        { ["--role", "balancer"], "where the gateways are", "ACTORS_GATEWAYS" },
        { ["--role", "balancer", "--gateways", "127.0.0.1:8080", "--http", "http://0.0.0.0:8080"], "127.0.0.1:8080 serves loopback", "ACTORS_API_KEYS" },
        { ["--api-keys", "desk:analyst"], "key 1 is not written", "name:role:hash" },
        { ["--api-keys", "desk:boss:00"], "the role of key desk is 'boss'", "reader, reporter, analyst or admin" },
        { ["--api-keys", "desk:admin:secret"], "the hash of key desk", "64 hexadecimal digits" },
        { ["--postgres", "Host=127.0.0.1;Password=development-only-x"], "default password", "ACTORS_ENVIRONMENT" },
        { ["--oidc-issuer", "https://id.example.org"], "--oidc-issuer needs an audience", "ACTORS_OIDC_AUDIENCE" },
        { ["--oidc-issuer", "http://id.example.org", "--oidc-audience", "actors"], "--oidc-issuer is 'http://id.example.org'", "https" },
        { ["--oidc-audience", "actors"], "--oidc-audience is set, but ACTORS_OIDC_ISSUER is not", "ACTORS_OIDC_ISSUER" },
        { ["--oidc-issuer", "https://id.example.org", "--oidc-audience", "actors", "--oidc-roles", "editors:boss"], "--oidc-roles is 'editors:boss'", "desk-editors:analyst" },
        { ["--kubernetes"], "--kubernetes is for role silo only", "ACTORS_ROLE" },
        { ["--kubernetes", "--role", "silo", "--postgres", "Host=x"], "POD_NAME is not", "silo.yaml" },
        { ["--rate", "-1"], "--rate is '-1'", "0 (any number)" },
        { ["--environment", "test"], "--environment is 'test'", "production or development" },
        { ["migrate"], "migrate works on PostgreSQL", "ACTORS_POSTGRES" },
    };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task Host_SaysWhatToDo_WhenASettingIsWrong(string[] arguments, string what, string advice)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await HostProgram.RunAsync(arguments, output, errors);
        AssertOneLine(code, output.ToString(), errors.ToString().TrimEnd(), what, advice);
    }

    [Fact]
    public async Task Host_SaysWhatToDo_WhenAVariableIsUnknown()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.RunAsync(folder.Path, new Dictionary<string, string> { ["ACTORS_POSTGRESS"] = "Host=x" });
        AssertOneLine(host, "ACTORS_POSTGRESS is not a setting", "--help");
    }

    [Fact]
    public async Task Host_SaysWhatToDo_WhenTheConfigurationFileIsWrong()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("actors.json"), """{ "htpp": "http://127.0.0.1:8080" }""");
        await using (var host = await HostProcess.RunAsync(folder.Path))
        {
            AssertOneLine(host, "htpp in", "--help");
        }

        await File.WriteAllTextAsync(folder.File("actors.json"), "{ http: }");
        await using (var host = await HostProcess.RunAsync(folder.Path))
        {
            AssertOneLine(host, "is not JSON", "line 1");
        }
    }

    [Fact]
    public async Task Host_NamesThePort_WhenItIsBusy()
    {
        using var folder = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using (var host = await HostProcess.RunAsync(folder.Path, environment: null, "--http", $"http://127.0.0.1:{port}"))
        {
            AssertOneLine(host, $"Port {port} on 127.0.0.1 is in use", "ACTORS_HTTP");
        }

        await using (var host = await HostProcess.RunAsync(folder.Path, environment: null, "--http", "http://127.0.0.1:0", "--silo-port", $"{port}"))
        {
            AssertOneLine(host, $"Port {port} on 127.0.0.1 is in use", "ACTORS_SILO_PORT");
        }
    }

    [Fact]
    public async Task Host_RefusesTheFolder_WhenAnotherProcessHoldsIt()
    {
        using var folder = new TemporaryFolder();
        await using var first = await HostProcess.StartAsync(folder.Path);
        await using var second = await HostProcess.RunAsync(folder.Path, environment: null, "--http", "http://127.0.0.1:0");
        AssertOneLine(second, "in use by another running process", "ACTORS_DATA");
    }

    [PostgresFact]
    public async Task Host_SaysWhatToDo_WhenTheDatabaseIsMissing()
    {
        using var folder = new TemporaryFolder();
        await using var database = await PostgresServer.CreateSharedDatabaseAsync();
        var missing = database.ConnectionString.Replace(database.Name, "no_such_database", StringComparison.Ordinal);
        await using var host = await HostProcess.RunAsync(folder.Path, environment: null, "--http", "http://127.0.0.1:0", "--postgres", missing);
        AssertOneLine(host, "The database no_such_database does not exist", "createdb no_such_database");
    }

    private static void AssertOneLine(HostProcess host, string what, string advice) =>
        AssertOneLine(host.ExitCode, host.Output, host.Errors, what, advice);

    private static void AssertOneLine(int code, string output, string errors, string what, string advice)
    {
        Assert.Equal(2, code);
        var line = Assert.Single(errors.Split('\n'));
        Assert.StartsWith("actors: ", line, StringComparison.Ordinal);
        Assert.Contains(what, line, StringComparison.Ordinal);
        Assert.Contains(advice, line, StringComparison.Ordinal);
        Assert.Empty(output);
    }
}
