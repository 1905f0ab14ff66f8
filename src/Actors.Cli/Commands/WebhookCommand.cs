using System.CommandLine;
using System.Globalization;
using Actors.Cli.Output;
using Actors.Client;

namespace Actors.Cli.Commands;

/// <summary><c>actors webhooks</c>: who is posted to, what was delivered, what was given up.</summary>
internal static class WebhookCommand
{
    public static Command Create(Settings settings) => new("webhooks", "Have notifications posted to addresses, and see how far they got")
    {
        CreateList(settings),
        CreateNew(settings),
        CreateDelete(settings),
        CreatePause(settings),
        CreateResume(settings),
        CreateDeliveries(settings),
        CreateDeadLetters(settings),
        CreateRedeliver(settings),
    };

    private static Command CreateList(Settings settings)
    {
        var command = new Command("list", "Every webhook and how far it got");
        command.SetAction((parsed, cancellation) => RawAnswers.ShowAsync(
            settings, parsed, "/v1/webhooks", async client => TableOf(await client.ListWebhooksAsync(cancellation)), cancellation));
        return command;
    }

    private static Command CreateNew(Settings settings)
    {
        var url = new Argument<string>("URL") { Description = "Where to post to, https" };
        var subject = Arguments.Text("--subject", "Only notifications of this subject", "SUBJECT");
        var within = new Option<bool>("--descendants") { Description = "Also of what lies within it" };
        var above = new Option<bool>("--ancestors") { Description = "Also of what contains it" };
        var kind = Arguments.Text("--kind", "Only this kind, for example level-raised", "KIND");
        var after = Arguments.Number("--after", "Those after this position; 0: everything (default: what comes from now on)", 0, long.MaxValue);
        var secret = Arguments.Text("--secret-file", "A file whose first line signs what is posted (default: one is made and shown, this once)", "FILE");
        var command = new Command("create", "Make a webhook; prints its secret, which is never told again") { url, subject, within, above, kind, after, secret };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed);
            var made = await client.CreateWebhookAsync(
                new WebhookRequest
                {
                    Url = parsed.GetRequiredValue(url),
                    Secret = await SecretAsync(parsed.GetValue(secret), cancellation),
                    Subject = parsed.GetValue(subject),
                    Descendants = parsed.GetValue(within) ? true : null,
                    Ancestors = parsed.GetValue(above) ? true : null,
                    Kind = parsed.GetValue(kind),
                    After = parsed.GetValue(after),
                },
                cancellation);
            if (parsed.GetValue(settings.Json))
            {
                Printer.WriteJson(settings.Output, made);
                return ExitCodes.Well;
            }

