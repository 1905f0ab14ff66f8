using System.Text.Json;
using Actors.Abstractions.Notifications;
using Actors.Domain.Threat.Policies;
using Actors.Gateway.Problems;
using Actors.Gateway.Reports;
using Actors.Gateway.Wire;

namespace Actors.Gateway.Threat;

/// <summary><c>/v1/policies</c>: the threat policies, versioned.</summary>
internal static class PolicyEndpoints
{
    private const int MaxBytes = 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/policies", ListAsync).Produces<PolicyListJson>().WithTags("policies").WithSummary("The last version of every threat policy, now or (asOf) as recorded by a past time.");
        routes.MapGet("/v1/policies/{key}", GetAsync).WithTags("policies").WithSummary("One policy, as it decides, or (asOf) decided at a past recorded time.");
        routes.MapPut("/v1/policies/{key}", PutAsync).Produces<PolicyPutJson>().WithTags("policies")
            .WithSummary("A new version, in force for its kind of subject at once; one summary tells what it changed.");
    }

    private static async Task<IResult> ListAsync(HttpContext context, IGrainFactory grains, TimeProvider time)
    {
        var all = await AllAsync(context, grains, time);
        return Results.Json(new PolicyListJson([.. all.Select(p => new PolicyItemJson(p.Key, p.Version, p.Subject, p.InForce, p.Hash))], null), ApiJson.Options);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string key, IGrainFactory grains, TimeProvider time)
    {
        var all = await AllAsync(context, grains, time);
        return all.FirstOrDefault(p => p.Key == key) is { } found
            ? Results.Bytes(found.Json, "application/json; charset=utf-8")
            : throw new ApiProblemException(ApiProblem.Of(
                ApiProblem.NotFound, StatusCodes.Status404NotFound, "There is no such policy.", $"There is no policy '{key}'; there are {string.Join(", ", all.Select(p => p.Key))}."));
    }

    /// <summary>The last version of each, by key: now, or of those recorded by <c>asOf</c>.</summary>
    private static async Task<IReadOnlyList<PolicyItem>> AllAsync(HttpContext context, IGrainFactory grains, TimeProvider time)
    {
        if (new QueryReader(context, "asOf").Instant("asOf") is not { } asOf)
        {
            return await grains.GetGrain<IPolicyGrain>(0).ListAsync();
        }

        if (asOf > time.GetUtcNow())
        {
            throw new ApiProblemException(ApiProblem.Parameter("asOf", "lies in the future; what will be known then is not known yet."));
        }

        var times = new PolicyTimes(await grains.GetGrain<IPolicyHistoryGrain>(0).VersionsAsync(), asOf);
        return [.. times.Last.Select(v => new PolicyItem(v.Key, v.Version, v.Subject, times.IsInForce(v), v.Hash, v.Json))];
    }

    private static async Task<IResult> PutAsync(HttpContext context, string key, IGrainFactory grains, Sender sender)
    {
        _ = new QueryReader(context);
        if (!sender.Identify(context).Analyst)
        {
            throw new ApiProblemException(ApiProblem.Of(ApiProblem.Forbidden, StatusCodes.Status403Forbidden, "Only an analyst may change policies.", "The key this call came with is no analyst's."));
        }

        var reading = Read(await BodyReader.ReadAsync(context, MaxBytes));
        if (reading.Policy is not { } policy)
        {
            throw new ApiProblemException(ApiProblem.Of(
                ApiProblem.InvalidParameter, StatusCodes.Status400BadRequest, "The policy is not sound.",
                string.Join(" ", reading.Errors.Select(e => $"{e.Pointer}: {e.Detail}")), [.. reading.Errors.Select(e => new FieldProblem(e.Pointer, e.Detail))]));
        }

        if (policy.Id != key)
        {
            throw JsonBody.Wrong("/id", $"is '{policy.Id}', the address says '{key}'; make them the same.");
        }

        var answer = await grains.GetGrain<IPolicyGrain>(0).PutAsync(System.Text.Encoding.UTF8.GetBytes(policy.Canonical));
        return answer.Refused is { } why
            ? throw JsonBody.Wrong("/version", why)
            : Results.Json(new PolicyPutJson(policy.Reference, policy.Hash, answer.Position, answer.Decided, answer.Changed), ApiJson.Options);
    }

    private static ThreatPolicyReading Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return ThreatPolicyReader.Read(body);
        }
        catch (JsonException error)
        {
            throw JsonBody.Wrong("", error.Message);
        }
    }
}

/// <summary>Policies.</summary>
public sealed record PolicyListJson(IReadOnlyList<PolicyItemJson> Items, string? Cursor);

/// <summary>A policy in a list.</summary>
/// <param name="InForce">It decides for its kind of subject.</param>
public sealed record PolicyItemJson(string Key, int Version, string Subject, bool InForce, string Hash);

/// <summary>What was recorded.</summary>
/// <param name="Decided">Subjects that decided again.</param>
/// <param name="Changed">Those whose level changed by it.</param>
public sealed record PolicyPutJson(string Policy, string Hash, long Position, int Decided, int Changed);
