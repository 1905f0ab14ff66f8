using System.Collections.Immutable;
using Actors.Abstractions.Catalogue;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Gateway.Problems;
using Actors.Gateway.Reports;
using Actors.Gateway.Subjects;
using Actors.Gateway.Wire;

namespace Actors.Gateway.Catalogue;

/// <summary><c>/v1/catalog</c>: names, aliases, positions and links of bases, regions, groups and sources; joining and splitting of
/// provisional subjects.</summary>
internal static class CatalogueEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/catalog/bases/{key}", (string key, CatalogueHolder holder) => Found("base", key, holder.Current.FindBase(key), holder)).Produces<BaseEntry>().WithTags("catalogue");
        routes.MapGet("/v1/catalog/regions/{key}", (string key, CatalogueHolder holder) => Found("region", key, holder.Current.FindRegion(key), holder)).Produces<RegionEntry>().WithTags("catalogue");
        routes.MapGet("/v1/catalog/groups/{key}", (string key, CatalogueHolder holder) => Found("group", key, holder.Current.FindGroup(key), holder)).Produces<GroupEntry>().WithTags("catalogue");
        routes.MapGet("/v1/catalog/sources/{key}", (string key, CatalogueHolder holder) => Found("source", key, holder.Current.FindSource(key), holder)).Produces<SourceEntry>().WithTags("catalogue");
        routes.MapGet("/v1/catalog/provisional", ProvisionalAsync).Produces<ProvisionalListJson>().WithTags("catalogue")
            .WithSummary("Names in reports that the catalogue does not know, and what they were joined to.");
        routes.MapPut("/v1/catalog/bases/{key}", PutBaseAsync).Accepts<BaseBody>("application/json").WithTags("catalogue");
        routes.MapPut("/v1/catalog/regions/{key}", PutRegionAsync).Accepts<RegionBody>("application/json").WithTags("catalogue");
        routes.MapPut("/v1/catalog/groups/{key}", PutGroupAsync).Accepts<GroupBody>("application/json").WithTags("catalogue");
        routes.MapPut("/v1/catalog/sources/{key}", PutSourceAsync).Accepts<SourceBody>("application/json").WithTags("catalogue");
        routes.MapPost("/v1/catalog/joins", JoinAsync).Accepts<JoinBody>("application/json").WithTags("catalogue")
            .WithSummary("A provisional subject is the same as a known one; its tallies follow.");
        routes.MapPost("/v1/catalog/splits", SplitAsync).Accepts<SplitBody>("application/json").WithTags("catalogue")
            .WithSummary("Undo a join.");
    }

    private static IResult Found<T>(string kind, string key, T? entry, CatalogueHolder holder)
        where T : class
    {
        _ = holder;
        return entry is null
            ? throw new ApiProblemException(ApiProblem.Of(ApiProblem.NotFound, 404, "The catalogue has no such entry.", $"There is no {kind} '{key}' in the catalogue; PUT the same path to add it."))
            : Results.Json(entry, ApiJson.Options);
    }

    private static async Task<IResult> ProvisionalAsync(HttpContext context, SubjectReader reader)
    {
        var query = new QueryReader(context, "kind");
        var kind = query.OneOf("kind", "bases", "regions", "groups") ?? throw new ApiProblemException(ApiProblem.Parameter("kind", "is missing; ask for bases, regions or groups."));
        var items = new List<ProvisionalJson>();
        foreach (var name in await reader.Queries.NamedSubjectsAsync(kind[..^1] + ":"))
        {
            if (SubjectId.TryParse(name, out var subject) && !IsKnown(subject, reader.Catalogue))
            {
                var canonical = reader.Catalogue.Canonical(subject);
                items.Add(new ProvisionalJson(name, canonical == subject ? null : canonical.ToString()));
            }
        }

        return Results.Json(new ProvisionalListJson([.. items.OrderBy(i => i.Subject, StringComparer.Ordinal)]), ApiJson.Options);
    }

    private static bool IsKnown(SubjectId subject, ICatalogue catalogue) => subject.Kind switch
    {
        SubjectKind.Base => catalogue.FindBase(subject.Key) is not null,
        SubjectKind.Region => catalogue.FindRegion(subject.Key) is not null,
        _ => catalogue.FindGroup(subject.Key) is not null,
    };

    private static async Task<IResult> PutBaseAsync(HttpContext context, string key, CatalogueEditor editor)
    {
        var body = await JsonBody.ReadAsync<BaseBody>(context);
        return await editor.RecordAsync(context, new PutBase(new BaseEntry(
            key, Names(body.Names), JsonBody.Required(body.Region, "/region", "name the leaf region, for example iq-an"), body.Lat, body.Lon, body.Zone)));
    }

    private static async Task<IResult> PutRegionAsync(HttpContext context, string key, CatalogueEditor editor)
    {
        var body = await JsonBody.ReadAsync<RegionBody>(context);
        return await editor.RecordAsync(context, new PutRegion(new RegionEntry(
            key, Names(body.Names), JsonBody.Required(body.Kind, "/kind", "say what it is: country, subdivision, or a further level"), body.Parent, body.Zone, body.Lat, body.Lon)));
    }

    private static async Task<IResult> PutGroupAsync(HttpContext context, string key, CatalogueEditor editor)
    {
        var body = await JsonBody.ReadAsync<GroupBody>(context);
        return await editor.RecordAsync(context, new PutGroup(new GroupEntry(
            key, Names(body.Names), [.. body.Umbrellas ?? []], [.. body.Sponsors ?? []])));
    }

    private static async Task<IResult> PutSourceAsync(HttpContext context, string key, CatalogueEditor editor)
    {
        var body = await JsonBody.ReadAsync<SourceBody>(context);
        if (body.Reliability is not { Length: 1 })
        {
            throw JsonBody.Wrong("/reliability", "give one grade, A to F (F: cannot be judged).");
        }

        return await editor.RecordAsync(context, new PutSource(new SourceEntry(
            key, Names(body.Names), body.Reliability[0], JsonBody.Required(body.Kind, "/kind", "say official, service, monitor, newsroom or party"))));
    }

    private static async Task<IResult> JoinAsync(HttpContext context, CatalogueEditor editor)
    {
        var body = await JsonBody.ReadAsync<JoinBody>(context);
        return await editor.RecordAsync(context, new JoinSubject(Subject(body.Provisional, "/provisional"), Subject(body.Into, "/into"))
        {
            Reason = JsonBody.Required(body.Reason, "/reason", "say why they are the same"),
        });
    }

    private static async Task<IResult> SplitAsync(HttpContext context, CatalogueEditor editor)
    {
        var body = await JsonBody.ReadAsync<SplitBody>(context);
        return await editor.RecordAsync(context, new SplitSubject(Subject(body.Provisional, "/provisional"))
        {
            Reason = JsonBody.Required(body.Reason, "/reason", "say why they are not the same"),
        });
    }

    private static ImmutableArray<string> Names(IReadOnlyList<string>? names) =>
        names is { Count: > 0 } ? [.. names] : throw JsonBody.Wrong("/names", "give at least one name; the first is shown.");

    private static SubjectId Subject(string? text, string pointer) => SubjectId.TryParse(text, out var subject)
        ? subject
        : throw JsonBody.Wrong(pointer, "write base:…, region:… or group:…, for example group:us-forces.");
}

