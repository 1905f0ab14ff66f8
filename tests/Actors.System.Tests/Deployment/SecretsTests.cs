using System.Diagnostics;
using Actors.System.Tests.Documentation;

namespace Actors.System.Tests.Deployment;

/// <summary>The scripts that make and check the secrets of docker-compose.yml, run as an operator and the service "secrets" run them.</summary>
public sealed class SecretsTests
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["ACTORS_POSTGRES_PASSWORD"] = "POSTGRES_PASSWORD",
        ["ACTORS_OWNER_PASSWORD"] = "OWNER_PASSWORD",
        ["ACTORS_APP_PASSWORD"] = "APP_PASSWORD",
        ["GRAFANA_PASSWORD"] = "GRAFANA_PASSWORD",
        ["ACTORS_API_KEYS"] = "API_KEYS",
    };

    [Fact]
    public async Task GeneratedSecrets_AreAccepted_OutsideDevelopment_AndNeverTheSameTwice()
    {
        var (first, key) = await GenerateAsync();
        var (second, _) = await GenerateAsync();
        Assert.All(Names.Keys, n => Assert.True(first[n].Length >= 48 && first[n] != second[n], n));
        Assert.Equal("production", first["ACTORS_ENVIRONMENT"]);
        var hash = Convert.ToHexStringLower(global::System.Security.Cryptography.SHA256.HashData(global::System.Text.Encoding.UTF8.GetBytes(key)));
        Assert.Equal($"admin:admin:{hash}", first["ACTORS_API_KEYS"]);
        Assert.Equal((0, ""), await CheckAsync("production", first));
    }

    [Theory]
    [InlineData("ACTORS_POSTGRES_PASSWORD", "development-only-superuser")]
    [InlineData("ACTORS_OWNER_PASSWORD", "development-only-owner")]
    [InlineData("ACTORS_APP_PASSWORD", "development-only-app")]
    [InlineData("GRAFANA_PASSWORD", "development-only-grafana")]
    [InlineData("ACTORS_API_KEYS", "desk:reader:aa,development:admin:63a27210ee4a5cd1e16d2d15e77987af258c3650c485e9e425aad2a69c6f1eba")]
    public async Task DefaultSecret_IsRefused_OutsideDevelopmentOnly(string name, string value)
    {
        var (secrets, _) = await GenerateAsync();
        secrets[name] = value;
        var (exitCode, said) = await CheckAsync("production", secrets);
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"{name} holds the default of docker-compose.yml", said, StringComparison.Ordinal);
        Assert.Equal((0, ""), await CheckAsync("development", secrets));
    }

    private static async Task<(Dictionary<string, string> Settings, string Key)> GenerateAsync()
    {
        var (exitCode, output, said) = await RunAsync("generate-env.sh", []);
        Assert.Equal(0, exitCode);
        var settings = output.Split('\n').Where(l => l.Contains('=', StringComparison.Ordinal) && !l.StartsWith('#')).Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        return (settings, said.Trim().Split(' ')[^1]);
    }

    private static async Task<(int ExitCode, string Said)> CheckAsync(string environment, Dictionary<string, string> secrets)
    {
        var (exitCode, _, said) = await RunAsync("check-secrets.sh", [.. Names.Select(n => (n.Value, secrets[n.Key])), ("ENVIRONMENT", environment)]);
        return (exitCode, said);
    }

    private static async Task<(int ExitCode, string Output, string Said)> RunAsync(string script, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Repository.Folder, "deploy", script)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, said) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await said);
    }
}
