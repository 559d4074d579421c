using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A text with placeholders. The placeholders are {content}, {number}, {unique}, {length} and {any}. The value of {length} is the length of
/// the content in bytes. In a pattern for received messages, {any} matches any text, and {number} and {length} match any digits. Other text
/// in braces has no special meaning.
/// </summary>
internal sealed partial class PlaceholderText
{
    private const string ContentName = "content";
    private const string NumberName = "number";
    private const string UniqueName = "unique";
    private const string LengthName = "length";
    private const string AnyName = "any";

    // The bytes that must be escaped in a JSON string (RFC 8259 §7).
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(octet => (byte)octet), (byte)'"', (byte)'\\']
    );

    private readonly (string? Literal, string Name)[] parts;

    private PlaceholderText(string text, (string? Literal, string Name)[] parts) => (Text, this.parts) = (text, parts);

    /// <summary>The names of all placeholders, without braces.</summary>
    public static string[] Names { get; } = [ContentName, NumberName, UniqueName, LengthName, AnyName];

    /// <summary>The text with its placeholders.</summary>
    public string Text { get; }

    /// <summary>Whether the text contains {content}.</summary>
    public bool HasContent => parts.Any(part => part is { Literal: null, Name: ContentName });

    /// <summary>The minimum size of the text in UTF-8, in bytes. The content can be empty, and {any} can match an empty text.</summary>
    public int LeastSize => parts.Sum(part => part switch
    {
        { Literal: { } literal } => Encoding.UTF8.GetByteCount(literal),
        { Name: ContentName or AnyName } => 0,
        _ => 1,
    });

    /// <summary>Whether the text consists only of {any}.</summary>
    public bool IsAny => parts is [{ Literal: null, Name: AnyName }];

    /// <summary>Whether the text consists only of {number}.</summary>
    public bool IsNumber => parts is [{ Literal: null, Name: NumberName }];

    /// <summary>Returns the names in braces that occur in a text but are not names of placeholders.</summary>
    public static IEnumerable<string> UnknownIn(string text) =>
        Braces().Matches(text).Select(found => found.Groups["name"].Value).Except(Names, StringComparer.Ordinal);

    /// <summary>Parses a text with placeholders.</summary>
    public static PlaceholderText Of(string text)
    {
        var pieces = new List<(string?, string)>();
        var at = 0;
        foreach (var found in Braces().Matches(text).Where(found => Names.Contains(found.Groups["name"].Value, StringComparer.Ordinal)))
        {
            if (found.Index > at) pieces.Add((text[at..found.Index], ""));
            pieces.Add((null, found.Groups["name"].Value));
            at = found.Index + found.Length;
        }

        if (at < text.Length) pieces.Add((text[at..], ""));
        return new PlaceholderText(text, [.. pieces]);
    }

    /// <summary>Appends the text, with each placeholder replaced by its value.</summary>
    /// <param name="output">The bytes to append to.</param>
    /// <param name="values">The values of the placeholders.</param>
    /// <param name="isJson">
    /// Whether the text is part of a JSON string. If the value is true, the characters that a JSON string must not contain are escaped.
    /// </param>
    /// <param name="positions">The list to which the positions of the content's bytes are added.</param>
    public void Write(List<byte> output, MessageValues values, bool isJson, List<int> positions)
    {
        foreach (var (literal, name) in parts)
        {
            if (literal is null && name == ContentName)
            {
                WriteContent(output, values.Content.Span, isJson, positions);
                continue;
            }

            var text = literal ?? name switch
            {
                NumberName => values.Number.ToString(CultureInfo.InvariantCulture),
                UniqueName => values.Unique,
                LengthName => values.Content.Length.ToString(CultureInfo.InvariantCulture),
                _ => "",
            };
            foreach (var octet in Encoding.UTF8.GetBytes(text))
            {
                if (isJson && Escape(octet) is { } escaped) output.AddRange(escaped);
                else output.Add(octet);
            }
        }
    }

    /// <summary>
    /// Matches a text against the pattern. Returns the text that {content} matches, or an empty text if the pattern has no {content}.
    /// Returns None if the text does not match the pattern.
    /// </summary>
    public Option<string> Match(string text, string unique)
    {
        if (parts is [{ Literal: null, Name: ContentName }]) return text;
        if (parts.All(part => part.Literal is not null)) return text == Text ? "" : Option<string>.None;
        return PlaceholderMatch.Find(text, PiecesOf(unique));
    }

    /// <summary>Returns the pieces of the pattern that received messages must match.</summary>
    public PlaceholderMatch.PatternPiece[] PiecesOf(string unique) =>
        [
            .. parts.Select(part => (part.Literal, part.Name) switch
            {
                ({ } literal, _) => PlaceholderMatch.PatternPiece.Of(literal),
                (_, UniqueName) => PlaceholderMatch.PatternPiece.Of(unique),
                (_, NumberName or LengthName) => PlaceholderMatch.PatternPiece.Digits,
                (_, ContentName) => PlaceholderMatch.PatternPiece.Content,
                _ => PlaceholderMatch.PatternPiece.Any,
            }),
        ];

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static void WriteContent(List<byte> output, ReadOnlySpan<byte> content, bool isJson, List<int> positions)
    {
        if (content.Length > WrittenMessage.MostPositions && !(isJson && content.IndexOfAny(Escaped) >= 0))
        {
            output.AddRange(content);
            return;
        }

        output.EnsureCapacity(output.Count + content.Length + 2);
        foreach (var octet in content)
        {
            positions.Add(output.Count);
            if (isJson && Escape(octet) is { } escaped) output.AddRange(escaped);
            else output.Add(octet);
        }

        positions.Add(output.Count);
    }

    private static byte[]? Escape(byte octet) => octet switch
    {
        (byte)'"' => "\\\""u8.ToArray(),
        (byte)'\\' => "\\\\"u8.ToArray(),
        < 0x20 => Encoding.ASCII.GetBytes($"\\u{octet:x4}"),
        _ => null,
    };

    [GeneratedRegex(@"\{(?<name>[a-z]+)\}", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Braces();
}
