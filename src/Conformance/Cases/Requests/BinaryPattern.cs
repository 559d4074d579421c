using System.Buffers.Binary;
using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>A part of a binary message.</summary>
internal abstract record BinaryPart
{
    private BinaryPart() { }

    /// <summary>Bytes that are the same in every message.</summary>
    /// <param name="Octets">The bytes.</param>
    public sealed record Fixed(ByteString Octets) : BinaryPart;

    /// <summary>Text that is encoded in UTF-8.</summary>
    /// <param name="Text">The text, which can contain placeholders.</param>
    public sealed record Words(PlaceholderText Text) : BinaryPart;

    /// <summary>The content of a case.</summary>
    public sealed record Content : BinaryPart;

    /// <summary>Any bytes. Only the pattern of a received message can contain such a part.</summary>
    /// <param name="Count">The number of bytes.</param>
    public sealed record Any(int Count) : BinaryPart;

    /// <summary>A length field, followed by the parts whose total length the field contains.</summary>
    /// <param name="Form">The encoding of the length.</param>
    /// <param name="Parts">The parts.</param>
    public sealed record Measured(LengthEncoding Form, Seq<BinaryPart> Parts) : BinaryPart;
}

/// <summary>The encodings of a length in a binary message.</summary>
internal enum LengthEncoding
{
    /// <summary>One byte.</summary>
    U8,

    /// <summary>Two bytes, most significant byte first.</summary>
    U16,

    /// <summary>Four bytes, most significant byte first.</summary>
    U32,

    /// <summary>Seven bits per byte, least significant bits first, as in MQTT and Protocol Buffers.</summary>
    Variable,
}

/// <summary>A message that consists of binary parts.</summary>
/// <param name="kind">The kind of the message.</param>
/// <param name="parts">The parts.</param>
internal sealed class BinaryPattern(MessageKind kind, Seq<BinaryPart> parts) : MessagePattern(kind)
{
    private const int MostVariable = 5;

    // The maximum number of decimal digits that the placeholder {number} or {length} can match.
    private const int MostDigits = 10;

    /// <summary>Returns the greatest length that a field with the given encoding can contain.</summary>
    public static long Greatest(LengthEncoding form) => form switch
    {
        LengthEncoding.U8 => byte.MaxValue,
        LengthEncoding.U16 => ushort.MaxValue,
        LengthEncoding.U32 => uint.MaxValue,
        _ => int.MaxValue,
    };

    /// <summary>Returns the minimum total size of the given parts in bytes. This minimum assumes that the content is empty.</summary>
    public static long LeastSize(Seq<BinaryPart> parts) => parts.Fold(
        0L,
        (sum, part) => sum + part switch
        {
            BinaryPart.Fixed one => one.Octets.Length,
            BinaryPart.Words words => words.Text.LeastSize,
            BinaryPart.Any any => any.Count,
            BinaryPart.Measured measured => SizeOf(measured.Form, LeastSize(measured.Parts)),
            _ => 0,
        }
    );

    /// <inheritdoc/>
    public override bool HasContent => Contains(parts);

    /// <inheritdoc/>
    public override WrittenMessage Write(MessageValues values)
    {
        var positions = new List<int>();
        LengthEncoding? tooSmall = null;
        var octets = Write(parts, values, positions, ref tooSmall);
        return tooSmall is not { } form
            ? new WrittenMessage([.. octets], positions)
            : new WrittenMessage([], [])
            {
                Length = octets.Count,
                Problem = $"a length field ({NameOf(form)}) of the profile allows at most {Greatest(form)} bytes, but the case needs more",
            };
    }

    /// <inheritdoc/>
    protected override Option<ByteString> Content(ReadOnlySpan<byte> record, string unique)
    {
        byte[]? content = null;
        return IsMatch(parts, record, unique, ref content) ? (ByteString)(content ?? []) : Option<ByteString>.None;
    }

    private static bool Contains(Seq<BinaryPart> parts) =>
        parts.Exists(part => part is BinaryPart.Content || (part is BinaryPart.Measured measured && Contains(measured.Parts)));

    private static string NameOf(LengthEncoding form) => form switch
    {
        LengthEncoding.U8 => "u8",
        LengthEncoding.U16 => "u16",
        LengthEncoding.U32 => "u32",
        _ => "variable",
    };

    /// <summary>
    /// Returns the bytes of the given parts. If a length field is too small for the length of its parts, sets <paramref name="tooSmall"/>
    /// to the encoding of that field.
    /// </summary>
    private static List<byte> Write(Seq<BinaryPart> parts, MessageValues values, List<int> positions, ref LengthEncoding? tooSmall)
    {
        var output = new List<byte>();
        foreach (var part in parts)
        {
            switch (part)
            {
                case BinaryPart.Fixed fixedPart:
                    output.AddRange(fixedPart.Octets.Memory.Span);
                    break;
                case BinaryPart.Words words:
                    words.Text.Write(output, values, isJson: false, []);
                    break;
                case BinaryPart.Content:
                    if (values.Content.Length <= WrittenMessage.MostPositions)
                        positions.AddRange(Enumerable.Range(output.Count, values.Content.Length + 1));
                    output.AddRange(values.Content.Span);
                    break;
                case BinaryPart.Measured measured:
                    var inner = new List<int>();
                    var octets = Write(measured.Parts, values, inner, ref tooSmall);
                    if (octets.Count > Greatest(measured.Form)) tooSmall = measured.Form;
                    WriteLength(output, measured.Form, octets.Count);
                    positions.AddRange(inner.Select(position => position + output.Count));
                    output.AddRange(octets);
                    break;
            }
        }

        return output;
    }

