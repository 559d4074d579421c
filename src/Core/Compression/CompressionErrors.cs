namespace Pure.WebSockets;

/// <summary>The errors of compressed data.</summary>
internal static class CompressionErrors
{
    /// <summary>
    /// Returns the error of compressed data that is not valid. The close code 1007 stands for data that is not consistent with the type of
    /// the message (RFC 6455 §7.4.1). RFC 7692 does not require a particular close code.
    /// </summary>
    public static ProtocolError Corrupt(string seen) =>
        new(CloseCode.InvalidPayloadData, "RFC 7692 §7.2.2", $"compressed data that cannot be decompressed: {seen}");

    /// <summary>
    /// The error of a payload that ends after a block that is not final. This error occurs if the sender does not remove the tail (RFC 7692
    /// §7.2.1).
    /// </summary>
    public const string NoBlockForTheTail =
        "a message that ends after a block that is not final, as when its sender did not remove the last 00 00 ff ff";

    public static ProtocolError TooLong(long limit) =>
        new(CloseCode.MessageTooBig, "RFC 6455 §10.4", $"a message of more than {limit} bytes after decompression, the limit here");
}
