using System.Text.Json;
using System.Text.RegularExpressions;
using Actors.Host.Configuration;
using Actors.System.Tests.Documentation;
using Actors.System.Tests.Processes;
using Actors.Testing;
using YamlDotNet.RepresentationModel;

namespace Actors.System.Tests.Deployment;

/// <summary>What docker-compose.yml and the telemetry's configuration name is there: files, settings, pipelines, metrics.</summary>
public sealed partial class ComposeFileTests
{
    private static readonly string[] Observability = ["collector", "grafana", "traces"];

    /// <summary>What Prometheus itself adds, and what is served only once it has happened.</summary>
    private static readonly string[] NotYetServed = ["up", "actors_ledger_read_failures_total", "orleans_scheduler_long_running_turns_total"];

    private static YamlMappingNode Services => Map(Yaml("docker-compose.yml")["services"]);

    [Fact]
    public void CoreComesUpAlone_AndObservabilityIsAProfile() =>
        Assert.Equal(Observability, Services.Where(s => Map(s.Value).Children.ContainsKey("profiles")).Select(s => s.Key.ToString()).Order());

    /// <summary>Whoever needs another waits until it is well, so every service says whether it is; the collector's image has nothing to ask with.</summary>
    [Fact]
    public void Services_SayWhetherTheyAreWell_AndStartInOrder()
    {
        Dictionary<string, string[]> order = [];
        foreach (var (name, node) in Services)
        {
            var service = Merged(Map(node));
            var ends = service.TryGetValue("restart", out var restart) && restart.ToString() == "no";
            var asked = service.TryGetValue("healthcheck", out var check) && !Map(check).Children.ContainsKey("disable");
            Assert.True(asked == (!ends && name.ToString() != "collector"), $"{name}: {(ends ? "ends, and needs no health check" : "has no health check")}.");
            order[name.ToString()] = service.TryGetValue("depends_on", out var waits) ? [.. Map(waits).Children.Select(w => $"{w.Key} {Map(w.Value)["condition"]}")] : [];
        }

        Assert.Equal(["secrets service_completed_successfully"], order["postgres"]);
        Assert.Equal(["postgres service_healthy"], order["migrate"]);
        Assert.All(order.Where(s => s.Key.StartsWith("silo", StringComparison.Ordinal)), s => Assert.Equal(["migrate service_completed_successfully"], s.Value));
        Assert.All(order.Where(s => s.Key.StartsWith("gateway", StringComparison.Ordinal)), s => Assert.Equal(["silo-1 service_healthy", "silo-2 service_healthy", "silo-3 service_healthy"], s.Value));
        Assert.Equal(["gateway-1 service_healthy", "gateway-2 service_healthy"], order["balancer"]);
    }

