namespace Pure.WebSockets;

/// <summary>
/// Reads the body of a final response to a GET request, or of a response that rejects a CONNECT request (RFC 9112 §6, §7.1). The body ends
/// after the number of bytes in Content-Length, after the last chunk, or at the end of the stream. The result does not depend on how the
/// input is split.
/// </summary>
/// <param name="Stage">The part of the body that is read next.</param>
/// <param name="Remaining">
/// The number of remaining bytes of the body or of the chunk. While a chunk size is being read, the value is the hexadecimal number that
/// the digits read so far represent.
/// </param>
internal readonly record struct BodyReader(BodyReader.Stages Stage, long Remaining)
{
    // Snapshots contain the numeric values of the stages, so new stages must be added at the end.
    public enum Stages : byte
    {
        ToTheEnd,
        Counted,

        /// <summary>The reader is within a chunk size, after the first digit.</summary>
        ChunkSize,
        ChunkExtension,
        ChunkData,

        /// <summary>The reader is after the data of a chunk, before the CR.</summary>
        ChunkEnd,

        /// <summary>The reader is at the start of a line of the trailer.</summary>
        Trailer,
        Done,

        /// <summary>The reader is before the first digit of a chunk size.</summary>
        ChunkStart,

        /// <summary>The reader is in the white space between a chunk size and the semicolon of an extension.</summary>
        ChunkSpace,

        /// <summary>The reader is after the CR that follows a chunk size or an extension.</summary>
        ChunkSizeLineFeed,

        /// <summary>The reader is after the CR that follows the data of a chunk.</summary>
        ChunkEndLineFeed,
        TrailerLine,

        /// <summary>The reader is after the CR of a line of the trailer.</summary>
        TrailerLineFeed,

        /// <summary>The reader is after the CR of the empty line that ends the trailer.</summary>
        LastLineFeed,
    }

    public bool IsDone => Stage == Stages.Done;

    /// <summary>
    /// Determines how the body ends. The rules apply in the order of RFC 9112 §6.3. A response with status 204 or 304 has no body,
    /// regardless of its header fields. Transfer-Encoding overrides Content-Length.
    /// </summary>
    public static BodyReader For(ResponseHead head) =>
        head.Status is 204 or 304 ? new BodyReader(Stages.Done, 0)
        : HeaderList.Members(head.Headers, "Transfer-Encoding") is { IsEmpty: false } codings
            ? new BodyReader(IsChunked(codings[^1]) ? Stages.ChunkStart : Stages.ToTheEnd, 0)
        : HeaderList.Single(head.Headers, "Content-Length").Bind(Length).Case is long length
            ? new BodyReader(length == 0 ? Stages.Done : Stages.Counted, length)
        : new BodyReader(Stages.ToTheEnd, 0);

    /// <summary>
    /// Reads the input and appends the content of the body, without the chunk framing, to the given bytes. Stops when the body is complete
    /// or when the length of the body reaches the limit.
    /// </summary>
    public (BodyReader Next, ByteRope Body) Read(ReadOnlySpan<byte> input, ByteRope body, int limit)
    {
        var (stage, remaining) = this;
        for (var at = 0; at < input.Length && body.Length < limit && stage != Stages.Done;)
        {
            if (stage is Stages.ToTheEnd or Stages.Counted or Stages.ChunkData)
            {
                var room = Math.Min(input.Length - at, limit - body.Length);
                var taken = stage == Stages.ToTheEnd ? room : (int)Math.Min(remaining, room);
                body = body.Append(input.Slice(at, taken));
                at += taken;
                if (stage == Stages.ToTheEnd) continue;
                remaining -= taken;
                if (remaining == 0) stage = stage == Stages.Counted ? Stages.Done : Stages.ChunkEnd;
                continue;
            }

            (stage, remaining) = Chunked(stage, remaining, (char)input[at++]);
        }

        return (new BodyReader(stage, remaining), body);
    }

    /// <summary>
    /// Reads one byte of a chunked body outside the chunk data. A chunk size must have at least one digit, and every line must end with CR
    /// LF. An invalid byte ends the body, so the body contains only the chunk data before the invalid byte.
    /// </summary>
    private static (Stages Stage, long Remaining) Chunked(Stages stage, long remaining, char octet) =>
        (stage, octet) switch
        {
            (Stages.ChunkStart or Stages.ChunkSize, _) when char.IsAsciiHexDigit(octet) && remaining < int.MaxValue => (
                Stages.ChunkSize,
                (remaining * 16) + Convert.ToInt32(octet.ToString(), 16)
            ),
            (Stages.ChunkSize or Stages.ChunkSpace, ' ' or '\t') => (Stages.ChunkSpace, remaining),
            (Stages.ChunkSize or Stages.ChunkSpace, ';') => (Stages.ChunkExtension, remaining),
            (Stages.ChunkSize or Stages.ChunkExtension, '\r') => (Stages.ChunkSizeLineFeed, remaining),
            (Stages.ChunkExtension, not '\n') => (stage, remaining),
            (Stages.ChunkSizeLineFeed, '\n') => (remaining == 0 ? Stages.Trailer : Stages.ChunkData, remaining),
            (Stages.ChunkEnd, '\r') => (Stages.ChunkEndLineFeed, 0),
            (Stages.ChunkEndLineFeed, '\n') => (Stages.ChunkStart, 0),
            (Stages.Trailer, '\r') => (Stages.LastLineFeed, 0),
            (Stages.TrailerLine, '\r') => (Stages.TrailerLineFeed, 0),
            (Stages.Trailer or Stages.TrailerLine, not '\n') => (Stages.TrailerLine, 0),
            (Stages.TrailerLineFeed, '\n') => (Stages.Trailer, 0),
            _ => (Stages.Done, 0),
        };

    private static bool IsChunked(string coding) => string.Equals(coding, "chunked", StringComparison.OrdinalIgnoreCase);

    private static Option<long> Length(string text) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var length)
            ? length
            : Option<long>.None;
}
