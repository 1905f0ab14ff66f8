using System.Text;
using System.Text.Json;
using Actors.Abstractions.Backtesting;
using Actors.Abstractions.Notifications;
using Actors.Domain;
using Actors.Domain.Threat.Policies;
using Actors.Gateway.Problems;
using Actors.Gateway.Reports;
using Actors.Gateway.Subjects;
using Actors.Gateway.Wire;
using Actors.Page.Layout;

namespace Actors.Page.Policies;

/// <summary><c>/policies</c>: what decides the levels, what another policy would have said, and a new version.</summary>
internal static class PolicyPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Get(routes, "/policies", async (IGrainFactory grains, HttpContext context) =>
        {
            _ = new QueryReader(context);
            var all = await grains.GetGrain<IPolicyGrain>(0).ListAsync();
            return View<PolicyListPage>(("Items", all));
        });
        Get(routes, "/policies/{key}", async (string key, IGrainFactory grains, HttpContext context, Sender sender) =>
        {
            var query = new QueryReader(context, "done");
            return View<PolicyPage>(("Model", await ModelAsync(grains, key, null, null, sender.Identify(context), query.OneOf("done", "saved"))));
        });
        Get(routes, "/policies/backtest", async (HttpContext context, IGrainFactory grains, SubjectReader subjects, Sender sender) =>
        {
            var query = new QueryReader(context, "subject", "from", "to", "knownAt");
            var subject = await subjects.FindAsync("subject", query.Text("subject") ?? throw new ApiProblemException(ApiProblem.Parameter("subject", "is missing; name whose level, for example region:iq.")));
            return await RunAsync(context, grains, subjects, sender, subject, query.Day("from"), query.Day("to"), query.OneOf("knownAt", "recorded", "day-end"), candidate: null);
        });
        routes.MapPost("/policies/backtest", async (HttpContext context, IGrainFactory grains, SubjectReader subjects, Sender sender) =>
        {
            SameOrigin.Require(context);
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var subject = await subjects.FindAsync("subject", form["subject"].ToString());
            return await RunAsync(context, grains, subjects, sender, subject, Day(form, "from"), Day(form, "to"), form["knownAt"].ToString(), form["policy"].ToString());
        }).AddEndpointFilter(PageEndpoints.GuardAsync).DisableAntiforgery().ExcludeFromDescription();
        routes.MapPost("/policies/{key}", SaveAsync).AddEndpointFilter(PageEndpoints.GuardAsync).DisableAntiforgery().ExcludeFromDescription();
    }

    private static void Get(IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapGet(pattern, handler).AddEndpointFilter(PageEndpoints.GuardAsync).ExcludeFromDescription();

    private static PageResult<T> View<T>(params (string Name, object? Value)[] parameters)
        where T : Microsoft.AspNetCore.Components.IComponent =>
        new(StatusCodes.Status200OK, parameters.ToDictionary(p => p.Name, p => p.Value));

    /// <summary>Runs the policy in force, and the one written where there is one, over the history of a subject.</summary>
    private static async Task<IResult> RunAsync(
        HttpContext context, IGrainFactory grains, SubjectReader subjects, Sender sender, SubjectId subject, DateOnly? from, DateOnly? to, string? knownAt, string? candidate)
    {
        var identity = sender.Identify(context);
        if (!identity.Analyst)
        {
            throw new ApiProblemException(ApiProblem.Of(ApiProblem.Forbidden, StatusCodes.Status403Forbidden, "Not allowed with this key.", "A backtest needs a key with the role analyst or admin."));
        }

        var request = new BacktestRequest
        {
            Subject = subject.ToString(),
            Candidate = string.IsNullOrWhiteSpace(candidate) ? null : Encoding.UTF8.GetBytes(Read(candidate).Canonical),
            From = from,
            To = to,
            ByDay = knownAt == "day-end",
        };
        byte[]? result = null;
        await foreach (var line in grains.GetGrain<IBacktestGrain>(Guid.NewGuid()).RunAsync(request, context.RequestAborted))
        {
            result = line.Result ?? result;
        }

        var all = await grains.GetGrain<IPolicyGrain>(0).ListAsync();
        var kind = subject.Kind.ToString().ToLowerInvariant();
        var key = all.FirstOrDefault(p => p.InForce && p.Subject == kind)?.Key ?? throw new InvalidOperationException($"No policy is in force for {subject}.");
        var shown = new BacktestView(
            subject.ToString(), Words.Name(subjects.Catalogue, subject.ToString()), from, to, knownAt, JsonElement.Parse(result ?? throw new InvalidOperationException("The backtest ended without a result.")));
        return View<PolicyPage>(("Model", await ModelAsync(grains, key, string.IsNullOrWhiteSpace(candidate) ? null : candidate, shown, identity, null)));
    }

    private static async Task<IResult> SaveAsync(HttpContext context, string key, IGrainFactory grains, Sender sender)
    {
        SameOrigin.Require(context);
        if (sender.Identify(context).Role is not ("admin" or "local"))
        {
            throw new ApiProblemException(ApiProblem.Of(ApiProblem.Forbidden, StatusCodes.Status403Forbidden, "Not allowed with this key.", "A policy is changed with a key of the role admin."));
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var policy = Read(form["policy"].ToString());
        if (policy.Id != key)
        {
            throw Wrong($"/id is '{policy.Id}', the address says '{key}'; make them the same.");
        }

        var answer = await grains.GetGrain<IPolicyGrain>(0).PutAsync(Encoding.UTF8.GetBytes(policy.Canonical));
        return answer.Refused is { } why ? throw Wrong("/version " + why) : TypedResults.Redirect($"/policies/{key}?done=saved");
    }

    private static async Task<PolicyModel> ModelAsync(IGrainFactory grains, string key, string? text, BacktestView? backtest, SenderIdentity identity, string? done)
    {
        var all = await grains.GetGrain<IPolicyGrain>(0).ListAsync();
        var item = all.FirstOrDefault(p => p.Key == key) ?? throw new ApiProblemException(ApiProblem.Of(
            ApiProblem.NotFound, StatusCodes.Status404NotFound, "There is no such policy.", $"There is no policy '{key}'; there are {string.Join(", ", all.Select(p => p.Key))}."));
        var policy = ThreatPolicyReader.Read(item.Json).Policy ?? throw new InvalidOperationException($"The recorded policy {key} cannot be read.");
        return new PolicyModel(item, policy, JsonElement.Parse(item.Json), text, backtest, identity.Analyst, identity.Role is "admin" or "local", done);
    }

    private static ThreatPolicy Read(string text)
    {
        try
        {
            var reading = ThreatPolicyReader.Read(Encoding.UTF8.GetBytes(text));
            return reading.Policy ?? throw Wrong(string.Join(" ", reading.Errors.Select(e => $"{e.Pointer}: {e.Detail}")));
        }
        catch (JsonException error)
        {
            throw Wrong(error.Message);
        }
    }

    private static DateOnly? Day(IFormCollection form, string name) => form[name].ToString() is not { Length: > 0 } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) ? day
        : throw Wrong($"{name} '{text}' is no day; write for example 2023-11-09.");

    private static ApiProblemException Wrong(string detail) =>
        new(ApiProblem.Of(ApiProblem.InvalidParameter, StatusCodes.Status400BadRequest, "The policy is not sound.", $"{detail} Nothing was changed."));
}
