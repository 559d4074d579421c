namespace Pure.WebSockets.Host;

/// <summary>How a receive began.</summary>
internal enum Beginning : byte
{
    /// <summary>There was a message.</summary>
    Message,

    /// <summary>There was none, and none can come.</summary>
    End,

    /// <summary>It waits.</summary>
    Wait,
}
