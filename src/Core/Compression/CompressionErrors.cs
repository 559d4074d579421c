namespace Pure.WebSockets;

/// <summary>The errors of compressed data.</summary>
internal static class CompressionErrors
{
    /// <summary>
    /// The data is not consistent with the type of the message (RFC 6455 §7.4.1). RFC 7692 leaves the code to the endpoint.
    /// </summary>
    public static ProtocolError Corrupt(string seen) =>
        new(CloseCode.InvalidPayloadData, "RFC 7692 §7.2.2", $"compressed data that cannot be decompressed: {seen}");

    /// <summary>
    /// The payload ends after a block that is not final. This happens if the sender does not remove the tail (RFC 7692 §7.2.1).
    /// </summary>
    public const string NoBlockForTheTail =
        "a message that ends after a block that is not final, as when its sender did not remove the last 00 00 ff ff";

    public static ProtocolError TooLong(long limit) =>
        new(CloseCode.MessageTooBig, "RFC 6455 §10.4", $"a message of more than {limit} bytes after decompression, the limit here");
}
