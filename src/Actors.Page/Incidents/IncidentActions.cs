using System.Text.Json;
using Actors.Abstractions.Intake;
using Actors.Domain.Reports;
using Actors.Gateway.Problems;
using Actors.Gateway.Reports;
using Actors.Page.Layout;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Page.Incidents;

/// <summary>What analysts do on the page of an incident; every act goes the way of any other report, merge or split.</summary>
internal static class IncidentActions
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Post(routes, "override", OverrideAsync);
        Post(routes, "retract", RetractAsync);
        Post(routes, "merge", MergeAsync);
        Post(routes, "split", SplitAsync);
        Post(routes, "reject", RejectAsync);
    }

    private static void Post(IEndpointRouteBuilder routes, string act, Func<ActionForm, Task<RedirectHttpResult>> handler) =>
        routes.MapPost($"/incidents/{{id:guid}}/{act}", async (HttpContext context, Guid id, Sender sender, IGrainFactory grains, TimeProvider time) =>
        {
            SameOrigin.Require(context);
            var identity = sender.Identify(context);
            if (!identity.Analyst)
            {
                throw new ApiProblemException(ApiProblem.Of(ApiProblem.Forbidden, StatusCodes.Status403Forbidden, "Not allowed with this key.", "Only analysts may do this."));
            }

            if (!context.Request.HasFormContentType)
            {
                throw Wrong("the body", "send the form of the page.");
            }

            return await handler(new ActionForm(id, await context.Request.ReadFormAsync(context.RequestAborted), identity, grains.GetGrain<IIntakeGrain>(0), time));
        }).AddEndpointFilter(PageEndpoints.GuardAsync).DisableAntiforgery().ExcludeFromDescription();

    private static async Task<RedirectHttpResult> OverrideAsync(ActionForm form)
    {
        var set = new Dictionary<string, object>();
        foreach (var field in new[] { "outcome", "type" })
        {
            if (form.Text(field) is { } value)
            {
                set[field] = value;
            }
        }

        if (form.Text("day") is { } day)
        {
            set["occurred"] = new { from = day };
        }

        var casualties = new Dictionary<string, object>();
        foreach (var field in new[] { "killed", "injured" })
        {
            if (form.Text(field) is { } figure)
            {
                casualties[field] = long.TryParse(figure, out var count) ? count : throw Wrong(field, $"'{figure}' is no whole number.");
            }
        }

        if (casualties.Count > 0)
        {
            set["casualties"] = new[] { casualties };
        }

        if (set.Count == 0)
        {
            throw Wrong("the assessment", "choose the value of at least one field.");
        }

        await SubmitAsync(form, new
        {
            kind = "assessment",
            id = form.Required("report"),
            source = form.Required("source"),
            publishedAt = form.Now,
            incident = form.Incident.ToString("D"),
            set,
            reason = form.Required("reason"),
        });
        return Back(form.Incident, "override");
    }

    private static async Task<RedirectHttpResult> RetractAsync(ActionForm form)
    {
        await SubmitAsync(form, new
        {
            kind = "retraction",
            id = form.Required("report"),
            source = form.Required("source"),
            publishedAt = form.Now,
            retracts = form.Required("retracts"),
            reason = form.Required("reason"),
        });
        return Back(form.Incident, "retract");
    }

    private static async Task<RedirectHttpResult> MergeAsync(ActionForm form) =>
        After(await form.Intake.MergeAsync(new MergeRequest(form.Incident, OtherOf(form), form.Required("reason"), form.Identity.Scope)), "merge");

    private static async Task<RedirectHttpResult> SplitAsync(ActionForm form)
    {
        var reports = form.All("reports");
        return reports.Count == 0
            ? throw Wrong("reports", "choose the reports that leave.")
            : After(await form.Intake.SplitAsync(new SplitRequest(form.Incident, reports, form.Required("reason"), form.Identity.Scope)), "split");
    }

    private static async Task<RedirectHttpResult> RejectAsync(ActionForm form)
    {
        var result = await form.Intake.RejectAsync(new RejectRequest(form.Incident, OtherOf(form), form.Required("reason"), form.Identity.Scope));
        return result.Problem is { } problem ? throw Wrong("reject", problem) : Back(form.Incident, "reject");
    }

    private static Guid OtherOf(ActionForm form) => Guid.TryParseExact(form.Required("with"), "D", out var with)
        ? with
        : throw Wrong("with", "name the other incident by its id.");

    private static async Task SubmitAsync(ActionForm form, object report)
    {
        var read = ReportReader.Read(JsonSerializer.SerializeToUtf8Bytes(report));
        if (read.Errors.Count > 0)
        {
            throw Wrong(read.Errors[0].Pointer, read.Errors[0].Detail);
        }

        var receipts = await form.Intake.SubmitAsync(new Submission(form.Identity.Scope, form.Identity.Analyst, [.. read.Reports!.Select(ReportWriter.WriteCanonical)]));
        if (receipts[0].Status == ReceiptStatus.Conflict)
        {
            throw Wrong("report", "This form was sent before with other words, and that stands. Open the page anew to add to it.");
        }
    }

    private static RedirectHttpResult After(ActionResult result, string act) => result.Problem is { } problem
        ? throw Wrong(act, problem)
        : Back(result.Incident!.Value, act);

    private static RedirectHttpResult Back(Guid incident, string act) => TypedResults.Redirect($"/incidents/{incident:D}?done={act}");

    private static ApiProblemException Wrong(string field, string detail) =>
        new(ApiProblem.Of(ApiProblem.InvalidReport, StatusCodes.Status400BadRequest, "This cannot be done.", $"{field}: {detail} Nothing was recorded."));

    /// <summary>What an act comes with.</summary>
    private sealed record ActionForm(Guid Incident, IFormCollection Fields, SenderIdentity Identity, IIntakeGrain Intake, TimeProvider Time)
    {
        public DateTimeOffset Now => Time.GetUtcNow();

        public string? Text(string name) => Fields[name].ToString().Trim() is { Length: > 0 } text ? text : null;

        public string Required(string name) => Text(name) ?? throw Wrong(name, "is missing.");

        public IReadOnlyList<string> All(string name) => [.. Fields[name].OfType<string>().Where(v => v.Length > 0)];
    }
}
