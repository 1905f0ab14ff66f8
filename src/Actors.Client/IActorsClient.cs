namespace Actors.Client;

/// <summary>
/// A client of one Actors server. Safe for many threads. Every call takes a cancellation token and throws
/// <see cref="ActorsApiException"/> when the server refuses, or does not answer after the attempts that
/// <see cref="ActorsClientOptions"/> allow; <see cref="OperationCanceledException"/> when cancelled.
/// </summary>
public partial interface IActorsClient;
