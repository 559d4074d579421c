namespace Pure.WebSockets;

/// <summary>The errors that can occur when a message is decompressed.</summary>
internal static class CompressionErrors
{
    /// <summary>
    /// Returns the error for invalid compressed data. RFC 7692 does not prescribe a close code for this error. The library uses 1007, the
    /// code for data that is not consistent with the type of the message (RFC 6455 §7.4.1).
    /// </summary>
    public static ProtocolError Corrupt(string seen) =>
        new(CloseCode.InvalidPayloadData, "RFC 7692 §7.2.2", $"the compressed data is invalid ({seen})");

    /// <summary>
    /// The error for a payload that ends after a non-final block. One cause is a sender that did not remove the last four bytes of the
    /// compressed data (RFC 7692 §7.2.1).
    /// </summary>
    public const string NoBlockForTheTail = "the message ends after a non-final block";

    public static ProtocolError TooLong(long limit) =>
        new(CloseCode.MessageTooBig, "RFC 6455 §10.4", $"the decompressed message exceeds the limit of {limit} bytes");
}
