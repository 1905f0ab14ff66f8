using System.CommandLine;
using Actors.Client;

namespace Actors.Cli.Commands;

/// <summary>Which incidents are counted: the options of tallies and of what compares them.</summary>
internal sealed class TallyOptions
{
    private readonly Option<DateOnly?> from = Arguments.Day("--from", "First day");
    private readonly Option<DateOnly?> to = Arguments.Day("--to", "Last day");
    private readonly Option<string?> by = Arguments.Text("--by", "Break down by this", "WHAT", "day", "week", "month", "type", "outcome", "perpetrator", "target", "place");
    private readonly Option<string?> role = Arguments.Text("--role", "Groups only: count where it is perpetrator, or target", "ROLE", "perpetrator", "target");
    private readonly Option<string?> type = Arguments.Text("--type", "Only this type of event, for example air-drone-strike", "SLUG");
    private readonly Option<string?> outcome = Arguments.Text("--outcome", "Only this outcome", "OUTCOME", "hit", "intercepted", "failed", "unknown");
    private readonly Option<string?> perpetrator = Arguments.Text("--perpetrator", "Only with this group, or a member of it, as perpetrator", "GROUP");
    private readonly Option<string?> target = Arguments.Text("--target", "Only with this group, or a member of it, as target", "GROUP");
    private readonly Option<string?> figures = Arguments.Text("--figures", "Whose killed and injured: of all parties, or of the party asked for", "WHOSE", "all", "party");
    private readonly Option<DateTimeOffset?> asOf = Arguments.Instant("--as-of", "As it was known at that recorded time");
    private readonly Option<string?> positions = Arguments.Text("--positions", "As it was known at these ledger positions, for example 0:41,2:17", "VECTOR");

    public void AddTo(Command command, bool known = true)
    {
        foreach (var option in new Option[] { from, to, role, type, outcome, perpetrator, target })
        {
            command.Options.Add(option);
        }

        if (known)
        {
            command.Options.Add(by);
            command.Options.Add(figures);
            command.Options.Add(asOf);
            command.Options.Add(positions);
        }
    }

    public TallyQuery Read(ParseResult parsed) => new()
    {
        From = parsed.GetValue(from),
        To = parsed.GetValue(to),
        By = parsed.GetValue(by),
        Role = parsed.GetValue(role),
        Type = parsed.GetValue(type),
        Outcome = parsed.GetValue(outcome),
        Perpetrator = parsed.GetValue(perpetrator),
        Target = parsed.GetValue(target),
        Figures = parsed.GetValue(figures),
        AsOf = parsed.GetValue(asOf),
        Positions = parsed.GetValue(positions),
    };
}
