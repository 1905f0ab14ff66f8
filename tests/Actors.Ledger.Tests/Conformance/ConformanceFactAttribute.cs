using System.ComponentModel;
using Actors.Testing;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Actors.Ledger.Tests.Conformance;

/// <summary>A test that every engine inherits; skipped where the class needs PostgreSQL and there is none.</summary>
[XunitTestCaseDiscoverer("Actors.Ledger.Tests.Conformance.ConformanceDiscoverer", "Actors.Ledger.Tests")]
public sealed class ConformanceFactAttribute : FactAttribute;

/// <summary>Marks the test class of an engine that needs PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsPostgresAttribute : Attribute;

public sealed class ConformanceDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        new ConformanceTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod);
}

public sealed class ConformanceTestCase : XunitTestCase
{
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Called by the de-serializer.")]
    public ConformanceTestCase()
    {
    }

    public ConformanceTestCase(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions displayOptions, ITestMethod method)
        : base(diagnostics, display, displayOptions, method)
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute) =>
        TestMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsPostgresAttribute)).Any()
            ? PostgresServer.SkipReason!
            : base.GetSkipReason(factAttribute);
}
