namespace Pure.WebSockets;

/// <summary>The errors in compressed data.</summary>
internal static class CompressionErrors
{
    /// <summary>
    /// Returns the error for compressed data that is not valid. RFC 7692 does not require a particular close code. The error therefore has
    /// close code 1007, which stands for data that is not consistent with the type of the message (RFC 6455 §7.4.1).
    /// </summary>
    public static ProtocolError Corrupt(string seen) =>
        new(CloseCode.InvalidPayloadData, "RFC 7692 §7.2.2", $"compressed data that cannot be decompressed: {seen}");

    /// <summary>
    /// The error in a payload that ends after a block that is not final. It occurs, for example, if the sender does not remove the last
    /// four bytes (RFC 7692 §7.2.1).
    /// </summary>
    public const string NoBlockForTheTail =
        "a message that ends after a block that is not final, as when its sender did not remove the last 00 00 ff ff";

    public static ProtocolError TooLong(long limit) =>
        new(CloseCode.MessageTooBig, "RFC 6455 §10.4", $"a message of more than {limit} bytes after decompression, the limit here");
}
