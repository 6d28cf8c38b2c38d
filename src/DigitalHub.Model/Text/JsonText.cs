using System.Buffers;
using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DigitalHub;

/// <summary>
/// JSON text to document values and back, without loss: order, nulls, integers beyond 64 bits, the difference of 1 and 1.0.
/// The one contract for HTTP, files and the store.
/// </summary>
internal static class JsonText
{
    private const int ReaderDepth = ValueRules.MaxDepth + 2;

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = ReaderDepth };

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = 1000 };

    private static readonly JsonWriterOptions Indented = Compact with { Indented = true };

    /// <summary>Reads one JSON value.</summary>
    /// <exception cref="JsonException">No JSON, nested too deep, a name twice, or a number no double can hold; has line and byte.</exception>
    public static object? Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, ReaderOptions);
        reader.Read();
        var value = ReadValue(ref reader);
        if (reader.Read()) throw new JsonException("There is text after the end of the value.");
        return value;
    }

    /// <summary>Reads one JSON value.</summary>
    /// <exception cref="JsonException">As for the other overload.</exception>
    public static object? Parse(string text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            return Parse(buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Writes a document value. The value must have passed <see cref="ValueRules"/> or come from a document.</summary>
    public static string Write(object? value, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, indented ? Indented : Compact)) WriteValue(writer, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The shortest text that reads back as this double and as no integer.</summary>
    public static string Number(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E', 'e') < 0 ? text + ".0" : text;
    }

    private static object? ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadMap(ref reader);
            case JsonTokenType.StartArray:
                var items = new List<object?>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(ReadValue(ref reader));
                return items.ToArray();
            case JsonTokenType.String:
                return ReadText(ref reader);
            case JsonTokenType.Number:
                return ReadNumber(ref reader);
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            default:
                return null;
        }
    }

    private static OrderedDictionary ReadMap(ref Utf8JsonReader reader)
    {
        var map = ValueMap.New();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = ReadText(ref reader);
            reader.Read();
            var value = ReadValue(ref reader);
            try
            {
                map.Add(name, value);
            }
            catch (ArgumentException)
            {
                // Rare: names that differ in case only, or the same name twice.
                map = WithCase(map, name, value);
            }
        }
        return map;
    }

    private static OrderedDictionary WithCase(OrderedDictionary map, string name, object? value)
    {
        try
        {
            return ValueMap.From([.. map.Cast<DictionaryEntry>().Select(entry => KeyValuePair.Create((string)entry.Key, entry.Value)), KeyValuePair.Create(name, value)]);
        }
        catch (FormatException exception)
        {
            throw new JsonException(exception.Message);
        }
    }

    private static string ReadText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("The text is no valid Unicode.", exception);
        }
    }

    private static object ReadNumber(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var number)) return number;
        var text = Encoding.ASCII.GetString(reader.ValueSpan);
        if (text.AsSpan().IndexOfAny('.', 'E', 'e') < 0) return BigInteger.Parse(text, CultureInfo.InvariantCulture);
        var real = double.Parse(text, CultureInfo.InvariantCulture);
        return double.IsFinite(real) ? real : throw new JsonException($"The number {Errors.Shorten(text)} is too large.");
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteRawValue(Number(number), skipInputValidation: true);
                break;
            case BigInteger number:
                writer.WriteRawValue(number.ToString(CultureInfo.InvariantCulture), skipInputValidation: true);
                break;
            case IDictionary map:
                writer.WriteStartObject();
                foreach (DictionaryEntry entry in map)
                {
                    writer.WritePropertyName((string)entry.Key);
                    WriteValue(writer, entry.Value);
                }
                writer.WriteEndObject();
                break;
            case Array list:
                writer.WriteStartArray();
                foreach (var item in list) WriteValue(writer, item);
                writer.WriteEndArray();
                break;
            default:
                throw new ArgumentException($"A value of type {value.GetType()} is no document value.", nameof(value));
        }
    }
}
