using Actors.Host.Configuration;
using Actors.System.Tests.Documentation;
using k8s;
using k8s.Models;

namespace Actors.System.Tests.Deployment;

/// <summary>The Kubernetes manifests, read strictly as the API would read them, and held to what keeps the cluster safe and up.</summary>
public sealed class KubernetesTests
{
    private static readonly string Folder = Path.Combine(Repository.Folder, "deploy", "kubernetes");

    /// <summary>Strict: a property that Kubernetes does not know, or one of the wrong type, is an error.</summary>
    private static readonly List<object> Objects =
        [.. Directory.EnumerateFiles(Folder, "*.yaml").Where(f => Path.GetFileName(f) != "kustomization.yaml").Order().SelectMany(f => KubernetesYaml.LoadAllFromString(File.ReadAllText(f), strict: true))];

    private static IEnumerable<(string Name, V1PodTemplateSpec Template)> Pods =>
        All<V1Deployment>().Select(d => (d.Metadata.Name, d.Spec.Template)).Concat(All<V1Job>().Select(j => (j.Metadata.Name, j.Spec.Template)));

    [Fact]
    public void Kustomization_NamesEveryManifest()
    {
        var listed = File.ReadLines(Path.Combine(Folder, "kustomization.yaml")).Where(l => l.StartsWith("  - ", StringComparison.Ordinal) && l.EndsWith(".yaml", StringComparison.Ordinal)).Select(l => l[4..]);
        Assert.Equal(Directory.EnumerateFiles(Folder, "*.yaml").Select(f => Path.GetFileName(f)!).Where(f => f != "kustomization.yaml").Order(), listed.Order());
        Assert.Equal(3, Pods.Count());
    }

    [Fact]
    public void Manifest_IsRefused_WhenAPropertyIsMisspelt() =>
        Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString(File.ReadAllText(Path.Combine(Folder, "silo.yaml")).Replace("maxUnavailable: 0", "maxUnavailabel: 0", StringComparison.Ordinal), strict: true));

    [Fact]
    public void Containers_MayDoNothingBeyondTheirWork()
    {
        foreach (var (name, template) in Pods)
        {
            Assert.True(template.Spec.SecurityContext.RunAsNonRoot == true && template.Spec.SecurityContext.SeccompProfile.Type == "RuntimeDefault", name);
            Assert.Equal(name == "silo", template.Spec.AutomountServiceAccountToken);
            Assert.False(template.Spec.EnableServiceLinks, name);
            var container = Assert.Single(template.Spec.Containers);
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem == true && container.SecurityContext.AllowPrivilegeEscalation == false, name);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            Assert.Equal("actors", container.Image);
            Assert.True(container.Resources.Limits.ContainsKey("memory") && container.Resources.Requests.ContainsKey("cpu"), name);
        }
    }

    [Fact]
    public void Settings_AreOnesTheHostKnows_AndGatewaysHoldNoDatabaseCredentials()
    {
        foreach (var (name, template) in Pods)
        {
            foreach (var variable in template.Spec.Containers[0].Env.Where(v => v.Name.StartsWith("ACTORS_", StringComparison.Ordinal)))
            {
                Assert.True(Setting.Find(variable.Name["ACTORS_".Length..]) is not null, $"{name}: {variable.Name} is no setting.");
            }
        }

        var gateway = Pods.Single(p => p.Name == "gateway").Template.Spec.Containers[0].Env;
        Assert.DoesNotContain(gateway, v => v.ValueFrom?.SecretKeyRef?.Name == "actors-database" || v.Name.Contains("POSTGRES", StringComparison.Ordinal));
        var silo = Pods.Single(p => p.Name == "silo").Template;
        Assert.DoesNotContain(silo.Spec.Containers[0].Env, v => v.ValueFrom?.SecretKeyRef?.Key == "owner");
        Assert.Equal(("actors", "actors"), (silo.Metadata.Labels["orleans/serviceId"], silo.Metadata.Labels["orleans/clusterId"]));
    }

    [Fact]
    public void Upgrade_NeverTakesASiloBeforeANewOneIsReady()
    {
        foreach (var deployment in All<V1Deployment>())
        {
            var (name, spec) = (deployment.Metadata.Name, deployment.Spec);
            Assert.Equal(("RollingUpdate", "0", "1"), (spec.Strategy.Type, spec.Strategy.RollingUpdate.MaxUnavailable.Value, spec.Strategy.RollingUpdate.MaxSurge.Value));
            Assert.True(spec.Replicas >= 2 && spec.MinReadySeconds > 0, name);
            Assert.True(Matches(spec.Selector.MatchLabels, spec.Template), name);
            var budget = All<V1PodDisruptionBudget>().Single(b => b.Metadata.Name == name);
            Assert.Equal(spec.Selector.MatchLabels, budget.Spec.Selector.MatchLabels);

            var container = spec.Template.Spec.Containers[0];
            foreach (var probe in new[] { container.StartupProbe, container.ReadinessProbe, container.LivenessProbe })
            {
                Assert.Contains(container.Ports, p => p.Name == probe.HttpGet.Port.Value);
            }

            Assert.Equal("/health/ready", container.ReadinessProbe.HttpGet.Path);
            Assert.Equal("/health/live", container.LivenessProbe.HttpGet.Path);
            Assert.True(spec.Template.Spec.TerminationGracePeriodSeconds > 15, $"{name}: the host gives itself 10 s to stop.");
        }
    }

    [Fact]
    public void Services_LeadToPorts_ThatThePolicyLetsIn()
    {
        Assert.Contains(All<V1NetworkPolicy>(), p => p.Spec.PodSelector.MatchLabels is null or { Count: 0 } && p.Spec.Ingress is null or { Count: 0 } && p.Spec.PolicyTypes.Contains("Ingress"));
        foreach (var service in All<V1Service>())
        {
            var template = All<V1Deployment>().Single(d => Matches(service.Spec.Selector, d.Spec.Template)).Spec.Template;
            foreach (var port in service.Spec.Ports)
            {
                var number = template.Spec.Containers[0].Ports.Single(p => p.Name == port.TargetPort.Value).ContainerPort;
                Assert.Contains(
                    All<V1NetworkPolicy>().Where(p => p.Spec.PodSelector.MatchLabels is { Count: > 0 } labels && Matches(labels, template)).SelectMany(p => p.Spec.Ingress ?? []).SelectMany(i => i.Ports),
                    p => p.Port.Value == $"{number}");
            }
        }

        // Without authentication of its own: only other silos and gateways reach a silo.
        var silo = All<V1NetworkPolicy>().Single(p => p.Metadata.Name == "silo");
        Assert.All(silo.Spec.Ingress.Where(i => i.Ports.Any(p => p.Port.Value is "32768" or "30000")), i => Assert.All(i.FromProperty, f => Assert.NotNull(f.PodSelector)));
    }

    private static IEnumerable<T> All<T>() => Objects.OfType<T>();

    private static bool Matches(IDictionary<string, string> labels, V1PodTemplateSpec template) =>
        labels.All(l => template.Metadata.Labels.TryGetValue(l.Key, out var value) && value == l.Value);
}
