using System.Text.Json;

namespace Actors.Host.Configuration;

/// <summary>Collects what was set, from the command line, the environment and the configuration file, in this order of precedence.</summary>
internal static class SettingSources
{
    private const string Prefix = "ACTORS_";
    private const string DefaultFile = "actors.json";

    /// <summary>Variables with our prefix that are meant for other programs of the project.</summary>
    private static readonly HashSet<string> OthersVariables = new(StringComparer.OrdinalIgnoreCase)
    {
        "ACTORS_SERVER", "ACTORS_API_KEY", "ACTORS_REQUIRE_ALL", "ACTORS_SHARED", "ACTORS_TEST_POSTGRES", "ACTORS_TEST_COMPOSE", "ACTORS_TEST_FAULTS", "ACTORS_TEST_SEED",
    };

    /// <summary>Everything that was set, each setting once.</summary>
    /// <exception cref="StartupException">An unknown name, a missing value, or an unreadable file.</exception>
    public static (HostCommand Command, IReadOnlyDictionary<Setting, SettingValue> Values) Collect(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string workingFolder)
    {
        var values = new Dictionary<Setting, SettingValue>();
        var command = ReadArguments(arguments, values);
        if (command != HostCommand.Help)
        {
            ReadEnvironment(environment, values);
            ReadFile(workingFolder, values);
        }

        return (command, values);
    }

    private static HostCommand ReadArguments(IReadOnlyList<string> arguments, Dictionary<Setting, SettingValue> values)
    {
        var command = HostCommand.Run;
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument is "--help" or "-h" or "help")
            {
                return HostCommand.Help;
            }

            if (!argument.StartsWith("--", StringComparison.Ordinal))
            {
                command = argument switch
                {
                    "verify" => HostCommand.Verify,
                    "migrate" => HostCommand.Migrate,
                    _ => throw new StartupException($"'{argument}' is not a command: write verify, migrate, or nothing to serve; --help lists the settings."),
                };
                continue;
            }

            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument[2..] : argument[2..equals];
            var setting = Setting.Find(name) ?? throw Unknown("--" + name, "--help lists the settings");
            string text;
            if (equals >= 0)
            {
                text = argument[(equals + 1)..];
            }
            else if (setting.IsSwitch)
            {
                text = "true";
            }
            else if (i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                text = arguments[++i];
            }
            else
            {
                throw new StartupException($"--{setting.Name} needs a value: --{setting.Name} {setting.Placeholder}.");
            }

            if (!values.TryAdd(setting, new(setting, text, "--" + setting.Name)))
            {
                throw new StartupException($"--{setting.Name} is given twice: give it once.");
            }
        }

        return command;
    }

    private static void ReadEnvironment(IReadOnlyDictionary<string, string> environment, Dictionary<Setting, SettingValue> values)
    {
        foreach (var (name, text) in environment.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || OthersVariables.Contains(name))
            {
                continue;
            }

            var setting = Setting.Find(name[Prefix.Length..]) ?? throw Unknown(name, "remove or correct the variable; --help lists the settings");

            // An empty variable is how compose files and shells say "not set".
            if (text.Length > 0)
            {
                values.TryAdd(setting, new(setting, text, name));
            }
        }
    }

    private static void ReadFile(string workingFolder, Dictionary<Setting, SettingValue> values)
    {
        var named = values.GetValueOrDefault(Setting.Config);
        var path = Path.Combine(workingFolder, named?.Text ?? DefaultFile);
        if (!File.Exists(path))
        {
            if (named is not null)
            {
                throw new StartupException($"{named.Origin} names the file '{named.Text}', which does not exist: correct the path.");
            }

            return;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new StartupException($"{path} must hold one JSON object with settings such as {{\"http\": \"http://127.0.0.1:8081\"}}.");
            }

            foreach (var property in document.RootElement.EnumerateObject())
            {
                var setting = Setting.Find(property.Name) ?? throw Unknown($"{property.Name} in {path}", "--help lists the settings");
                var text = property.Value.ValueKind switch
                {
                    JsonValueKind.String => property.Value.GetString()!,
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => property.Value.GetRawText(),
                    _ => throw new StartupException($"{property.Name} in {path} must be a string, a number, true or false."),
                };
                values.TryAdd(setting, new(setting, text, $"{property.Name} in {path}"));
            }
        }
        catch (JsonException fault)
        {
            throw new StartupException($"{path} is not JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}): correct it or remove it.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be read: {fault.Message}", fault);
        }
    }

    private static StartupException Unknown(string what, string advice) => new($"{what} is not a setting: {advice}.");
}
