using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Actors.Cli.Commands;

/// <summary>Arguments and options that several commands have.</summary>
internal static class Arguments
{
    public static Argument<string> Subject() => new("SUBJECT")
    {
        Description = "A subject with its kind, by key or any name: base:al-harir, region:iq, \"group:US forces\"",
    };

    public static Option<DateOnly?> Day(string name, string description)
    {
        var option = new Option<DateOnly?>(name) { Description = description, HelpName = "yyyy-MM-dd" };
        option.CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return day;
            }

            result.AddError($"{name} '{result.Tokens[0].Value}' is no day; write yyyy-MM-dd, for example 2023-11-09.");
            return null;
        };
        return option;
    }

    public static Option<DateTimeOffset?> Instant(string name, string description)
    {
        var option = new Option<DateTimeOffset?>(name) { Description = description, HelpName = "TIME" };
        option.CustomParser = result => ReadInstant(result, name);
        return option;
    }

    public static Option<long?> Number(string name, string description, long least, long most)
    {
        var option = new Option<long?>(name) { Description = description, HelpName = "N" };
        option.CustomParser = result =>
        {
            if (long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            {
                return number;
            }

            result.AddError($"{name} '{result.Tokens[0].Value}' is no whole number from {least}{(most == long.MaxValue ? " on" : $" to {most}")}.");
            return null;
        };
        return option;
    }

    public static Option<string?> Text(string name, string description, string? help = null, params string[] allowed)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = help };
        return allowed.Length == 0 ? option : option.AcceptOnlyFromAmong(allowed);
    }

    private static DateTimeOffset? ReadInstant(ArgumentResult result, string name)
    {
        var text = result.Tokens[0].Value;

        // A time without an offset would mean another instant on another machine.
        var hasOffset = text.EndsWith('Z') || text.EndsWith('z') || text.LastIndexOf('+') > 10 || text.LastIndexOf('-') > 10;
        if (hasOffset && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant))
        {
            return instant;
        }

        result.AddError($"{name} '{text}' is no time with an offset; write for example 2023-11-09T18:30:00Z.");
        return null;
    }
}
