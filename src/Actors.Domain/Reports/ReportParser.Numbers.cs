using System.Text.Json;

namespace Actors.Domain.Reports;

/// <summary>Reading truth values, numbers and figures.</summary>
internal ref partial struct ReportParser
{
    private static readonly NameTable FigureNames = new("atLeast", "atMost", "low", "best", "high");

    private bool? Truth()
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return reader.GetBoolean();
        }

        Wrong("must be true or false");
        return null;
    }

    private double? Degrees(double limit)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            Wrong("must be a number of degrees");
            return null;
        }

        if (reader.TryGetDouble(out var degrees) && degrees >= -limit && degrees <= limit)
        {
            // −0 and 0 are one place and must have one canonical form.
            return degrees == 0 ? 0 : degrees;
        }

        Error($"must lie between -{limit} and {limit} degrees");
        return null;
    }

    /// <summary>A whole number of people, things or attacks.</summary>
    private long? Count() => Whole(0, ReportLimits.MaxFigure);

    private long? Whole(long min, long max)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            Wrong($"must be a whole number from {min} to {max}");
            return null;
        }

        if (reader.TryGetInt64(out var number) && number >= min && number <= max)
        {
            return number;
        }

        Error(reader.ValueSpan.IndexOfAny(".eE"u8) >= 0
            ? $"must be a whole number from {min} to {max}, written without fraction or exponent"
            : $"must lie between {min} and {max}");
        return null;
    }

    /// <summary>A number as said. False after an error; null for the word unknown.</summary>
    private bool ReadFigure(out Figure? figure)
    {
        const string Forms = "3, {\"atLeast\": 40}, {\"atMost\": 9}, {\"low\": 2, \"best\": 3, \"high\": 5} or \"unknown\"";
        figure = null;
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                figure = Count() is { } exact ? Figure.Exactly(exact) : null;
                return figure is not null;
            case JsonTokenType.String when reader.ValueTextEquals("unknown"u8):
                return true;
            case JsonTokenType.StartObject:
                break;
            default:
                return Wrong("must be a figure: " + Forms);
        }

        BeginObject(Forms);
        long? atLeast = null, atMost = null, low = null, best = null, high = null;
        var errorsBefore = errors?.Count ?? 0;
        var met = default(Met);
        while (NextProperty(FigureNames, ref met, out var index))
        {
            switch (index)
            {
                case 0: atLeast = Count(); break;
                case 1: atMost = Count(); break;
                case 2: low = Count(); break;
                case 3: best = Count(); break;
                default: high = Count(); break;
            }
        }

        if ((errors?.Count ?? 0) > errorsBefore)
        {
            return false;
        }

        figure = (met.Seen, met.Null) switch
        {
            (0b00001, 0) => Figure.AtLeast(atLeast!.Value),
            (0b00010, 0) => Figure.AtMost(atMost!.Value),
            // An explicit null says that nothing bounds it.
            (0b11100, 0 or 0b10000) => new Figure(low!.Value, best!.Value, high),
            _ => null,
        };
        if (figure is null)
        {
            Error("must be one of these forms: " + Forms);
            return false;
        }

        if (low > best || best > high)
        {
            Error(low > best ? $"low, {low}, is above best, {best}; low ≤ best ≤ high" : $"best, {best}, is above high, {high}; low ≤ best ≤ high");
            return false;
        }

        return true;
    }
}
