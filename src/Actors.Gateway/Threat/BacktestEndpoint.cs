using System.Text.Json;
using Actors.Abstractions.Backtesting;
using Actors.Domain;
using Actors.Domain.Reports;
using Actors.Domain.Threat.Policies;
using Actors.Gateway.Problems;
using Actors.Gateway.Reports;
using Actors.Gateway.Subjects;
using Actors.Gateway.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Actors.Gateway.Threat;

/// <summary><c>POST /v1/policies:backtest</c>: NDJSON, lines of progress, the last with the result.</summary>
internal static class BacktestEndpoint
{
    private const int MaxLargestDays = 100;
    private const int MaxWarningDays = 366;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/policies:backtest", RunAsync)
        .Accepts<BacktestJson>("application/json").WithTags("policies")
        .WithSummary("Run a policy over a subject's history, as known now or at a past time, and hold it against the one in force; answers NDJSON: progress, then {\"result\": …}.");

    private static async Task RunAsync(HttpContext context, IGrainFactory grains, SubjectReader subjects, Sender sender)
    {
        _ = new QueryReader(context);
        if (!sender.Identify(context).Analyst)
        {
            throw new ApiProblemException(ApiProblem.Of(ApiProblem.Forbidden, StatusCodes.Status403Forbidden, "Not allowed with this key.", "A backtest needs a key with the role analyst or admin."));
        }

        var request = await ReadAsync(context, subjects);
        await using var lines = grains.GetGrain<IBacktestGrain>(Guid.NewGuid()).RunAsync(request, context.RequestAborted).GetAsyncEnumerator(context.RequestAborted);

        // What is wrong with the request shows with the first line, before the answer begins.
        var more = await lines.MoveNextAsync();
        context.Response.ContentType = "application/x-ndjson; charset=utf-8";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        for (; more; more = await lines.MoveNextAsync())
        {
            await WriteAsync(context, lines.Current);
        }
    }

    private static async Task WriteAsync(HttpContext context, BacktestLine line)
    {
        if (line.Result is { } result)
        {
            await context.Response.Body.WriteAsync("{\"result\":"u8.ToArray(), context.RequestAborted);
            await context.Response.Body.WriteAsync(result, context.RequestAborted);
            await context.Response.Body.WriteAsync("}\n"u8.ToArray(), context.RequestAborted);
        }
        else
        {
            await JsonSerializer.SerializeAsync(context.Response.Body, new { progress = new { phase = line.Phase, done = line.Done, all = line.All, at = line.At } }, ApiJson.Options, context.RequestAborted);
            await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
        }

        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static async Task<BacktestRequest> ReadAsync(HttpContext context, SubjectReader subjects)
    {
        var body = await JsonBody.ReadAsync<BacktestJson>(context);
        var text = JsonBody.Required(body.Subject, "/subject", "name whose level, for example region:iq");
        if (!SubjectId.TryParse(text, out _))
        {
            throw JsonBody.Wrong("/subject", $"'{text}' is no subject; write base:…, region:… or group:…, for example region:iq.");
        }

        if (body.KnownAt is not (null or "recorded" or "day-end"))
        {
            throw JsonBody.Wrong("/knownAt", $"'{body.KnownAt}' is neither recorded (each change is known when it was recorded) nor day-end (each incident when its day ends).");
        }

        return new BacktestRequest
        {
            Subject = (await subjects.FindAsync("subject", text)).ToString(),
            Candidate = Candidate(body.Policy),
            From = body.From,
            To = body.To,
            ByDay = body.KnownAt == "day-end",
            LargestDays = Within(body.LargestDays ?? 5, MaxLargestDays, "/largestDays"),
            WarningLevel = body.WarningLevel,
            WarningDays = Within(body.WarningDays ?? 14, MaxWarningDays, "/warningDays"),
            AsOf = AsOf(body, subjects.Now),
            Positions = Vector(body),
        };
    }

    private static DateTimeOffset? AsOf(BacktestJson body, DateTimeOffset now)
    {
        if (body.AsOf is not { } text)
        {
            return null;
        }

        if (Rfc3339.ReadInstant(System.Text.Encoding.UTF8.GetBytes(text), out var instant) is not null)
        {
            throw JsonBody.Wrong("/asOf", $"'{text}' is no time; write RFC 3339 with an offset, for example 2023-11-09T18:30:00Z.");
        }

        return instant <= now ? instant : throw JsonBody.Wrong("/asOf", "lies in the future; what will be known then is not known yet.");
    }

    private static string? Vector(BacktestJson body) => body.Positions switch
    {
        null => null,
        _ when body.AsOf is not null => throw JsonBody.Wrong("/positions", "given together with asOf; give one of them."),
        var text when Positions.IsValid(text) => text,
        var text => throw JsonBody.Wrong("/positions", $"'{text}' is no ledger position; write partition:position pairs, for example 0:41,1000:2."),
    };

    private static byte[]? Candidate(JsonElement? policy)
    {
        if (policy is not { ValueKind: not JsonValueKind.Null } json)
        {
            return null;
        }

        var reading = ThreatPolicyReader.Read(System.Text.Encoding.UTF8.GetBytes(json.GetRawText()));
        return reading.Policy is { } sound
            ? System.Text.Encoding.UTF8.GetBytes(sound.Canonical)
            : throw new ApiProblemException(ApiProblem.Of(
                ApiProblem.InvalidParameter, StatusCodes.Status400BadRequest, "The policy is not sound.",
                string.Join(" ", reading.Errors.Select(e => $"/policy{e.Pointer}: {e.Detail}")), [.. reading.Errors.Select(e => new FieldProblem("/policy" + e.Pointer, e.Detail))]));
    }

    private static int Within(int value, int max, string pointer) =>
        value >= 1 && value <= max ? value : throw JsonBody.Wrong(pointer, $"is {value}; give 1 to {max}.");
}

/// <summary>What to run.</summary>
/// <param name="Subject">For example <c>region:iq</c>.</param>
/// <param name="Policy">A policy as PUT takes it, held against the one in force; left out: the one in force alone.</param>
/// <param name="From">First day judged, in the subject's zone; left out: a year.</param>
/// <param name="To">Last day judged; left out: today, or with asOf or positions the day of that moment.</param>
/// <param name="KnownAt">recorded (the default): each change is known when it was recorded; day-end: each incident as it is now, known when
/// its day ends, for history imported in one go.</param>
/// <param name="LargestDays">How many of the largest days should have been warned of, 1 to 100; 5.</param>
/// <param name="WarningLevel">From this level on it is a warning; left out: the second below the highest.</param>
/// <param name="WarningDays">Days within which one of them must follow, else the warning was in vain, 1 to 366; 14.</param>
/// <param name="AsOf">As known at this recorded time (RFC 3339): only what was recorded by then, and the policy in force then; names and links
/// are those of the catalogue now, as in every answer about the past. Left out: now. One in the future is a 400.</param>
/// <param name="Positions">As asOf, at the positions that an earlier result names, <c>0:41,1000:2</c>: 1000 is the partition of the policies, one that is
/// not named stands at its beginning. Not together with asOf.</param>
public sealed record BacktestJson(
    string? Subject, JsonElement? Policy, DateOnly? From, DateOnly? To, string? KnownAt, int? LargestDays, string? WarningLevel, int? WarningDays,
    string? AsOf, string? Positions);
