using Actors.Abstractions.Intake;
using Actors.Domain.Reports;
using Actors.Gateway.Audit;
using Actors.Gateway.Problems;
using Actors.Gateway.Wire;

namespace Actors.Gateway.Reports;

/// <summary><c>POST /v1/reports</c> and <c>POST /v1/reports:import</c>.</summary>
internal static class ReportEndpoints
{
    public const int MaxBodyBytes = 64 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/reports", PostAsync)
            .Accepts<object>("application/json")
            .Produces<ReceiptsJson>()
            .WithSummary("Record one report, or an array of up to 1,000.")
            .WithTags("reports");
        routes.MapPost("/v1/reports:import", ImportEndpoint.PostAsync)
            .Accepts<string>("application/x-ndjson")
            .WithSummary("Record reports streamed as NDJSON, any length; answers NDJSON.")
            .WithDescription("Up to 1,000 reports (and 2 MB) are notified of as they come, like an array. A longer import is a bulk import, and so are calls that name the one they belong to with ?import=NAME: each subject tells of it by one notification of kind import-summary, five minutes after its last report, and of nothing else but a change of its level by reports about the last 14 days.")
            .WithTags("reports");
    }

    private static async Task<IResult> PostAsync(HttpContext context, IGrainFactory grains, Sender sender, AuditTrail trail)
    {
        _ = new QueryReader(context);
        RequireJson(context);
        var body = await BodyReader.ReadAsync(context, MaxBodyBytes);
        var read = ReportReader.Read(body.Span);
        if (read.Errors.Count > 0)
        {
            throw new ApiProblemException(Invalid(read.Errors));
        }

        var identity = sender.Identify(context);
        if (!identity.Analyst && read.Reports!.OfType<AssessmentReport>().Any())
        {
            throw new ApiProblemException(ApiProblem.Of(ApiProblem.Forbidden, 403, "Not allowed with this key.", "An assessment report needs a key with the role analyst."));
        }

        var submission = new Submission(identity.Scope, identity.Analyst, [.. read.Reports!.Select(ReportWriter.WriteCanonical)]);
        long? audited = AuditDetails.Of(read.Reports!) is { } decisions ? await trail.BeginAsync(context, "POST /v1/reports", "/v1/reports", decisions) : null;
        var receipts = await grains.GetGrain<IIntakeGrain>(0).SubmitAsync(submission);
        if (audited is { } position)
        {
            await trail.ConcludeAsync(position, StatusCodes.Status200OK);
        }

        if (!read.IsArray && receipts[0].Status == ReceiptStatus.Conflict)
        {
            throw new ApiProblemException(ApiProblem.Of(
                ApiProblem.Conflict,
                StatusCodes.Status409Conflict,
                "A report with this id says something else.",
                $"Report '{receipts[0].Report}' is recorded at {receipts[0].Positions} with different content; nothing was changed. A correction is a new report with its own id.",
                new FieldProblem("/id", "is in use by a report with different content")));
        }

        return Results.Json(new ReceiptsJson([.. receipts.Select(ReceiptJson.Of)]), ApiJson.Options);
    }

    public static ApiProblem Invalid(IReadOnlyList<ReportError> errors) => new(
        ApiProblem.InvalidReport,
        "The report is wrong.",
        StatusCodes.Status400BadRequest,
        errors.Count == 1
            ? $"{Where(errors[0])}: {errors[0].Detail} Nothing was recorded."
            : $"{errors.Count} fields are wrong, the first {Where(errors[0])}: {errors[0].Detail} Nothing was recorded.",
        [.. errors.Select(e => new FieldProblem(e.Pointer, e.Detail))]);

    private static string Where(ReportError error) => error.Pointer.Length == 0 ? "the body" : error.Pointer;

    private static void RequireJson(HttpContext context)
    {
        if (context.Request.ContentType is { } type && !context.Request.HasJsonContentType())
        {
            throw new ApiProblemException(ApiProblem.Of(ApiProblem.InvalidParameter, StatusCodes.Status415UnsupportedMediaType, "The media type is not understood.", $"Content-Type is '{type}'; send application/json."));
        }
    }
}

/// <summary>Answer to reports.</summary>
public sealed record ReceiptsJson(IReadOnlyList<ReceiptJson> Receipts);

/// <summary>One receipt as the API shows it.</summary>
public sealed record ReceiptJson(
    string Report,
    string? Incident,
    int? Revision,
    SortedDictionary<string, long> Positions,
    ReceiptStatus Status,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] MatchedJson? Matched)
{
    public static ReceiptJson Of(Receipt receipt) => new(
        receipt.Report,
        receipt.Incident?.ToString("D"),
        receipt.Incident is null ? null : receipt.Revision,
        Wire.Positions.ToJson(receipt.Positions),
        receipt.Status,
        receipt.MatchedWhy is null ? null : new MatchedJson(receipt.MatchedIncident?.ToString("D"), receipt.MatchedWhy));
}

/// <summary>What a report without a reference was matched to, and why; incident null: it is new.</summary>
public sealed record MatchedJson(string? Incident, string Why);
