using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Actors.Domain.Reports;

/// <summary>Walking objects and arrays, and where in them an error is.</summary>
internal ref partial struct ReportParser
{
    private const int MaxNameShown = 100;

    /// <summary>The properties of one object met so far, as bits over its table of names.</summary>
    private struct Met
    {
        public ulong Seen;
        public ulong Null;

        public readonly bool Has(int index) => ((Seen & ~Null) & (1UL << index)) != 0;
    }

    /// <summary>Enters the object the reader stands on, or says what should be there and skips.</summary>
    private bool BeginObject(string expected)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Wrong(expected);
        }

        path[depth] = null;
        indices[depth++] = -1;
        return true;
    }

    /// <summary>Goes to the value of the next property known and not null; false at the end of the object, which it leaves.</summary>
    private bool NextProperty(NameTable table, ulong allowed, ReportKind? kind, ref Met met, out int index)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            index = FindName(table);
            var bit = index >= 0 ? 1UL << index : 0;
            if ((bit & allowed) == 0)
            {
                UnknownProperty(table, allowed, kind, index);
                reader.Skip();
                continue;
            }

            path[depth - 1] = table[index];
            reader.Read();
            if ((met.Seen & bit) != 0)
            {
                Wrong($"'{table[index]}' is there twice; state it once");
                continue;
            }

            met.Seen |= bit;
            if (reader.TokenType == JsonTokenType.Null)
            {
                met.Null |= bit;
                continue;
            }

            return true;
        }

        depth--;
        index = -1;
        return false;
    }

    private bool NextProperty(NameTable table, ref Met met, out int index) => NextProperty(table, ~0UL, kind: null, ref met, out index);

    /// <summary>Reports each required property that the object just left did not state.</summary>
    private void Require(NameTable table, ulong required, in Met met)
    {
        for (var missing = required & (~met.Seen | met.Null); missing != 0; missing &= missing - 1)
        {
            var index = System.Numerics.BitOperations.TrailingZeroCount(missing);
            ErrorAt(table[index], (met.Null & (1UL << index)) != 0 ? "is required and cannot be null" : "is required");
        }
    }

    private bool BeginArray()
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return Wrong("must be an array");
        }

        path[depth] = null;
        indices[depth++] = -1;
        return true;
    }

    /// <summary>Goes to the next item; false at the end of the array, which it leaves.</summary>
    private bool NextItem()
    {
        reader.Read();
        path[depth - 1] = null;
        indices[depth - 1]++;
        if (reader.TokenType != JsonTokenType.EndArray)
        {
            return true;
        }

        depth--;
        return false;
    }

    /// <summary>As <see cref="NextItem()"/>, but no more than <see cref="ReportLimits.MaxItems"/>.</summary>
    private bool NextItemWithin()
    {
        if (!NextItem())
        {
            return false;
        }

        if (stored || indices[depth - 1] < ReportLimits.MaxItems)
        {
            return true;
        }

        depth--;
        Error($"holds more than {ReportLimits.MaxItems} items; state at most that many");
        do
        {
            reader.Skip();
            reader.Read();
        }
        while (reader.TokenType != JsonTokenType.EndArray);

        return false;
    }

    /// <summary>Says what is wrong with the value the reader stands on and skips it.</summary>
    private bool Wrong(string detail)
    {
        Error(detail);
        reader.Skip();
        return false;
    }

    private void Error(string detail) => ErrorAt(null, detail);

    private void ErrorAt(string? child, string detail)
    {
        errors ??= [];
        if (errors.Count < ReportLimits.MaxErrors)
        {
            errors.Add(new ReportError(Pointer(child), detail));
        }
        else if (!TooManyErrors)
        {
            errors.Add(new ReportError("", $"more than {ReportLimits.MaxErrors:N0} errors; the rest is not listed"));
        }
    }

    private readonly bool TooManyErrors => errors?.Count > ReportLimits.MaxErrors;

    private readonly string Pointer(string? child)
    {
        var text = new StringBuilder();
        for (var i = 0; i < depth; i++)
        {
            if (path[i] is { } name)
            {
                text.Append('/').Append(name);
            }
            else if (indices[i] >= 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"/{indices[i]}");
            }
        }

        return child is null ? text.ToString() : text.Append('/').Append(child).ToString();
    }

    private static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private readonly int FindName(NameTable table)
    {
        if (!reader.ValueIsEscaped)
        {
            return table.Find(reader.ValueSpan);
        }

        return NameWritten(out var name) ? table.Find(Encoding.UTF8.GetBytes(name)) : -1;
    }

    // False for a name with half a surrogate pair: it has no text.
    private readonly bool NameWritten(out string name)
    {
        try
        {
            name = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = Encoding.UTF8.GetString(reader.ValueSpan);
            return false;
        }
    }

    private void UnknownProperty(NameTable table, ulong allowed, ReportKind? kind, int index)
    {
        if (TooManyErrors)
        {
            // A large body of nothing else must not cost a comparison with every known name each time.
            return;
        }

        NameWritten(out var name);
        if (name.Length > MaxNameShown)
        {
            name = string.Concat(name.AsSpan(0, MaxNameShown), "…");
        }

        var known = allowed == ~0UL ? [.. table.Names] : ReportFields.NamesOf(allowed);
        var here = kind is { } of ? $"a report of kind '{of.Slug()}'" : "this object";
        var detail = index >= 0 && kind is not null
            ? $"'{name}' belongs to {string.Join(", ", ReportFields.KindsWith(index))}, not to {here}."
            : $"{here} has no property '{name}'.{(Spelling.Closest(name, known) is { } closest ? $" Did you mean '{closest}'?" : "")}";
        path[depth - 1] = Escaped(name);
        Error($"{detail} Known here: {string.Join(", ", known)}");
    }
}
