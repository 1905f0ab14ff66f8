using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Actors.Client;
using Spectre.Console;

namespace Actors.Cli.Output;

/// <summary>Prints tables for people, and JSON as it came.</summary>
internal static class Printer
{
    private const int WidthWhenRedirected = 160;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Line = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void WriteJson(TextWriter output, JsonElement value) => output.WriteLine(JsonSerializer.Serialize(value, Indented));

    public static void WriteJson(TextWriter output, object value) =>
        output.WriteLine(JsonSerializer.Serialize(value, Indented));

    public static void WriteJsonLine(TextWriter output, object value) =>
        output.WriteLine(JsonSerializer.Serialize(value, Line));

    public static Table Table(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            // A key that is broken over two lines cannot be copied.
            table.AddColumn(new TableColumn(Markup.Escape(column)) { NoWrap = column is "id" or "incident" or "report" or "day" });
        }

        return table;
    }

    /// <summary>Adds a row of plain text; what is null shows as a dash.</summary>
    public static void Row(Table table, params ReadOnlySpan<string?> cells)
    {
        var texts = new List<Text>(cells.Length);
        foreach (var cell in cells)
        {
            texts.Add(new Text(string.IsNullOrEmpty(cell) ? "-" : cell));
        }

        table.AddRow(texts);
    }

    public static void Write(TextWriter output, Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (Console.IsOutputRedirected || output != Console.Out)
        {
            console.Profile.Width = WidthWhenRedirected;
        }

        console.Write(table);
    }

    public static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd") ?? "";

    public static string Instant(DateTimeOffset instant) => instant.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Sum(FigureSum sum)
    {
        var range = sum.High == sum.Low ? $"{sum.Best:#,0}" : $"{sum.Best:#,0} ({sum.Low:#,0} to {(sum.High is { } high ? $"{high:#,0}" : "unbounded")})";
        return sum.Unknown == 0 ? range : $"{range}, unknown in {sum.Unknown:#,0}";
    }

    public static string Range(CountRange range) =>
        range.Low == range.High ? $"{range.Best:#,0}" : $"{range.Best:#,0} ({range.Low:#,0} to {range.High:#,0})";
}
