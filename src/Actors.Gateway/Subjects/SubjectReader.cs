using Actors.Abstractions.Clock;
using Actors.Abstractions.Queries;
using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Gateway.Problems;

namespace Actors.Gateway.Subjects;

/// <summary>Finds subjects by the names people give them, and the grains that keep them.</summary>
internal sealed class SubjectReader(IGrainFactory grains, CatalogueHolder catalogue, TimeProvider time, PolicyClock clock)
{
    public ICatalogue Catalogue => catalogue.Current;

    public DateTimeOffset Now => time.GetUtcNow();

    public PolicyClock Clock => clock;

    public IIncidentQueryGrain Queries => grains.GetGrain<IIncidentQueryGrain>(0);

    public ISubjectGrain Grain(SubjectId subject) => subject.Kind switch
    {
        SubjectKind.Base => grains.GetGrain<IBaseGrain>(subject.Key),
        SubjectKind.Region => grains.GetGrain<IRegionGrain>(subject.Key),
        _ => grains.GetGrain<IActorGroupGrain>(subject.Key),
    };

    /// <summary>The subject of a path such as <c>/v1/bases/{name}</c>; 404 when neither the catalogue nor any report knows it.</summary>
    public async Task<SubjectId> FindAsync(SubjectKind kind, string name)
    {
        if (SubjectId.TryParse(name, out var prefixed))
        {
            if (prefixed.Kind != kind)
            {
                throw Unknown(kind, name);
            }

            name = prefixed.Key;
        }

        var resolution = Catalogue.Resolve(kind, name);
        var subject = Catalogue.Canonical(resolution.Subject);
        if (!resolution.Known && subject == resolution.Subject && !await Queries.KnowsAsync(subject.ToString()))
        {
            throw Unknown(kind, name);
        }

        return subject;
    }

    /// <summary>The subject of a parameter such as <c>?subject=region:iq</c>.</summary>
    public async Task<SubjectId> FindAsync(string parameter, string text)
    {
        if (!SubjectId.TryParse(text, out var subject))
        {
            throw new ApiProblemException(ApiProblem.Parameter(parameter, $"'{text}' is no subject; write base:…, region:… or group:…, for example region:iq."));
        }

        return await FindAsync(subject.Kind, subject.Key);
    }

    private static ApiProblemException Unknown(SubjectKind kind, string name)
    {
        var word = kind.ToString().ToLowerInvariant();
        return new ApiProblemException(ApiProblem.Of(
            ApiProblem.NotFound,
            StatusCodes.Status404NotFound,
            "Nobody knows this subject.",
            $"There is no {word} '{name}': neither the catalogue nor any report names it. GET /v1/{word}s lists them."));
    }
}
