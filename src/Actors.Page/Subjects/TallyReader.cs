using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Gateway.Subjects;

namespace Actors.Page.Subjects;

/// <summary>
/// Several tallies of one subject at one state of the ledger. Never asked one by one at a given vector: a subject answers that from the
/// ledger, which for a large one takes as long as its history.
/// </summary>
internal sealed class TallyReader(SubjectReader subjects)
{
    /// <summary>Reports may come in between two answers; then all are asked again.</summary>
    private const int MostAttempts = 4;

    /// <summary>The tallies, in the order of the questions.</summary>
    /// <param name="asOf">As known at this recorded time; null: now.</param>
    /// <param name="least">Now: at least this vector.</param>
    public async Task<TalliesRead> ReadAsync(SubjectId subject, IReadOnlyList<TallyQuery> queries, DateTimeOffset? asOf, string least)
    {
        if (asOf is { } past)
        {
            return new(await subjects.Queries.TalliesAsync(subject.ToString(), queries, null, past), Together: true);
        }

        var grain = subjects.Grain(subject);
        for (var attempt = 1; ; attempt++)
        {
            var answers = await Task.WhenAll(queries.Select(q => grain.TallyAsync(q with { MinPositions = least })));
            var together = answers.All(a => a.Positions == answers[0].Positions);
            if (together || attempt == MostAttempts)
            {
                return new(answers, together);
            }
        }
    }
}

/// <summary>Tallies of one subject.</summary>
/// <param name="Together">False: reports came in so fast that they were counted a moment apart; each is exact for its moment.</param>
internal sealed record TalliesRead(IReadOnlyList<TallyAnswer> Answers, bool Together);