    private static void WriteLength(List<byte> output, LengthEncoding form, int length)
    {
        Span<byte> octets = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(octets, (uint)length);
        switch (form)
        {
            case LengthEncoding.U8:
                output.Add(octets[3]);
                break;
            case LengthEncoding.U16:
                output.AddRange(octets[2..]);
                break;
            case LengthEncoding.U32:
                output.AddRange(octets);
                break;
            default:
                for (; length > 127; length >>= 7) output.Add((byte)(length | 128));
                output.Add((byte)length);
                break;
        }
    }

    private static bool IsMatch(Seq<BinaryPart> parts, ReadOnlySpan<byte> octets, string unique, ref byte[]? content)
    {
        for (var at = 0; at < parts.Count; at++)
        {
            switch (parts[at])
            {
                case BinaryPart.Fixed fixedPart:
                    if (!Take(ref octets, fixedPart.Octets.Memory.Span)) return false;
                    break;
                case BinaryPart.Words words:
                    foreach (var piece in words.Text.PiecesOf(unique))
                        if (!Take(ref octets, piece)) return false;
                    break;
                case BinaryPart.Any any:
                    if (octets.Length < any.Count) return false;
                    octets = octets[any.Count..];
                    break;
                case BinaryPart.Content:
                    return TakeContent(parts.Skip(at + 1).Strict(), octets, unique, ref content);
                case BinaryPart.Measured measured:
                    if (ReadLength(ref octets, measured.Form) is not { } length || length > octets.Length) return false;
                    if (!IsMatch(measured.Parts, octets[..length], unique, ref content)) return false;
                    octets = octets[length..];
                    break;
            }
        }

        return octets.IsEmpty;
    }

    /// <summary>
    /// Matches the content and the parts that follow the content. The size of the following parts depends only on the number of digits
    /// that their placeholders match. The method tries larger sizes first, so that the placeholders match as many digits as possible.
    /// The content consists of all bytes before the following parts.
    /// </summary>
    private static bool TakeContent(Seq<BinaryPart> parts, ReadOnlySpan<byte> octets, string unique, ref byte[]? content)
    {
        var least = SizeOf(parts, unique, digits: 1);
        for (var after = Math.Min(SizeOf(parts, unique, MostDigits), octets.Length); after >= least; after--)
        {
            content = octets[..^(int)after].ToArray();
            if (IsMatch(parts, octets[^(int)after..], unique, ref content)) return true;
        }

        return false;
    }

    private static long SizeOf(Seq<BinaryPart> parts, string unique, int digits) =>
        parts.Fold(0L, (sum, part) => sum + SizeOf(part, unique, digits));

    /// <summary>
    /// Returns the size of a part in bytes, without the content. Each placeholder for digits counts as the given number of digits.
    /// </summary>
    private static long SizeOf(BinaryPart part, string unique, int digits) => part switch
    {
        BinaryPart.Fixed fixedPart => fixedPart.Octets.Length,
        BinaryPart.Words words => words.Text.PiecesOf(unique).Sum(piece => (long)SizeOf(piece, digits)),
        BinaryPart.Any any => any.Count,
        BinaryPart.Measured measured => SizeOf(measured.Form, SizeOf(measured.Parts, unique, digits)),
        _ => 0,
    };

    private static int SizeOf(PlaceholderMatch.PatternPiece piece, int digits) =>
        piece.Kind == PlaceholderMatch.PatternPieceKind.Digits ? digits : Encoding.UTF8.GetByteCount(piece.Literal);

    /// <summary>Returns the total size, in bytes, of a length field and the parts whose length the field contains.</summary>
    private static long SizeOf(LengthEncoding form, long length)
    {
        var field = form switch { LengthEncoding.U8 => 1, LengthEncoding.U16 => 2, LengthEncoding.U32 => 4, _ => 1 };
        if (form == LengthEncoding.Variable)
            for (var rest = length >> 7; rest > 0; rest >>= 7) field++;
        return field + length;
    }

    private static bool Take(ref ReadOnlySpan<byte> octets, PlaceholderMatch.PatternPiece piece)
    {
        if (piece.Kind != PlaceholderMatch.PatternPieceKind.Digits) return Take(ref octets, Encoding.UTF8.GetBytes(piece.Literal));
        var other = octets.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = other < 0 ? octets.Length : other;
        octets = octets[digits..];
        return digits > 0;
    }

    private static bool Take(ref ReadOnlySpan<byte> octets, ReadOnlySpan<byte> expected)
    {
        if (!octets.StartsWith(expected)) return false;
        octets = octets[expected.Length..];
        return true;
    }

    private static int? ReadLength(ref ReadOnlySpan<byte> octets, LengthEncoding form)
    {
        if (form != LengthEncoding.Variable)
        {
            var size = form switch { LengthEncoding.U8 => 1, LengthEncoding.U16 => 2, _ => 4 };
            if (octets.Length < size) return null;
            long number = 0;
            foreach (var octet in octets[..size]) number = (number << 8) | octet;
            octets = octets[size..];
            return number <= int.MaxValue ? (int)number : null;
        }

        long value = 0;
        for (var at = 0; at < Math.Min(octets.Length, MostVariable); at++)
        {
            value |= (long)(octets[at] & 127) << (7 * at);
            if (octets[at] > 127) continue;
            octets = octets[(at + 1)..];
            return value <= int.MaxValue ? (int)value : null;
        }

        return null;
    }
}
