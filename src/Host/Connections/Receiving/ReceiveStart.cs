namespace Pure.WebSockets.Host;

/// <summary>How a receive began.</summary>
internal enum ReceiveStart : byte
{
    /// <summary>A message had already arrived, and was taken.</summary>
    Completed,

    /// <summary>There is no message, and no further message can come.</summary>
    EndOfMessages,

    /// <summary>The receive waits.</summary>
    Pending,
}
