using Actors.Client;

namespace Actors.Cli.Export;

/// <summary>The incidents a question selects, page by page, all as known at the moment of the first page.</summary>
internal static class IncidentExport
{
    /// <param name="checkpoint">Told after each page where the next one begins.</param>
    /// <param name="resumeAt">Where an interrupted export goes on; null: at the start.</param>
    public static async Task RunAsync(
        ActorsClient client, IncidentQuery query, IIncidentForm form, Func<string, ValueTask>? checkpoint, string? resumeAt, CancellationToken cancellation)
    {
        if (resumeAt is null)
        {
            await form.BeginAsync();
        }

        var first = resumeAt is null;
        var cursor = resumeAt;
        do
        {
            var page = await client.ListIncidentsAsync(query with { Cursor = cursor }, cancellation);
            if (page.Items.Count > 0)
            {
                await form.WriteAsync(page.Items, first);
                first = false;
            }

            cursor = page.Cursor;
            if (cursor is not null && checkpoint is not null)
            {
                await checkpoint(cursor);
            }
        }
        while (cursor is not null);
        await form.EndAsync();
    }
}
