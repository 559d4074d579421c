namespace Pure.WebSockets.Host;

/// <content>The limits at which a connection stops reading.</content>
internal partial struct MessageReceiver
{
    // An open connection stops reading when the limit for unread messages, for unsent replies, or for the server's memory is reached. A
    // connection that is no longer open continues reading, so that it can receive the peer's close frame.
    private readonly bool IsFull(WebSocketConnection connection) =>
        connection.Current.Phase is Phase.Open
        && ((Queue.UnreadBytes >= connection.Options.MaxUnreadBytes && !Queue.IsDiscarding)
            || connection.Sender.Writer.Output.ReplyBytes >= MaxReplyBytes
            || HandlerLacksSpace(connection)
            || OthersComeFirst(connection));

    private readonly bool HasRoom(WebSocketConnection connection) =>
        connection.Current.Phase is not Phase.Open
        || ((Queue.UnreadBytes <= connection.Options.MaxUnreadBytes / 2 || Queue.IsDiscarding)
            && connection.Sender.Writer.Output.ReplyBytes < MaxReplyBytes
            && !HandlerLacksSpace(connection)
            && !OthersComeFirst(connection));

    // A handler cannot wait for free space, so the next message waits in its place.
    private static bool HandlerLacksSpace(WebSocketConnection connection) =>
        connection.Host.Handler is not null && connection.Sender.IsOutputFull(connection);

    // Returns whether this connection must pause while another connection reads, because the server's connections hold more memory than the
    // limit allows.
    private static bool OthersComeFirst(WebSocketConnection connection) =>
        connection.Buffers.Bound is { } bound && bound.HasToWait(connection);

    /// <summary>
    /// If the server limits its memory, records whether the connection holds received bytes that have not been passed to the application
    /// yet.
    /// </summary>
    private readonly void CountHeldBytes(WebSocketConnection connection)
    {
        if (connection.Buffers.Bound is not { } bound || Queue.HoldsBytes == Queue.IsCounted) return;
        Queue.IsCounted = !Queue.IsCounted;
        if (Queue.IsCounted) bound.Join(connection);
        else bound.Leave(connection);
    }
}