/// <summary>Records catalogue changes for the endpoints.</summary>
internal sealed class CatalogueEditor(IGrainFactory grains, Sender sender)
{
    public async Task<IResult> RecordAsync(HttpContext context, CatalogueChange change)
    {
        _ = new QueryReader(context);
        var identity = sender.Identify(context);
        if (!identity.Analyst)
        {
            throw new ApiProblemException(ApiProblem.Of(ApiProblem.Forbidden, 403, "Not allowed with this key.", "Editing the catalogue needs a key with the role analyst."));
        }

        var answer = await grains.GetGrain<ICatalogueGrain>(0).ChangeAsync(CatalogueChangeCodec.Encode(change with { By = identity.Scope }));
        if (answer.Problems.Count > 0)
        {
            throw new ApiProblemException(ApiProblem.Of(
                ApiProblem.InvalidParameter,
                400,
                "The change does not fit the catalogue.",
                $"{answer.Problems[0].Pointer}: {answer.Problems[0].Detail} Nothing was changed.",
                [.. answer.Problems.Select(p => new FieldProblem(p.Pointer, p.Detail))]));
        }

        return Results.Json(new CatalogueRecordedJson(answer.Position), ApiJson.Options);
    }
}

/// <summary>Answer to a change.</summary>
/// <param name="Position">Where it stands in the control partition.</param>
public sealed record CatalogueRecordedJson(long Position);

/// <summary>Provisional subjects.</summary>
public sealed record ProvisionalListJson(IReadOnlyList<ProvisionalJson> Items);

/// <summary>A name in reports that the catalogue does not know.</summary>
/// <param name="JoinedTo">The known subject it was said to be; null: none.</param>
public sealed record ProvisionalJson(string Subject, string? JoinedTo);

/// <summary>Body of a base.</summary>
public sealed record BaseBody(IReadOnlyList<string>? Names, string? Region, double? Lat, double? Lon, string? Zone);

/// <summary>Body of a region.</summary>
public sealed record RegionBody(IReadOnlyList<string>? Names, string? Kind, string? Parent, string? Zone, double? Lat, double? Lon);

/// <summary>Body of a group.</summary>
public sealed record GroupBody(IReadOnlyList<string>? Names, IReadOnlyList<GroupLink>? Umbrellas, IReadOnlyList<GroupLink>? Sponsors);

/// <summary>Body of a source.</summary>
public sealed record SourceBody(IReadOnlyList<string>? Names, string? Reliability, string? Kind);

/// <summary>Body of a join.</summary>
public sealed record JoinBody(string? Provisional, string? Into, string? Reason);

/// <summary>Body of a split.</summary>
public sealed record SplitBody(string? Provisional, string? Reason);
