using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Actors.Host.Security;
using Npgsql;

namespace Actors.Host.Configuration;

/// <summary>Turns what was set into checked options.</summary>
internal static class ActorsOptionsReader
{
    private const int DefaultClusterPort = 30000;
    private const int DefaultHttpPort = 8080;

    /// <exception cref="StartupException">A value is wrong, or two settings do not go together.</exception>
    public static ActorsOptions Read(IReadOnlyDictionary<Setting, SettingValue> values, string workingFolder)
    {
        var role = Value(Setting.Role) is { } given ? ReadRole(given) : HostRole.All;
        var options = new ActorsOptions
        {
            Http = Value(Setting.Http) is { } http ? ReadEndPoint(http) : new(IPAddress.Loopback, 8080),
            DataFolder = Path.GetFullPath(Path.Combine(workingFolder, Value(Setting.Data)?.Text ?? "data")),
            Postgres = Value(Setting.Postgres) is { } postgres ? ReadPostgres(postgres) : null,
            PostgresOwner = Value(Setting.PostgresOwner) is { } owner ? ReadPostgres(owner) : null,
            Partitions = Value(Setting.Partitions) is { } partitions ? ReadPartitions(partitions) : null,
            Role = role,
            SiloPort = Value(Setting.SiloPort) is { } siloPort ? ReadPort(siloPort) : 0,
            ClusterPort = Value(Setting.ClusterPort) is { } clusterPort ? ReadPort(clusterPort) : role == HostRole.Silo ? DefaultClusterPort : 0,
            SiloHost = Value(Setting.SiloHost)?.Text ?? "127.0.0.1",
            Clock = Value(Setting.Clock) is { } clock ? ReadInstant(clock) : null,
            Silos = Value(Setting.Silos) is { } silos ? ReadHosts(silos, DefaultClusterPort, "silo-1:30000,silo-2:30000") : [],
            Gateways = Value(Setting.Gateways) is { } gateways ? ReadHosts(gateways, DefaultHttpPort, "gateway-1:8080,gateway-2:8080") : [],
            ApiKeys = Value(Setting.ApiKeys) is { } keys ? ReadKeys(keys) : [],
            Metrics = Value(Setting.Metrics) is { } metrics ? ReadEndPoint(metrics) : null,
            WebhookNetworks = Value(Setting.WebhookNetworks) is { } networks ? ReadNetworks(networks) : [],
            Kubernetes = Value(Setting.Kubernetes) is { } kubernetes && ReadSwitch(kubernetes),
            IsDevelopment = Value(Setting.Environment) is { } environment && ReadEnvironment(environment),
            Sample = Value(Setting.Sample) is { } sample && ReadSwitch(sample),
        };
        options = options with { Oidc = OidcReader.Read(values) };
        options = options with { Rate = ReadRate(Value(Setting.Rate), options) };
        SettingRules.Check(options, values);
        return options;

        SettingValue? Value(Setting setting) => values.GetValueOrDefault(setting);
    }

    private static HostRole ReadRole(SettingValue value) => value.Text.ToLowerInvariant() switch
    {
        "all" => HostRole.All,
        "silo" => HostRole.Silo,
        "gateway" => HostRole.Gateway,
        "balancer" => HostRole.Balancer,
        _ => throw value.Wrong("all, silo, gateway or balancer"),
    };

    private static IPEndPoint ReadEndPoint(SettingValue value)
    {
        const string Expected = "an address such as http://127.0.0.1:8080 (http, no path)";
        if (!Uri.TryCreate(value.Text, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
        {
            throw value.Wrong(Expected);
        }

        if (IPAddress.TryParse(uri.DnsSafeHost, out var address))
        {
            return new(address, uri.Port);
        }

        return uri.Host == "localhost" ? new(IPAddress.Loopback, uri.Port) : throw value.Wrong(Expected + "; the host is an IP address of this machine, or localhost");
    }

    private static string ReadPostgres(SettingValue value)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(value.Text);
            if (string.IsNullOrEmpty(builder.Host))
            {
                throw new StartupException($"{value.Origin} names no host: write it like Host=127.0.0.1;Username=actors;Password=…;Database=actors.");
            }

            return builder.ConnectionString;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The text is not repeated: it may hold a password.
            throw new StartupException($"{value.Origin} is not a connection string ({fault.Message.ReplaceLineEndings(" ")}): write it like Host=127.0.0.1;Username=actors;Password=…;Database=actors.", fault);
        }
    }

    private static int ReadPort(SettingValue value) =>
        int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
            ? port
            : throw value.Wrong("a port from 0 to 65535");

    private static int ReadPartitions(SettingValue value) =>
        int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 64
            ? count
            : throw value.Wrong("a number from 1 to 64");

    private static int? ReadRate(SettingValue? value, ActorsOptions options)
    {
        const int Default = 500;
        if (value is null)
        {
            return options.HasAuthentication ? Default : null;
        }

        return int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate <= 1_000_000
            ? rate == 0 ? null : rate
            : throw value.Wrong("a number of requests a second from 0 (any number) to 1000000");
    }

    private static DateTimeOffset ReadInstant(SettingValue value)
    {
        string[] forms = ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm'Z'"];
        return DateTimeOffset.TryParseExact(value.Text, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : throw value.Wrong("an instant with its offset, such as 2023-11-09T22:00:00+03:00");
    }

    private static List<DnsEndPoint> ReadHosts(SettingValue value, int defaultPort, string example)
    {
        var expected = $"hosts with ports, separated by commas, such as {example}";
        List<DnsEndPoint> hosts = [];
        foreach (var part in value.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Uri.TryCreate("tcp://" + part, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.AbsolutePath is not ("" or "/") || uri.Port == 0)
            {
                throw value.Wrong(expected);
            }

            hosts.Add(new(uri.DnsSafeHost, uri.IsDefaultPort ? defaultPort : uri.Port, AddressFamily.Unspecified));
        }

        return hosts.Count > 0 ? hosts : throw value.Wrong(expected);
    }

    private static IReadOnlyList<ApiKey> ReadKeys(SettingValue value)
    {
        try
        {
            return ApiKey.ParseAll(value.Text);
        }
        catch (FormatException fault)
        {
            // The text is not repeated: somebody may have put the keys themselves there.
            throw new StartupException($"{value.Origin} is wrong: {fault.Message}.", fault);
        }
    }

    private static List<IPNetwork> ReadNetworks(SettingValue value)
    {
        List<IPNetwork> networks = [];
        foreach (var part in value.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            networks.Add(IPNetwork.TryParse(part, out var network) ? network : throw value.Wrong("networks, separated by commas, such as 10.1.0.0/16,fd00:1::/64"));
        }

        return networks;
    }

    private static bool ReadEnvironment(SettingValue value) => value.Text.ToLowerInvariant() switch
    {
        "development" => true,
        "production" => false,
        _ => throw value.Wrong("production or development"),
    };

    private static bool ReadSwitch(SettingValue value) => value.Text.ToLowerInvariant() switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw value.Wrong("true or false"),
    };
}
