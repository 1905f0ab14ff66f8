using Actors.Abstractions.Subjects;
using Actors.Domain;
using Actors.Domain.Catalogue;
using Actors.Domain.Tallies;
using Actors.Grains.Subjects;
using Actors.Ledger;

namespace Actors.Grains.Queries;

/// <summary>
/// Tallies at ledger vectors, from the list. What a vector holds never changes, so answers are kept for those who ask again: a reader
/// who moves through time looks at the same moment more than once.
/// </summary>
/// <remarks>One per silo, safe for concurrent use. Keeps at most 200,000 lines of breakdowns, then begins anew.</remarks>
internal sealed class PastTallies(RevisionReader revisions, CatalogueHolder catalogue)
{
    private const int MostRows = 200_000;

    private readonly Lock gate = new();
    private readonly Dictionary<Question, TallyResult> kept = [];
    private ICatalogue? readWith;
    private int rows;

    /// <summary>The tallies, in the order of the questions; those that are not kept are folded in one pass.</summary>
    public async Task<IReadOnlyList<TallyResult>> ReadAsync(SubjectId subject, IReadOnlyList<TallyQuery> queries, LedgerVector at, CancellationToken cancellationToken)
    {
        var current = catalogue.Current;
        var vector = at.ToString();
        var asked = queries.Select(q => new Question(subject, q with { Positions = null, MinPositions = null, AsOf = null }, vector)).ToList();
        var known = Known(asked, current);
        var missing = asked.Where(q => !known.ContainsKey(q)).Distinct().ToList();
        if (missing.Count > 0)
        {
            var questions = missing.Select(q => (Filter: TallyQuestions.FilterOf(subject, q.Query, current), By: TallyQuestions.ByOf(q.Query))).ToList();
            var results = await revisions.FoldAsync(questions is [var only] ? only.Filter : Covering(subject, questions), questions, at, cancellationToken);
            foreach (var (question, result) in missing.Zip(results))
            {
                known[question] = result;
                Keep(question, result, current);
            }
        }

        return [.. asked.Select(q => known[q])];
    }

    private static TallyFilter Covering(SubjectId subject, IReadOnlyList<(TallyFilter Filter, TallyBy By)> questions) => new()
    {
        Subject = subject,
        From = questions.All(q => q.Filter.From is not null) ? questions.Min(q => q.Filter.From) : null,
        To = questions.All(q => q.Filter.To is not null) ? questions.Max(q => q.Filter.To) : null,
    };

    private Dictionary<Question, TallyResult> Known(IReadOnlyList<Question> asked, ICatalogue current)
    {
        lock (gate)
        {
            if (!ReferenceEquals(readWith, current))
            {
                // Umbrellas, aliases and places are read from the catalogue.
                Forget(current);
            }

            return asked.Distinct().Where(kept.ContainsKey).ToDictionary(q => q, q => kept[q]);
        }
    }

    private void Keep(Question question, TallyResult result, ICatalogue with)
    {
        lock (gate)
        {
            if (!ReferenceEquals(readWith, with))
            {
                return;
            }

            var lines = 1 + result.Breakdown.Length;
            if (rows + lines > MostRows)
            {
                Forget(with);
            }

            if (kept.TryAdd(question, result))
            {
                rows += lines;
            }
        }
    }

    private void Forget(ICatalogue current)
    {
        kept.Clear();
        rows = 0;
        readWith = current;
    }

    private sealed record Question(SubjectId Subject, TallyQuery Query, string Vector);
}
