namespace Pure.WebSockets;

/// <summary>
/// Whether a message is compressed. If the endpoints have not agreed on permessage-deflate, no message is compressed (RFC 7692 §6).
/// </summary>
public enum CompressionChoice : byte
{
    /// <summary>
    /// Compress the message if it has at least <see cref="CompressionOptions.MinBytes"/> bytes, or if it has several parts. If context
    /// takeover is turned off, a message in one frame that compression does not make shorter is sent uncompressed.
    /// </summary>
    Default,

    /// <summary>Compress the message regardless of its size.</summary>
    Always,

    /// <summary>
    /// Do not compress the message. Use this value for messages that contain both secrets and text from other sources, and for messages
    /// whose content is already compressed.
    /// </summary>
    Never,
}
