using Actors.Gateway.Incidents;
using Actors.Gateway.Subjects;
using Actors.Gateway.Wire;

namespace Actors.Gateway.Stix;

/// <summary><c>/v1/stix</c>: what a question about incidents selects, as one STIX 2.1 bundle, or page by page.</summary>
internal static class StixEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/stix", AnswerAsync).WithTags("feeds").Produces(StatusCodes.Status200OK, contentType: StixExport.BundleType)
            .WithSummary("All incidents that the filters of /v1/incidents select, with places, parties, sources and claims, as a STIX 2.1 bundle. With "
                + "limit (1 to 1,000 incidents) or cursor: one page of its objects as a TAXII 2.1 envelope, whose next is the cursor of the page after it.");

    private static async Task AnswerAsync(HttpContext context, SubjectReader reader)
    {
        var query = new QueryReader(context, IncidentEndpoints.ListParameters);
        var incidents = await IncidentEndpoints.ReadAsync(query, reader);
        var export = new StixExport(reader);
        if (query.Text("limit") is null && query.Text("cursor") is null)
        {
            await export.WriteBundleAsync(context.Response, incidents, context.RequestAborted);
        }
        else
        {
            await export.WriteEnvelopeAsync(context.Response, incidents, context.RequestAborted);
        }
    }
}
