using System.Collections.Immutable;

namespace Actors.Domain.Matching;

/// <summary>An incident a report may be about.</summary>
/// <param name="Incident">Its id.</param>
/// <param name="Facts">Of each of its live reports that state a day and a place.</param>
/// <param name="ReferenceScopes">Scopes that have a reference of their own for it; a new reference of such a scope is another incident.</param>
public sealed record MatchCandidate(Guid Incident, ImmutableArray<MatchFacts> Facts, ImmutableHashSet<string> ReferenceScopes);

/// <summary>One agreement or contradiction.</summary>
public readonly record struct MatchReason(string Text, double Points);

/// <summary>What is to be done with a report.</summary>
public enum MatchOutcome
{
    /// <summary>It begins an incident.</summary>
    New,

    /// <summary>It begins an incident; an analyst may join it to those suggested.</summary>
    Suggest,

    /// <summary>It is about an incident known already.</summary>
    Match,
}

/// <summary>One incident an analyst may join to another.</summary>
/// <param name="Chance">That both are one event, 0 … 1.</param>
public sealed record MatchSuggestion(Guid Incident, double Chance, string Why);

/// <summary>What was decided for one report, and why.</summary>
/// <param name="Incident">The incident it is about; null unless it matches.</param>
/// <param name="Chance">That it is about the best candidate, 0 … 1.</param>
/// <param name="Suggestions">Best first; the one matched is not among them.</param>
public sealed record MatchDecision(MatchOutcome Outcome, Guid? Incident, double Chance, string Why, ImmutableArray<MatchSuggestion> Suggestions);
