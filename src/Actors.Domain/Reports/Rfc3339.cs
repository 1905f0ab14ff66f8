using System.Globalization;

namespace Actors.Domain.Reports;

/// <summary>Days (<c>yyyy-MM-dd</c>) and times of RFC 3339, read from and written to UTF-8.</summary>
/// <remarks>Fractions of a second beyond 100 ns are cut. Leap seconds cannot be kept and are refused.</remarks>
public static class Rfc3339
{
    public const int DayLength = 10;

    public const int MaxInstantLength = 28;

    private const string DayForm = "a day is written yyyy-MM-dd, for example 2023-11-09";

    private const string InstantForm = "a time is written as in RFC 3339, for example 2023-11-09T18:30:00Z or 2023-11-09T21:30:00+03:00";

    /// <summary>Reads a day. The answer is null when it went well, else what is wrong with it.</summary>
    public static string? ReadDay(ReadOnlySpan<byte> text, out DateOnly day)
    {
        day = default;
        if (text.Length != DayLength)
        {
            return DayForm;
        }

        return ReadDate(text, out day, DayForm);
    }

    /// <summary>Reads a time and turns it into UTC. The answer is null when it went well, else what is wrong with it.</summary>
    public static string? ReadInstant(ReadOnlySpan<byte> text, out DateTimeOffset instant)
    {
        instant = default;
        if (text.Length < DayLength)
        {
            return InstantForm;
        }

        if (ReadDate(text[..DayLength], out var day, InstantForm) is { } problem)
        {
            return problem;
        }

        if (text.Length == DayLength)
        {
            return "the time of day is missing; " + InstantForm;
        }

        if (text.Length < 19 || text[10] is not ((byte)'T' or (byte)'t')
            || !TwoDigits(text[11..], out var hour) || text[13] != (byte)':'
            || !TwoDigits(text[14..], out var minute) || text[16] != (byte)':'
            || !TwoDigits(text[17..], out var second))
        {
            return InstantForm;
        }

        if (second == 60)
        {
            return "leap seconds cannot be kept; write second 59";
        }

        if (hour > 23 || minute > 59 || second > 59)
        {
            return $"{hour:00}:{minute:00}:{second:00} is no time of day; hours go to 23, minutes and seconds to 59";
        }

        var at = 19;
        var fraction = 0L;
        if (at < text.Length && text[at] == (byte)'.')
        {
            var unit = TimeSpan.TicksPerSecond / 10;
            for (at++; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++, unit /= 10)
            {
                fraction += (text[at] - '0') * unit;
            }

            if (at == 20)
            {
                return InstantForm;
            }
        }

        if (ReadOffset(text[at..], out var offset) is { } offsetProblem)
        {
            return offsetProblem;
        }

        var ticks = day.ToDateTime(new TimeOnly(hour, minute, second)).Ticks + fraction - (offset * TimeSpan.TicksPerMinute);
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return "the time lies outside the years 0001 to 9999";
        }

        instant = new DateTimeOffset(ticks, TimeSpan.Zero);
        return null;
    }

    /// <summary>Writes yyyy-MM-dd; the answer is the number of bytes.</summary>
    public static int WriteDay(DateOnly day, Span<byte> to)
    {
        day.TryFormat(to, out var written, "O", CultureInfo.InvariantCulture);
        return written;
    }

    /// <summary>Writes the time in UTC, ending in Z, without trailing zeros of the fraction; the answer is the number of bytes.</summary>
    public static int WriteInstant(DateTimeOffset instant, Span<byte> to)
    {
        instant.UtcDateTime.TryFormat(to, out var written, "O", CultureInfo.InvariantCulture);
        var end = written - 1;
        while (to[end - 1] == (byte)'0' && end > 20)
        {
            end--;
        }

        if (to[end - 1] == (byte)'.')
        {
            end--;
        }

        to[end] = (byte)'Z';
        return end + 1;
    }

    private static string? ReadDate(ReadOnlySpan<byte> text, out DateOnly day, string form)
    {
        day = default;
        if (!TwoDigits(text, out var century) || !TwoDigits(text[2..], out var yearOfCentury) || text[4] != (byte)'-'
            || !TwoDigits(text[5..], out var month) || text[7] != (byte)'-' || !TwoDigits(text[8..], out var dayOfMonth))
        {
            return form;
        }

        var year = (century * 100) + yearOfCentury;
        if (year == 0 || month is 0 or > 12)
        {
            return year == 0 ? "there is no year 0000" : $"there is no month {month:00}; months go from 01 to 12";
        }

        var days = DateTime.DaysInMonth(year, month);
        if (dayOfMonth == 0 || dayOfMonth > days)
        {
            return $"there is no day {dayOfMonth:00} in {year:0000}-{month:00}, which has {days} days";
        }

        day = new DateOnly(year, month, dayOfMonth);
        return null;
    }

    private static string? ReadOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.IsEmpty)
        {
            return "the offset is missing; end the time with Z, or with an offset such as +03:00";
        }

        if (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z')
        {
            return text.Length == 1 ? null : InstantForm;
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || !TwoDigits(text[1..], out var hours) || text[3] != (byte)':'
            || !TwoDigits(text[4..], out var rest))
        {
            return InstantForm;
        }

        if (hours > 23 || rest > 59)
        {
            return $"{hours:00}:{rest:00} is no offset; hours go to 23, minutes to 59";
        }

        minutes = ((hours * 60) + rest) * (text[0] == (byte)'-' ? -1 : 1);
        return null;
    }

    private static bool TwoDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = ((text[0] - '0') * 10) + (text[1] - '0');
        return char.IsAsciiDigit((char)text[0]) && char.IsAsciiDigit((char)text[1]);
    }
}
