using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HccRisk.Core.Naming;

namespace HccRisk.Core.IO;

/// <summary>Reads JSON that a person or another program wrote: bounded in size and depth, with one line that says where a fault is.</summary>
public static partial class JsonText
{
    /// <summary>The most bytes a file of settings may have.</summary>
    public const int MaximumBytes = 16 << 20;

    // What it quotes of the file may be as long as that; the place stands at the end.
    private const int MostOfMessage = 500;

    /// <summary>Reads an object from a file.</summary>
    /// <typeparam name="T">What the file describes.</typeparam>
    /// <param name="path">The file, UTF-8, at most <see cref="MaximumBytes"/>.</param>
    /// <param name="options">How it is read; objects nested deeper than its limit (64 unless it says otherwise) are a fault.</param>
    /// <returns>The object.</returns>
    /// <exception cref="InvalidDataException">It is not such JSON; one line with line and column, which does not name the file. The cause is within.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static T Read<T>(string path, JsonSerializerOptions options) => Parse<T>(BoundedFile.ReadAllBytes(path, MaximumBytes), options);

    /// <summary>Reads an object from UTF-8 text, with or without a byte order mark.</summary>
    /// <typeparam name="T">What the text describes.</typeparam>
    /// <param name="utf8">The text.</param>
    /// <param name="options">How it is read.</param>
    /// <returns>The object.</returns>
    /// <exception cref="InvalidDataException">It is not such JSON; one line with line and column. The cause is within.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> utf8, JsonSerializerOptions options)
    {
        try
        {
            utf8 = utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
            var value = JsonSerializer.Deserialize<T>(utf8, options) ?? throw new InvalidDataException("it is empty: it holds null");
            RefuseNullInLists(utf8, options);
            return value;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            throw new InvalidDataException(FaultOf<T>(utf8, options) is { } fault ? $"{PlaceOf(e, Place().Match(Excerpt.Of(e.Message, MostOfMessage).ReplaceLineEndings(" ")))}{fault}" : Explain(e), e);
        }
    }

    /// <summary>What the object says that cannot be read, in the words of the file; null: it is no object, or its names and values do not tell.</summary>
    private static string? FaultOf<T>(ReadOnlySpan<byte> utf8, JsonSerializerOptions options)
    {
        try
        {
            var read = new JsonDocumentOptions { CommentHandling = options.ReadCommentHandling, AllowTrailingCommas = options.AllowTrailingCommas, MaxDepth = options.MaxDepth };
            return JsonNode.Parse(utf8, documentOptions: read) is JsonObject node && new JsonFaults(options).Find(node, typeof(T)) is [var first, ..] ? first : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static string PlaceOf(Exception fault, Match place) =>
        fault is JsonException { LineNumber: { } line, BytePositionInLine: { } column } ? At(line, column)
        : place.Groups["line"].Success
            ? At(long.Parse(place.Groups["line"].ValueSpan, CultureInfo.InvariantCulture), long.Parse(place.Groups["column"].ValueSpan, CultureInfo.InvariantCulture))
        : string.Empty;

    /// <summary>The message of a fault on one line, its place before it: <c>line 3, column 12: ...</c>; columns count bytes.</summary>
    /// <param name="fault">What reading JSON threw.</param>
    /// <returns>The message; without a place where the fault has none.</returns>
    public static string Explain(Exception fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var message = Excerpt.Of(fault.Message, MostOfMessage).ReplaceLineEndings(" ");
        var place = Place().Match(message);
        var property = (fault as JsonException)?.Path ?? (place.Groups["path"].Success ? place.Groups["path"].Value : "$");
        return PlaceOf(fault, place) + ((place.Success ? message[..place.Index] : message).TrimEnd() + (property is "$" ? string.Empty : $" At '{Excerpt.Of(property)}'.")).ReplaceLineEndings(" ");
    }

    /// <summary>Nulls for properties that take none are refused by the serializer, those in lists are not.</summary>
    private static void RefuseNullInLists(ReadOnlySpan<byte> utf8, JsonSerializerOptions options)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { AllowTrailingCommas = options.AllowTrailingCommas, CommentHandling = options.ReadCommentHandling, MaxDepth = options.MaxDepth });
        var lists = new Stack<string?>();
        var property = string.Empty;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    property = reader.GetString();
                    break;
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    lists.Push(reader.TokenType == JsonTokenType.StartArray ? property : null);
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    lists.Pop();
                    break;
                case JsonTokenType.Null when lists.TryPeek(out var list) && list is not null:
                    var before = utf8[..(int)reader.TokenStartIndex];
                    throw new InvalidDataException($"{At(before.Count((byte)'\n'), before.Length - 1 - before.LastIndexOf((byte)'\n'))}null stands in the list '{Excerpt.Of(list)}'");
            }
        }
    }

    private static string At(long line, long column) => FormattableString.Invariant($"line {line + 1}, column {column + 1}: ");

    // What System.Text.Json puts after its messages, counted from 0.
    [GeneratedRegex(@"( Path: (?<path>.*?))?( \|)? LineNumber: (?<line>\d+) \| BytePositionInLine: (?<column>\d+)\.?.*$| Path: (?<path>.*?)\.?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Place();
}