            Printer.Write(settings.Output, TableOf([made]));
            await settings.Output.WriteLineAsync($"secret: {made.Secret}");
            return ExitCodes.Well;
        });
        return command;
    }

    private static Command CreateDelete(Settings settings)
    {
        var id = Id();
        var command = new Command("delete", "End a webhook; its secret is forgotten") { id };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed);
            await client.DeleteWebhookAsync(parsed.GetRequiredValue(id), cancellation);
            return ExitCodes.Well;
        });
        return command;
    }

    private static Command CreatePause(Settings settings)
    {
        var id = Id();
        var reason = Arguments.Text("--reason", "Shown beside it", "TEXT");
        var command = new Command("pause", "Stop delivering; nothing is lost") { id, reason };
        command.SetAction((parsed, cancellation) => ChangeAsync(settings, parsed, client => client.PauseWebhookAsync(parsed.GetRequiredValue(id), parsed.GetValue(reason), cancellation)));
        return command;
    }

    private static Command CreateResume(Settings settings)
    {
        var id = Id();
        var command = new Command("resume", "Go on delivering where it stopped") { id };
        command.SetAction((parsed, cancellation) => ChangeAsync(settings, parsed, client => client.ResumeWebhookAsync(parsed.GetRequiredValue(id), cancellation)));
        return command;
    }

    private static Command CreateDeliveries(Settings settings)
    {
        var id = Id();
        var limit = Arguments.Number("--limit", "At most this many, 1 to 1,000 (default 100)", 1, 1_000);
        var cursor = Arguments.Text("--cursor", "Go on where the page before ended", "CURSOR");
        var command = new Command("deliveries", "What became of each notification, newest first") { id, limit, cursor };
        command.SetAction((parsed, cancellation) => RawAnswers.ShowAsync(
            settings, parsed,
            Path(parsed.GetRequiredValue(id)) + "/deliveries" + RawAnswers.Query(("cursor", parsed.GetValue(cursor)), ("limit", parsed.GetValue(limit)?.ToString(CultureInfo.InvariantCulture))),
            async client =>
            {
                var table = Printer.Table("position", "at", "state", "attempts", "status", "ms", "error");
                var page = await client.ListDeliveriesAsync(parsed.GetRequiredValue(id), parsed.GetValue(cursor), (int?)parsed.GetValue(limit), cancellation);
                foreach (var item in page.Items)
                {
                    Printer.Row(table, $"{item.Position}", Printer.Instant(item.At), item.State, $"{item.Attempts}", $"{item.Status}", $"{item.Milliseconds}", item.Error);
                }

                if (page.Cursor is { } next)
                {
                    table.Caption = new($"There are more: --cursor {next}");
                }

                return table;
            }, cancellation));
        return command;
    }

    private static Command CreateDeadLetters(Settings settings)
    {
        var id = Id();
        var command = new Command("dead-letters", "Notifications that were given up and not delivered since") { id };
        command.SetAction((parsed, cancellation) => RawAnswers.ShowAsync(settings, parsed, Path(parsed.GetRequiredValue(id)) + "/dead-letters", async client =>
        {
            var table = Printer.Table("position", "at", "attempts", "status", "waits for another try", "error");
            foreach (var letter in await client.ListDeadLettersAsync(parsed.GetRequiredValue(id), cancellation))
            {
                Printer.Row(table, $"{letter.Position}", Printer.Instant(letter.At), $"{letter.Attempts}", $"{letter.Status}", letter.Waiting ? "yes" : "", letter.Error);
            }

            return table;
        }, cancellation));
        return command;
    }

    private static Command CreateRedeliver(Settings settings)
    {
        var id = Id();
        var positions = new Argument<long[]>("POSITION") { Description = "Which of the dead letters (default: all)", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("redeliver", "Try given-up notifications once more") { id, positions };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = settings.Connect(parsed);
            var named = parsed.GetValue(positions);
            var waiting = await client.RedeliverAsync(parsed.GetRequiredValue(id), named is { Length: > 0 } ? named : null, cancellation);
            if (parsed.GetValue(settings.Json))
            {
                Printer.WriteJson(settings.Output, new { waiting });
            }
            else
            {
                await settings.Output.WriteLineAsync($"{waiting} will be tried once more");
            }

            return ExitCodes.Well;
        });
        return command;
    }

    private static Argument<string> Id() => new("ID") { Description = "The webhook's id, as the list gives it" };

    private static string Path(string id) => "/v1/webhooks/" + Uri.EscapeDataString(id);

    private static async Task<string?> SecretAsync(string? file, CancellationToken cancellation) =>
        file is null ? null
        : !File.Exists(file) ? throw new CommandLineException($"There is no file {file}.")
        : (await File.ReadAllLinesAsync(file, cancellation)).FirstOrDefault() ?? throw new CommandLineException($"{file} is empty; its first line is the secret.");

    private static async Task<int> ChangeAsync(Settings settings, ParseResult parsed, Func<ActorsClient, Task<Webhook>> change)
    {
        using var client = settings.Connect(parsed);
        var changed = await change(client);
        if (parsed.GetValue(settings.Json))
        {
            Printer.WriteJson(settings.Output, changed);
        }
        else
        {
            Printer.Write(settings.Output, TableOf([changed]));
        }

        return ExitCodes.Well;
    }

    private static Spectre.Console.Table TableOf(IEnumerable<Webhook> webhooks)
    {
        var table = Printer.Table("id", "url", "of", "state", "delivered", "up to", "of", "dead letters", "why");
        foreach (var webhook in webhooks)
        {
            Printer.Row(
                table, webhook.Id, webhook.Url, string.Join(' ', new[] { webhook.Subject, webhook.Kind }.OfType<string>()), webhook.State, $"{webhook.Delivered:#,0}",
                $"{webhook.After}", $"{webhook.Head}", $"{webhook.DeadLetters}", webhook.Reason ?? webhook.LastError);
        }

        return table;
    }
}
