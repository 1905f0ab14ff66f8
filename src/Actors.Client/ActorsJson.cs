using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Client;

/// <summary>How this client reads and writes JSON, without reflection. Properties it does not know are left alone: a newer server may say more.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(IReadOnlyList<Report>))]
[JsonSerializable(typeof(ReceiptsJson))]
[JsonSerializable(typeof(ApiProblem))]
[JsonSerializable(typeof(Tally))]
[JsonSerializable(typeof(SubjectState))]
[JsonSerializable(typeof(SubjectPage))]
[JsonSerializable(typeof(IncidentPage))]
[JsonSerializable(typeof(IncidentDetail))]
[JsonSerializable(typeof(MergeBody))]
[JsonSerializable(typeof(SplitBody))]
[JsonSerializable(typeof(IncidentAction))]
[JsonSerializable(typeof(ThreatDecision))]
[JsonSerializable(typeof(StatedTotals))]
[JsonSerializable(typeof(NotificationPage))]
[JsonSerializable(typeof(Notification))]
[JsonSerializable(typeof(NotificationGap))]
[JsonSerializable(typeof(VerifyLine))]
[JsonSerializable(typeof(BacktestLine))]
[JsonSerializable(typeof(ImportLine))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ActorsJson : JsonSerializerContext;
