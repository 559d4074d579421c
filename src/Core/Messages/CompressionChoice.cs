namespace Pure.WebSockets;

/// <summary>
/// Whether a message to send is compressed, where the opening handshake agreed to permessage-deflate; elsewhere none is (RFC 7692 §6).
/// </summary>
public enum CompressionChoice : byte
{
    /// <summary>
    /// As the options say: messages of at least <see cref="CompressionOptions.MinBytes"/> are, and those in several parts.
    /// </summary>
    ByOptions,

    /// <summary>It is, whatever its size.</summary>
    Always,

    /// <summary>It is not: what mixes secrets with text from others, or is compressed already.</summary>
    Never,
}