    [Fact]
    public void Services_RunWithoutRights_WithinLimits_OnTheirNetworks()
    {
        foreach (var (name, node) in Services)
        {
            var service = Merged(Map(node));
            Assert.True(service["read_only"].ToString() == "true", $"{name} may write its image.");
            Assert.Contains("no-new-privileges:true", service["security_opt"].ToString(), StringComparison.Ordinal);
            Assert.Equal("ALL", ((YamlSequenceNode)service["cap_drop"])[0].ToString());
            Assert.True(Map(Map(Map(service["deploy"])["resources"])["limits"]).Children.ContainsKey("memory"), $"{name} has no limit of memory.");
            Assert.True(name.ToString() is "balancer" or "traces" or "grafana" || !service.ContainsKey("ports"), $"{name} publishes a port.");
        }

        Assert.All(Map(Yaml("docker-compose.yml")["networks"]), n => Assert.Equal(n.Key.ToString() is not ("edge" or "outside"), n.Value is YamlMappingNode { Children.Count: > 0 }));
        Assert.DoesNotContain(Services.Where(s => s.Key.ToString().StartsWith("gateway", StringComparison.Ordinal)), s => Merged(Map(s.Value))["environment"].ToString().Contains("POSTGRES", StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_AreOnesTheHostKnows_AndMountedFilesExist()
    {
        foreach (var (name, node) in Services)
        {
            var service = Merged(Map(node));
            if (service.TryGetValue("environment", out var environment) && name.ToString() != "postgres")
            {
                Assert.All(Merged(Map(environment)).Keys.Where(k => k.StartsWith("ACTORS_", StringComparison.Ordinal)), k => Assert.True(Setting.Find(k["ACTORS_".Length..]) is not null, $"{name}: {k} is no setting."));
            }

            if (service.TryGetValue("volumes", out var volumes))
            {
                foreach (var source in ((YamlSequenceNode)volumes).Select(v => v.ToString().Split(':')[0]).Where(v => v.StartsWith('.')))
                {
                    Assert.True(Path.Exists(Path.Combine(Repository.Folder, source)), $"{name} mounts {source}, which does not exist.");
                }
            }
        }
    }

    [Fact]
    public void CollectorsPipelines_NameWhatIsDefined()
    {
        var collector = Yaml("deploy/otel/collector.yml");
        foreach (var (name, pipeline) in Map(Map(collector["service"])["pipelines"]))
        {
            foreach (var kind in new[] { "receivers", "processors", "exporters" })
            {
                var defined = Map(collector[kind]).Children.Keys.Select(k => k.ToString()).ToList();
                Assert.All((YamlSequenceNode)Map(pipeline)[kind], used => Assert.True(defined.Contains(used.ToString()), $"{name}: {kind} has no {used}."));
            }
        }
    }

    [Fact]
    public void Alarms_SayWhereToRead_WhatToDo()
    {
        var operations = File.ReadAllText(Path.Combine(Repository.Folder, "deploy/OPERATIONS.md"));
        var rules = ((YamlSequenceNode)Yaml("deploy/prometheus/alarms.yml")["groups"]).SelectMany(g => (YamlSequenceNode)Map(g)["rules"]).Select(Map).ToList();
        Assert.NotEmpty(rules);
        foreach (var rule in rules)
        {
            var name = rule["alert"].ToString();
            Assert.EndsWith($"see OPERATIONS.md, {name}", Map(rule["annotations"])["summary"].ToString(), StringComparison.Ordinal);
            Assert.Contains($"- **{name}.** ", operations, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AlarmsAndDashboards_AskForMetrics_ThatTheHostServes()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path, environment: null, "--sample");
        await host.SaysAsync("Look next");
        var served = MetricLine().Matches(await host.Http.GetStringAsync("metrics")).Select(m => m.Groups[1].Value).ToHashSet();
        var alarms = ((YamlSequenceNode)Yaml("deploy/prometheus/alarms.yml")["groups"]).SelectMany(g => (YamlSequenceNode)Map(g)["rules"]).Select(r => Map(r)["expr"].ToString());
        var dashboard = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Folder, "deploy/grafana/dashboards/actors.json")));
        var sources = File.ReadAllText(Path.Combine(Repository.Folder, "deploy/grafana/provisioning/datasources/sources.yml"));
        List<string> expressions = [.. alarms];
        foreach (var panel in dashboard.GetProperty("panels").EnumerateArray().Where(p => p.TryGetProperty("targets", out _)))
        {
            Assert.Contains($"uid: {panel.GetProperty("datasource").GetProperty("uid")}", sources, StringComparison.Ordinal);
            expressions.AddRange(panel.GetProperty("targets").EnumerateArray().Where(t => t.TryGetProperty("expr", out _)).Select(t => t.GetProperty("expr").GetString()!));
        }

        Assert.True(expressions.Count > 10);
        var unknown = expressions.SelectMany(e => MetricName().Matches(Labels().Replace(e, "")).Select(m => m.Value)).Distinct()
            .Where(m => !served.Contains(m) && !NotYetServed.Contains(m)).ToList();
        Assert.True(unknown.Count == 0, $"Nobody serves {string.Join(", ", unknown)}.");
    }

    private static YamlMappingNode Yaml(string path)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(Repository.Folder, path))));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static YamlMappingNode Map(YamlNode node) => (YamlMappingNode)node;

    /// <summary>With what <c>&lt;&lt;</c> brings in.</summary>
    private static Dictionary<string, YamlNode> Merged(YamlMappingNode node)
    {
        var merged = node.Children.TryGetValue("<<", out var parent) ? Merged(Map(parent)) : [];
        foreach (var (key, value) in node.Children.Where(c => c.Key.ToString() != "<<"))
        {
            merged[key.ToString()] = value;
        }

        return merged;
    }

    [GeneratedRegex(@"^([a-z][a-z0-9_]*)[ {]", RegexOptions.Multiline)]
    private static partial Regex MetricLine();

    /// <summary>A name that is no function (no parenthesis follows) and no label or keyword: every metric has an underscore, or is Prometheus' own.</summary>
    [GeneratedRegex(@"\b(?:up|[a-z][a-z0-9]*_[a-z0-9_]+)\b(?!\s*\()")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"\{[^}]*\}|\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")]
    private static partial Regex Labels();
}
