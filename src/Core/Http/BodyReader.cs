namespace Pure.WebSockets;

/// <summary>
/// Reads the body of a final response to a GET request, or of a response that rejects a CONNECT request (RFC 9112 §6, §7.1). The body has
/// the length stated in Content-Length, consists of chunks, or continues until the end of the stream. The result does not depend on how the
/// input was split.
/// </summary>
/// <param name="Stage">The part of the body that is read next.</param>
/// <param name="Remaining">
/// The number of remaining bytes of the body or of the chunk. While a chunk size is being read, the number is the value of the digits that
/// have been read so far. In the trailer, the number is 1 within a line and 0 at the start of a line.
/// </param>
internal readonly record struct BodyReader(BodyReader.Stages Stage, long Remaining)
{
    public enum Stages : byte
    {
        ToTheEnd,
        Counted,
        ChunkSize,
        ChunkExtension,
        ChunkData,
        ChunkEnd,
        Trailer,
        Done,
    }

    public bool IsDone => Stage == Stages.Done;

    /// <summary>
    /// Determines how the body ends. The rules apply in the order of RFC 9112 §6.3. A response with status 204 or 304 has no body,
    /// regardless of its header fields. Transfer-Encoding overrides Content-Length.
    /// </summary>
    public static BodyReader For(ResponseHead head) =>
        head.Status is 204 or 304 ? new BodyReader(Stages.Done, 0)
        : HeaderList.Members(head.Headers, "Transfer-Encoding") is { IsEmpty: false } codings
            ? new BodyReader(IsChunked(codings[^1]) ? Stages.ChunkSize : Stages.ToTheEnd, 0)
        : HeaderList.Single(head.Headers, "Content-Length").Bind(Length).Case is long length
            ? new BodyReader(length == 0 ? Stages.Done : Stages.Counted, length)
        : new BodyReader(Stages.ToTheEnd, 0);

    /// <summary>
    /// Reads the input and appends the content of the body, without the chunk framing, to the given bytes. Stops when the body is complete
    /// or when its length reaches the limit.
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
    /// Reads one byte of a chunked body that is not chunk data. An invalid byte ends the body, so only the chunk data before that byte is
    /// reported.
    /// </summary>
    private static (Stages Stage, long Remaining) Chunked(Stages stage, long remaining, char octet) =>
        (stage, octet) switch
        {
            (Stages.ChunkSize, _) when char.IsAsciiHexDigit(octet) && remaining < int.MaxValue => (
                stage,
                (remaining * 16) + Convert.ToInt32(octet.ToString(), 16)
            ),
            (Stages.ChunkSize, ';') => (Stages.ChunkExtension, remaining),
            (Stages.ChunkSize or Stages.ChunkExtension, '\n') => (remaining == 0 ? Stages.Trailer : Stages.ChunkData, remaining),
            (Stages.ChunkSize, '\r') or (Stages.ChunkExtension, _) => (stage, remaining),
            (Stages.ChunkEnd, '\r') => (stage, remaining),
            (Stages.ChunkEnd, '\n') => (Stages.ChunkSize, 0),
            (Stages.Trailer, '\r') => (stage, remaining),
            (Stages.Trailer, '\n') => remaining == 0 ? (Stages.Done, 0) : (stage, 0),
            (Stages.Trailer, _) => (stage, 1),
            _ => (Stages.Done, 0),
        };

    private static bool IsChunked(string coding) => string.Equals(coding, "chunked", StringComparison.OrdinalIgnoreCase);

    private static Option<long> Length(string text) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var length)
            ? length
            : Option<long>.None;
}
