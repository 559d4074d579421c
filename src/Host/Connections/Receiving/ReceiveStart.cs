namespace Pure.WebSockets.Host;

/// <summary>How a receive began.</summary>
internal enum ReceiveStart : byte
{
    /// <summary>A message was there and is taken.</summary>
    Completed,

    /// <summary>There is no message, and none can come.</summary>
    EndOfMessages,

    /// <summary>The receive waits.</summary>
    Pending,
}
