using System.Runtime.CompilerServices;

namespace Actors.Client;

public sealed partial class ActorsClient
{
    /// <inheritdoc/>
    public Task<AuditPage> ListAuditAsync(AuditQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return caller.GetAsync("/v1/audit" + query.ToQuery(), ActorsJson.Default.AuditPage, cancellation);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<AuditItem> AllAuditAsync(AuditQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        while (true)
        {
            var page = await ListAuditAsync(query, cancellation).ConfigureAwait(false);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            if (page.Cursor is null)
            {
                yield break;
            }

            query = query with { Cursor = page.Cursor };
        }
    }
}
