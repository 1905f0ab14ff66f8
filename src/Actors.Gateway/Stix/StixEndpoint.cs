using Actors.Gateway.Incidents;
using Actors.Gateway.Subjects;
using Actors.Gateway.Wire;

namespace Actors.Gateway.Stix;

/// <summary><c>/v1/stix</c>: what a question about incidents selects, as one STIX 2.1 bundle.</summary>
internal static class StixEndpoint
{
    private static readonly string[] Parameters = [.. IncidentEndpoints.ListParameters.Except(["cursor", "limit"])];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/stix", BundleAsync).WithTags("feeds").Produces(StatusCodes.Status200OK, contentType: StixExport.ContentType)
            .WithSummary("All incidents that the filters of /v1/incidents select, with places, parties, sources and claims, as a STIX 2.1 bundle.");

    private static async Task BundleAsync(HttpContext context, SubjectReader reader)
    {
        var query = new QueryReader(context, Parameters);
        var incidents = await IncidentEndpoints.ReadAsync(query, reader);
        await new StixExport(reader).WriteAsync(context.Response, incidents, context.RequestAborted);
    }
}
