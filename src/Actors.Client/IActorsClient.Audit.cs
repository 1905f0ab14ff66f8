namespace Actors.Client;

/// <remarks>The audit record needs the role admin: 403 without.</remarks>
public partial interface IActorsClient
{
    /// <summary>A page of who changed the catalogue, policies, webhooks and incidents, who retracted or assessed, and when; oldest first.</summary>
    Task<AuditPage> ListAuditAsync(AuditQuery query, CancellationToken cancellation = default);

    /// <summary>All of it, page after page.</summary>
    IAsyncEnumerable<AuditItem> AllAuditAsync(AuditQuery query, CancellationToken cancellation = default);
}
