namespace Pure.WebSockets.Host;

/// <summary>The result of starting a receive.</summary>
internal enum ReceiveStart : byte
{
    /// <summary>A message had already arrived, so the receive is complete.</summary>
    Completed,

    /// <summary>No message is available, and no further message can arrive.</summary>
    EndOfMessages,

    /// <summary>No message is available yet. The receive waits for a message.</summary>
    Pending,
}
