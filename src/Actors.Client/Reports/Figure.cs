using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Client;

/// <summary>A number as said: exact, at least, at most, a range, or said to be unknown.</summary>
/// <remarks>A figure nobody stated is a null <c>Figure?</c>, never a zero.</remarks>
[JsonConverter(typeof(FigureConverter))]
public readonly record struct Figure
{
    private Figure(long? low, long? best, long? high)
    {
        Low = low;
        Best = best;
        High = high;
    }

    /// <summary>At least this many; null: unknown.</summary>
    public long? Low { get; }

    /// <summary>The best estimate; null: unknown.</summary>
    public long? Best { get; }

    /// <summary>At most this many; null: nothing bounds it, or unknown.</summary>
    public long? High { get; }

    /// <summary>The source says that the figure is unknown.</summary>
    public static Figure Unknown => default;

    /// <summary>Exactly <paramref name="value"/>.</summary>
    public static Figure Exactly(long value) => new(value, value, value);

    /// <summary>"At least 40": no upper bound.</summary>
    public static Figure AtLeast(long value) => new(value, value, null);

    /// <summary>"Up to 9".</summary>
    public static Figure AtMost(long value) => new(0, value, value);

    /// <summary>low ≤ best ≤ high.</summary>
    /// <exception cref="ArgumentException">Out of order, or negative.</exception>
    public static Figure Between(long low, long best, long high) =>
        low >= 0 && low <= best && best <= high
            ? new Figure(low, best, high)
            : throw new ArgumentException($"{low}, {best}, {high} are not in order: 0 ≤ low ≤ best ≤ high.", nameof(best));

    /// <summary>A number is exactly that number.</summary>
    public static implicit operator Figure(long value) => Exactly(value);

    /// <inheritdoc/>
    public override string ToString() =>
        Best is null ? "unknown" : High is null ? $"at least {Low}" : Low == High ? $"{Best}" : Low == 0 && Best == High ? $"at most {High}" : $"{Low}–{Best}–{High}";

    internal sealed class FigureConverter : JsonConverter<Figure>
    {
        public override Figure Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.Number:
                    return Exactly(reader.GetInt64());
                case JsonTokenType.String when reader.ValueTextEquals("unknown"u8):
                    return Unknown;
                case JsonTokenType.StartObject:
                    return ReadObject(ref reader);
                default:
                    throw new JsonException("A figure is a number, an object or \"unknown\".");
            }
        }

        public override void Write(Utf8JsonWriter writer, Figure value, JsonSerializerOptions options)
        {
            if (value.Best is not { } best)
            {
                writer.WriteStringValue("unknown"u8);
            }
            else if (value.High is null)
            {
                writer.WriteStartObject();
                writer.WriteNumber("atLeast"u8, best);
                writer.WriteEndObject();
            }
            else if (value.Low == value.High)
            {
                writer.WriteNumberValue(best);
            }
            else if (value.Low == 0 && value.Best == value.High)
            {
                writer.WriteStartObject();
                writer.WriteNumber("atMost"u8, best);
                writer.WriteEndObject();
            }
            else
            {
                writer.WriteStartObject();
                writer.WriteNumber("low"u8, value.Low!.Value);
                writer.WriteNumber("best"u8, best);
                writer.WriteNumber("high"u8, value.High.Value);
                writer.WriteEndObject();
            }
        }

        private static Figure ReadObject(ref Utf8JsonReader reader)
        {
            long? low = null, best = null, high = null;
            Figure? bound = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                var value = reader.TokenType == JsonTokenType.Null ? (long?)null : reader.GetInt64();
                switch (name)
                {
                    case "atLeast" when value is { } n: bound = AtLeast(n); break;
                    case "atMost" when value is { } n: bound = AtMost(n); break;
                    case "low": low = value; break;
                    case "best": best = value; break;
                    case "high": high = value; break;
                    default: throw new JsonException($"'{name}' is no part of a figure.");
                }
            }

            return bound ?? new Figure(low, best, high);
        }
    }
}
