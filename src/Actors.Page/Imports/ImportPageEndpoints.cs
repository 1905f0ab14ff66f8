using Actors.Gateway.Audit;
using Actors.Gateway.Problems;
using Actors.Gateway.Reports;
using Actors.Gateway.Subjects;
using Actors.Gateway.Wire;
using Actors.Import;
using Actors.Page.Layout;
using Microsoft.AspNetCore.Http.Features;

namespace Actors.Page.Imports;

/// <summary><c>/import</c>, and <c>/page/import</c> to which it sends: any file that can be imported in, the NDJSON of <c>POST /v1/reports:import</c> out.</summary>
internal static class ImportPageEndpoints
{
    /// <summary>What the check of the whole file found.</summary>
    private const string CheckHeader = "Actors-Import-Check";

    private const long MostBytes = 1024L * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/import", async (HttpContext context, Sender sender, SubjectReader subjects, ImportPageReader reader) => new PageResult<ImportPage>(
            StatusCodes.Status200OK,
            new() { ["Model"] = await reader.ReadAsync(AsOfParameter.Read(new QueryReader(context, "asOf"), subjects.Now), sender.Identify(context).Role != "reader") })).AddEndpointFilter(PageEndpoints.GuardAsync).ExcludeFromDescription();
        routes.MapPost("/page/import", SendAsync).DisableAntiforgery().ExcludeFromDescription();
    }

    private static async Task SendAsync(HttpContext context, IGrainFactory grains, Sender sender, SubjectReader subjects, AuditTrail trail, TimeProvider time)
    {
        SameOrigin.Require(context);
        if (sender.Identify(context).Role == "reader")
        {
            throw new ApiProblemException(ApiProblem.Of(ApiProblem.Forbidden, StatusCodes.Status403Forbidden, "Not allowed with this key.", "Reports need a key with the role reporter or above."));
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        ImportedFile file;
        try
        {
            file = await ImportedFile.OfAsync(context.Request.Query["name"].ToString(), context.Request.Body, subjects.Catalogue, MostBytes, context.RequestAborted);
        }
        catch (ImportFormatException wrong)
        {
            throw new ApiProblemException(ApiProblem.Of(ApiProblem.InvalidReport, StatusCodes.Status400BadRequest, "This file cannot be imported.", wrong.Message));
        }

        using (file)
        await using (var lines = file.Lines())
        {
            var dryRun = context.Request.Query["dryRun"] == "true";
            context.Response.Headers[CheckHeader] = file.Summary;
            context.Request.Body = lines;
            context.Request.QueryString = QueryString.Create([new("dryRun", dryRun ? "true" : "false"), .. file.Source.Scope is { } scope ? new[] { KeyValuePair.Create<string, string?>("scope", scope) } : []]);
            await ImportEndpoint.PostAsync(context, grains, sender, trail, time);
        }
    }
}
