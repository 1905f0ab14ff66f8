using Actors.Abstractions.Subjects;

namespace Actors.Grains.Routing;

/// <summary>A subject that an entry concerns, with the grain that keeps it.</summary>
/// <param name="Subject">For example <c>region:iq</c>; equal strings are equal subjects.</param>
/// <param name="Consumer">The grain reference; made once and reused, since making one costs more than a call.</param>
public sealed record SubjectTarget(string Subject, ISubjectConsumer Consumer);

/// <summary>
/// Who is concerned: from the terms an entry names (leaf facts) to subjects (with ancestors and umbrellas, joins followed), and back.
/// One per silo, safe for concurrent use.
/// </summary>
/// <remarks>
/// An entry concerns a subject exactly when one of its terms expands to it; <see cref="TermsOfAsync"/> is the inverse:
/// <c>term ∈ TermsOf(s) ⇔ s ∈ Expand(term)</c>, for every term handed out so far.
/// </remarks>
public interface ISubjectExpander
{
    /// <summary>Changes whenever an expansion may have changed; what was expanded under another version is asked for again.</summary>
    long Version { get; }

    /// <summary>The subjects concerned by a term, each once; empty where the term is no subject.</summary>
    ValueTask<IReadOnlyList<SubjectTarget>> ExpandAsync(int term, CancellationToken cancellationToken);

    /// <summary>The terms that expand to a subject.</summary>
    ValueTask<IReadOnlyCollection<int>> TermsOfAsync(string subject, CancellationToken cancellationToken);

    /// <summary>The target of a subject named in a checkpoint.</summary>
    /// <exception cref="FormatException">It is no subject's name.</exception>
    SubjectTarget Target(string subject);
}
