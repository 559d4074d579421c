namespace Pure.WebSockets.Host;

/// <summary>
/// The exception that a send, a ping or a pong throws if a close frame has already been sent or the connection is closed. A ping that waits
/// for its pong throws this exception when the connection ends. A receive never throws this exception.
/// </summary>
public sealed class WebSocketClosedException : InvalidOperationException
{
    internal WebSocketClosedException(WebSocketConnection connection, CloseResult closure)
        : base($"The connection is closed: {Describe(closure)}.")
    {
        Connection = connection;
        CloseResult = closure;
    }

    /// <summary>
    /// How the connection ended, or how far its closing handshake has progressed. If <see cref="CloseResult.Theirs"/> is None, no close
    /// frame has arrived from the peer.
    /// </summary>
    public CloseResult CloseResult { get; }

    internal WebSocketConnection Connection { get; }

    private static string Describe(CloseResult closure) =>
        closure
            .Error.Map(error => error.ToString())
            .IfNone(() =>
                $"this end sent {closure.Ours.Map(status => status.ToString()).IfNone("no close frame")}, and the peer sent "
                    + $"{closure.Theirs.Map(status => status.ToString()).IfNone("no close frame")}"
            );
}
