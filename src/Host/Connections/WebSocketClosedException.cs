namespace Pure.WebSockets.Host;

/// <summary>
/// Something was to be sent on a connection that no longer sends: a close frame was sent, or the connection is over. Receiving never
/// throws it.
/// </summary>
public sealed class WebSocketClosedException : InvalidOperationException
{
    internal WebSocketClosedException(WebSocketConnection connection, Closure closure)
        : base($"The connection is closed: {Describe(closure)}.")
    {
        Connection = connection;
        Closure = closure;
    }

    /// <summary>
    /// How the connection ended, or how far its closing handshake is: without <see cref="Closure.Theirs"/> the peer's close frame has not
    /// come yet.
    /// </summary>
    public Closure Closure { get; }

    internal WebSocketConnection Connection { get; }

    private static string Describe(Closure closure) =>
        closure
            .Error.Map(error => error.ToString())
            .IfNone(() =>
                $"ours {closure.Ours.Map(status => status.ToString()).IfNone("none")}, theirs "
                    + $"{closure.Theirs.Map(status => status.ToString()).IfNone("none")}"
            );
}
