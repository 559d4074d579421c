namespace Pure.WebSockets;

/// <summary>Whether to compress a message. Without an agreement on permessage-deflate, no message is compressed (RFC 7692 §6).</summary>
public enum CompressionChoice : byte
{
    /// <summary>
    /// Follow the options: compress messages of at least <see cref="CompressionOptions.MinBytes"/>, and messages of several parts.
    /// </summary>
    Default,

    /// <summary>Compress the message, whatever its size.</summary>
    Always,

    /// <summary>
    /// Do not compress the message. Use it for messages that mix secrets with foreign text, or that are already compressed.
    /// </summary>
    Never,
}
