using System.Text;
using Actors.Abstractions.Audit;
using Actors.Grains.Audit;

namespace Actors.Cluster.Tests.Audit;

/// <summary>The stored form of audit entries never changes.</summary>
public sealed class AuditCodecTests
{
    private const string Stored = """{"v":1,"who":"desk","role":"analyst","action":"POST /v1/incidents/{id}/merge","target":"/v1/incidents/1/merge","details":{"reason":"خبر واحد"}}""";
    private const string Conclusion = """{"v":1,"of":12,"status":200}""";

    [Fact]
    public void Record_IsStoredAsEver()
    {
        var record = new AuditRecord("desk", "analyst", "POST /v1/incidents/{id}/merge", "/v1/incidents/1/merge", """{"reason":"خبر واحد"}""");
        Assert.Equal(Stored, Encoding.UTF8.GetString(AuditCodec.Encode(record)));
        Assert.Equal(record, AuditCodec.Decode(Encoding.UTF8.GetBytes(Stored)));
        Assert.Equal(Conclusion, Encoding.UTF8.GetString(AuditCodec.EncodeConclusion(12, 200)));
        Assert.Equal((12, 200), AuditCodec.DecodeConclusion(Encoding.UTF8.GetBytes(Conclusion)));
    }

    [Fact]
    public void Record_OfALaterRelease_IsRefused() =>
        Assert.Throws<FormatException>(() => AuditCodec.Decode(Encoding.UTF8.GetBytes(Stored.Replace("\"v\":1", "\"v\":2", StringComparison.Ordinal))));
}
