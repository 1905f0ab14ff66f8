using System.Text;
using System.Text.Json;
using Actors.Abstractions.Backtesting;
using Actors.Abstractions.Intake;
using Actors.Abstractions.Notifications;
using Actors.Domain.Threat.Policies;
using Actors.Gateway.Problems;
using Actors.Gateway.Reports;
using Actors.Gateway.Subjects;
using Actors.Gateway.Threat;
using Actors.Gateway.Wire;
using Actors.Page.Layout;

namespace Actors.Page.Policies;

/// <summary><c>/policies</c>: what decides the levels, what another policy would have said, and a new version.</summary>
internal static class PolicyPages
{
    private const int MostChangesShown = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        Get(routes, "/policies", async (IGrainFactory grains, HttpContext context, SubjectReader subjects) =>
        {
            var times = await TimesAsync(grains, AsOfParameter.Read(new QueryReader(context, "asOf"), subjects.Now));
            return View<PolicyListPage>(StatusCodes.Status200OK, ("Times", times));
        });
        Get(routes, "/policies/{key}", async (string key, IGrainFactory grains, HttpContext context, Sender sender, SubjectReader subjects) =>
        {
            var query = new QueryReader(context, "done", "asOf");
            var model = await ModelAsync(grains, key, AsOfParameter.Read(query, subjects.Now), sender.Identify(context));
            return View(model with { Done = query.OneOf("done", "saved") });
        });
        Get(routes, "/policies/backtest", ShowAsync);
        Post(routes, "/policies/backtest", TryAsync);
        Post(routes, "/policies/{key}", SaveAsync);
    }

    private static void Post(IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapPost(pattern, handler).AddEndpointFilter(PageEndpoints.GuardAsync).DisableAntiforgery().ExcludeFromDescription();

    private static void Get(IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapGet(pattern, handler).AddEndpointFilter(PageEndpoints.GuardAsync).ExcludeFromDescription();

    private static PageResult<PolicyPage> View(PolicyModel model) =>
        View<PolicyPage>(model.Errors.Count > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK, ("Model", model));

    private static PageResult<T> View<T>(int status, params (string Name, object? Value)[] parameters)
        where T : Microsoft.AspNetCore.Components.IComponent =>
        new(status, parameters.ToDictionary(p => p.Name, p => p.Value));

    /// <summary>What was written leads to the address of its run; what is wrong with it is shown where it was written.</summary>
    private static async Task<IResult> TryAsync(HttpContext context, IGrainFactory grains, SubjectReader subjects, Sender sender)
    {
        SameOrigin.Require(context);
        var fields = await context.Request.ReadFormAsync(context.RequestAborted);
        var form = new PolicyForm(fields["subject"].ToString(), fields["from"].ToString(), fields["to"].ToString(), fields["knownAt"].ToString(), fields["policy"].ToString());
        var key = fields["key"].ToString();
        var asOf = fields["asOf"].ToString() is { Length: > 0 } past ? AsOfParameter.Read(past, subjects.Now) : (DateTimeOffset?)null;
        var model = await ModelAsync(grains, key, asOf, sender.Identify(context)) with { Form = form };
        var errors = new List<FieldProblem>();
        Day("from", form.From, errors);
        Day("to", form.To, errors);
        ThreatPolicy? candidate = null;
        if (!string.IsNullOrWhiteSpace(form.Policy))
        {
            var reading = ThreatPolicyReader.Read(Encoding.UTF8.GetBytes(form.Policy));
            candidate = reading.Policy;
            errors.AddRange(reading.Errors.Select(e => new FieldProblem(e.Pointer, e.Detail)));
        }

        try
        {
            await subjects.FindAsync("subject", form.Subject);
        }
        catch (ApiProblemException refused) when (refused.Problem.Status is StatusCodes.Status400BadRequest or StatusCodes.Status404NotFound)
        {
            errors.Add(new FieldProblem("?subject", refused.Problem.Detail));
        }

        if (errors.Count > 0)
        {
            return View(model with { Errors = errors });
        }

        var address = PolicyAddress.Of(form, key, candidate?.Canonical);
        return address.Fits(asOf)
            ? Results.Redirect(address.At(asOf))
            : View(await RunAsync(context, subjects, grains, sender, model with { Address = address }, candidate));
    }

    /// <summary>The run that an address names.</summary>
    private static async Task<IResult> ShowAsync(HttpContext context, IGrainFactory grains, SubjectReader subjects, Sender sender)
    {
        var query = new QueryReader(context, "key", "subject", "from", "to", "knownAt", "policy", "asOf");
        var asOf = AsOfParameter.Read(query, subjects.Now);
        var text = query.Text("subject") ?? throw new ApiProblemException(ApiProblem.Parameter("subject", "is missing; name whose level, for example region:iq."));
        var subject = await subjects.FindAsync("subject", text);
        ThreatPolicy? candidate = null;
        if (query.Text("policy") is { } packed)
        {
            candidate = PolicyText.OfParameter(packed) is { } unpacked && ThreatPolicyReader.Read(unpacked).Policy is { } sound
                ? sound
                : throw new ApiProblemException(ApiProblem.Parameter("policy", "is no policy that this page put there; open /policies and try it anew."));
        }

        var kind = subject.Kind.ToString().ToLowerInvariant();
        var key = query.Text("key") ?? (await TimesAsync(grains, asOf)).Known.Last(v => v.Subject == kind).Key;
        var form = new PolicyForm(
            text, Iso(query.Day("from")), Iso(query.Day("to")), query.OneOf("knownAt", "recorded", "day-end") ?? "recorded",
            candidate is null ? null : PolicyText.Indent(JsonElement.Parse(candidate.Canonical)));
        var model = await ModelAsync(grains, key, asOf, sender.Identify(context)) with { Form = form, Address = PolicyAddress.Of(form, key, candidate?.Canonical) };
        return View(await RunAsync(context, subjects, grains, sender, model, candidate));
    }

    /// <summary>Runs the policy in force, and the one written where there is one, over the history of a subject, as known now or at the time shown.</summary>
    private static async Task<PolicyModel> RunAsync(HttpContext context, SubjectReader subjects, IGrainFactory grains, Sender sender, PolicyModel model, ThreatPolicy? candidate)
    {
        if (!sender.Identify(context).Analyst)
        {
            throw new ApiProblemException(ApiProblem.Of(ApiProblem.Forbidden, StatusCodes.Status403Forbidden, "Not allowed with this key.", "A backtest needs a key with the role analyst or admin."));
        }

        var form = model.Form!;
        var subject = (await subjects.FindAsync("subject", form.Subject)).ToString();
        var (from, to) = (Day("from", form.From, []), Day("to", form.To, []));
        var request = new BacktestRequest
        {
            Subject = subject,
            Candidate = candidate is null ? null : Encoding.UTF8.GetBytes(candidate.Canonical),
            From = from,
            To = to,
            ByDay = form.KnownAt == "day-end",
            AsOf = model.AsOf,
        };
        byte[]? result = null;
        try
        {
            await foreach (var line in grains.GetGrain<IBacktestGrain>(Guid.NewGuid()).RunAsync(request, context.RequestAborted))
            {
                result = line.Result ?? result;
            }
        }
        catch (BadRequestException bad)
        {
            // The grain names fields of the request; those of the policy are told apart by where the form has them.
            return model with { Errors = [bad.Pointer.StartsWith("/policy", StringComparison.Ordinal) ? new FieldProblem(bad.Pointer[7..], bad.Message) : new FieldProblem("?" + bad.Pointer.TrimStart('/'), bad.Message)] };
        }

        return model with
        {
            Backtest = new BacktestView(
                subject, Words.Name(subjects.Catalogue, subject), from, to, form.KnownAt, JsonElement.Parse(result ?? throw new InvalidOperationException("The backtest ended without a result.")),
                model.AsOf is { } past ? DiffJson.Of(await subjects.Queries.DiffAsync(subject, past, null, MostChangesShown)) : null, subjects.Catalogue),
        };
    }

    private static async Task<IResult> SaveAsync(HttpContext context, string key, IGrainFactory grains, Sender sender)
    {
        SameOrigin.Require(context);
        var identity = sender.Identify(context);
        if (!MayChange(identity))
        {
            throw new ApiProblemException(ApiProblem.Of(ApiProblem.Forbidden, StatusCodes.Status403Forbidden, "Not allowed with this key.", "A policy is changed with a key of the role admin."));
        }

        var fields = await context.Request.ReadFormAsync(context.RequestAborted);
        var form = new PolicyForm(fields["subject"].ToString(), fields["from"].ToString(), fields["to"].ToString(), fields["knownAt"].ToString(), fields["policy"].ToString());
        var reading = ThreatPolicyReader.Read(Encoding.UTF8.GetBytes(form.Policy!));
        var errors = reading.Errors.Select(e => new FieldProblem(e.Pointer, e.Detail)).ToList();
        if (reading.Policy is { } policy && policy.Id != key)
        {
            errors.Add(new FieldProblem("/id", $"is '{policy.Id}', the address says '{key}'; make them the same."));
        }

        if (errors.Count == 0)
        {
            var answer = await grains.GetGrain<IPolicyGrain>(0).PutAsync(Encoding.UTF8.GetBytes(reading.Policy!.Canonical));
            if (answer.Refused is not { } why)
            {
                return TypedResults.Redirect($"/policies/{key}?done=saved");
            }

            errors.Add(new FieldProblem("/version", why));
        }

        return View(await ModelAsync(grains, key, null, identity) with { Form = form, Errors = errors });
    }

    private static bool MayChange(SenderIdentity identity) => identity.Role is "admin" or "local";

    private static async Task<PolicyTimes> TimesAsync(IGrainFactory grains, DateTimeOffset? asOf) =>
        new(await grains.GetGrain<IPolicyHistoryGrain>(0).VersionsAsync(), asOf);

    private static async Task<PolicyModel> ModelAsync(IGrainFactory grains, string key, DateTimeOffset? asOf, SenderIdentity identity)
    {
        var times = await TimesAsync(grains, asOf);
        var version = times.Last.FirstOrDefault(v => v.Key == key) ?? throw new ApiProblemException(ApiProblem.Of(
            ApiProblem.NotFound, StatusCodes.Status404NotFound, "There is no such policy.",
            asOf is null
                ? $"There is no policy '{key}'; there are {string.Join(", ", times.Last.Select(p => p.Key))}."
                : $"At that recorded time there was no policy '{key}' yet; there were {string.Join(", ", times.Last.Select(p => p.Key))}."));
        return new PolicyModel
        {
            AsOf = asOf,
            Address = PolicyAddress.Of(key),
            Version = version,
            Policy = ThreatPolicyReader.Read(version.Json).Policy ?? throw new InvalidOperationException($"The recorded policy {key} cannot be read."),
            InForce = times.IsInForce(version),
            Versions = [.. times.Known.Where(v => v.Key == key)],
            Since = [.. times.Since.Where(v => v.Key == key)],
            Analyst = identity.Analyst,
            MayChange = MayChange(identity),
        };
    }

    private static string Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private static DateOnly? Day(string name, string text, List<FieldProblem> errors)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day))
        {
            return day;
        }

        errors.Add(new FieldProblem("?" + name, $"'{text}' is no day; write for example 2023-11-09."));
        return null;
    }
}
