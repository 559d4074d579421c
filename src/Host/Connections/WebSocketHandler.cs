namespace Pure.WebSockets.Host;

/// <summary>
/// An application of a server in the form of callbacks. The server calls the methods of one handler for all connections. Compared with a
/// function that receives from the connection, this form needs no task and no waiting receive for each connection, and a short message is
/// not copied to memory of its own.
/// </summary>
/// <remarks>
/// <para>
/// The calls for one connection follow one another: first <see cref="OnOpened"/>, then <see cref="OnMessage"/> for each message, then
/// <see cref="OnClosed"/>. The calls for different connections run at the same time on different threads.
/// </para>
/// <para>
/// Each call holds no lock. <see cref="OnOpened"/> and <see cref="OnMessage"/> run on the thread that reads from the connection.
/// <see cref="OnClosed"/> can run on another thread. The methods must not block. The data that a call sends on its own connection is
/// usually written in one write after the received messages have been handled. Send with <see cref="WebSocketConnection.TrySend"/>, which
/// copies the data and never waits. Before each message, the server checks that the connection has free space in its send buffer
/// (<see cref="ConnectionHostOptions.MaxUnsentBytes"/>). Otherwise, the server stops reading from the connection until the peer has read
/// enough. The first message that <see cref="OnMessage"/> sends on its own connection is therefore not rejected for lack of space, unless
/// another call or another thread sends on this connection at the same time.
/// </para>
/// <para>
/// If a method throws an exception, the exception is passed to <see cref="ConnectionHostOptions.OnError"/>. If the method is not
/// <see cref="OnClosed"/>, the connection is then closed with status code 1011, and receives no more messages. A
/// <see cref="WebSocketClosedException"/> of the same connection is not treated as an error.
/// </para>
/// <para>
/// A connection with a handler cannot receive in another way: <see cref="WebSocketConnection.ReceiveAsync"/> throws an
/// <see cref="InvalidOperationException"/>.
/// </para>
/// </remarks>
/// <example>
/// The following handler echoes all messages.
/// <code>
/// sealed class Echo : WebSocketHandler
/// {
///     public override void OnMessage(WebSocketConnection connection, BorrowedMessage message) =>
///         connection.TrySend(message.Kind, message.Data);
/// }
/// </code>
/// </example>
public abstract class WebSocketHandler
{
    /// <summary>Called when the opening handshake is complete. By default, this method does nothing.</summary>
    /// <param name="connection">The connection.</param>
    public virtual void OnOpened(WebSocketConnection connection)
    {
    }

    /// <summary>
    /// Called for each message, or for each piece of a message with <see cref="Delivery.Pieces"/>. <b>The memory of the message is valid
    /// only during the call.</b> To use a message for a longer time, call <see cref="BorrowedMessage.Copy"/>.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="message">The message.</param>
    public abstract void OnMessage(WebSocketConnection connection, BorrowedMessage message);

    /// <summary>
    /// Called once when the connection has ended, if <see cref="OnOpened"/> was called. By default, this method does nothing.
    /// </summary>
    /// <param name="connection">The connection, on which nothing can be sent.</param>
    /// <param name="result">How the connection ended.</param>
    public virtual void OnClosed(WebSocketConnection connection, CloseResult result)
    {
    }
}
