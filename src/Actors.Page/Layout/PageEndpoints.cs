using Actors.Gateway.Problems;
using Actors.Gateway.Reports;
using Actors.Gateway.Subjects;
using Actors.Gateway.Wire;
using Actors.Page.Incidents;
using Actors.Page.Live;
using Actors.Page.Overview;
using Actors.Page.Subjects;

namespace Actors.Page.Layout;

/// <summary>The views: overview, subject, incident, lists. Each has an address that says all of it.</summary>
internal static class PageEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Get(routes, "/", async (HttpContext context, SubjectReader subjects, OverviewReader reader) =>
        {
            var query = new QueryReader(context, "asOf", "map");
            var map = query.OneOf("map", "middle-east", "world");
            return View<OverviewPage>(await reader.ReadAsync(AsOfParameter.Read(query, subjects.Now), map));
        });
        Get(routes, "/subjects/{id}", async (HttpContext context, SubjectReader subjects, SubjectPageReader reader) =>
        {
            var query = new QueryReader(context, "asOf", "from", "to", "by", "role");
            var subject = await subjects.FindAsync("subject", (string)context.Request.RouteValues["id"]!);
            return View<SubjectPage>(await reader.ReadAsync(subject, query));
        });
        Get(routes, "/incidents", async (HttpContext context, IncidentPageReader reader) =>
            View<IncidentListPage>(await reader.ListAsync(new QueryReader(context, "subject", "from", "to", "outcome", "contested", "q", "cursor", "asOf", "role", "membership", "positions"))));
        Get(routes, "/incidents/{id:guid}", async (HttpContext context, Guid id, IncidentPageReader reader, Sender sender) =>
        {
            var query = new QueryReader(context, "asOf", "done");
            var model = await reader.ReadAsync(id, query, sender.Identify(context).Analyst);
            return model.Detail.MergedInto is { } survivor
                ? Results.Redirect($"/incidents/{survivor}{context.Request.QueryString}")
                : View<IncidentPage>(model);
        });
    }

    /// <summary>Adds what every page answers with, and turns refusals into pages that say what to do.</summary>
    public static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        SecurityHeaders.Set(context.Response.Headers);
        try
        {
            return await AnswerAsync(invocation, next);
        }
        catch (ApiProblemException refused)
        {
            return Failure(refused.Problem.Status, refused.Problem.Title, refused.Problem.Detail);
        }
        catch (Abstractions.Intake.BadRequestException bad)
        {
            return Failure(StatusCodes.Status400BadRequest, "The request is wrong.", bad.Message);
        }
        catch (Exception away) when (away is Abstractions.Intake.ServiceBusyException or TimeoutException or Orleans.Runtime.OrleansException)
        {
            context.Response.Headers.RetryAfter = "2";
            return Failure(StatusCodes.Status503ServiceUnavailable, "Too busy, or the database is away.", "Nothing is lost. Try again in a moment.");
        }
    }

    /// <summary>Pages that follow the ledger share what is made for the same view of the same state.</summary>
    private static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var shared = context.RequestServices.GetRequiredService<SharedViews>();
        var seen = context.Request.Headers[SharedViews.Header].ToString();
        if (!HttpMethods.IsGet(context.Request.Method) || !shared.MayShare(seen))
        {
            return await next(invocation);
        }

        var settings = ViewSettings.Of(context);
        var analyst = context.RequestServices.GetRequiredService<Sender>().Identify(context).Analyst;
        return new PageBytes(StatusCodes.Status200OK, await shared.GetAsync(seen, $"{analyst} {settings}", async () =>
            await next(invocation) is IRenderedPage { Status: StatusCodes.Status200OK } page
                ? await page.RenderAsync(context.RequestServices)
                : throw new ApiProblemException(ApiProblem.Of(ApiProblem.NotFound, StatusCodes.Status404NotFound, "This is elsewhere now.", "Open the page anew."))));
    }

    private static void Get(IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapGet(pattern, handler).AddEndpointFilter(GuardAsync).ExcludeFromDescription();

    private static PageResult<T> View<T>(object model)
        where T : Microsoft.AspNetCore.Components.IComponent =>
        new(StatusCodes.Status200OK, new() { ["Model"] = model });

    private static PageResult<FailurePage> Failure(int status, string title, string detail) =>
        new(status, new() { ["Title"] = title, ["Detail"] = detail });
}
