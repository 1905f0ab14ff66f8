using System.CommandLine;
using Actors.Cli.Output;
using Actors.Client;

namespace Actors.Cli.Commands;

/// <summary><c>actors watch</c>: notifications as they come.</summary>
internal static class WatchCommand
{
    public static Command Create(Settings settings)
    {
        var after = Arguments.Number("--after", "Begin after this position; 0: with the first there is (default: only new ones)", 0, long.MaxValue);
        var subject = Arguments.Text("--subject", "Of this subject, and of what contains it", "SUBJECT");
        var exact = new Option<bool>("--no-ancestors") { Description = "Not of what contains it" };
        var descendants = new Option<bool>("--descendants") { Description = "Also of subjects within it" };
        var kind = Arguments.Text("--kind", "Of this kind only, for example level-raised", "KIND");
        var command = new Command("watch", "Show notifications as they come, until stopped; resumes by itself when the connection breaks") { after, subject, exact, descendants, kind };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed, attempts: 10);
            var json = parsed.GetValue(settings.Json);
            var query = new NotificationQuery
            {
                After = parsed.GetValue(after),
                Subject = parsed.GetValue(subject),
                Descendants = parsed.GetValue(descendants),
                Ancestors = parsed.GetValue(exact) ? false : null,
                Kind = parsed.GetValue(kind),
            };
            try
            {
                await foreach (var next in client.StreamNotificationsAsync(query, cancellation))
                {
                    Print(settings.Output, next, json);
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Ctrl-C is how a watch ends.
            }

            return ExitCodes.Well;
        });
        return command;
    }

    private static void Print(TextWriter output, StreamEvent next, bool json)
    {
        switch (next)
        {
            case NotificationGap gap when json:
                Printer.WriteJsonLine(output, new { gap = new { gap.From, gap.To } });
                break;
            case NotificationGap gap:
                output.WriteLine($"-- notifications {gap.From} to {gap.To} are no longer kept --");
                break;
            case Notification notification when json:
                Printer.WriteJsonLine(output, notification);
                break;
            case Notification n:
                output.WriteLine($"{n.Position,6}  {n.At:yyyy-MM-dd HH:mm:ss}Z  {n.Kind,-16}  {n.Subject}  {n.Text}{(n.Corrects is { } corrected ? $" (corrects {corrected})" : "")}");
                break;
        }

        output.Flush();
    }
}
