namespace Pure.WebSockets.Host;

/// <summary>The options of a connection that <see cref="WebSocketConnection.FromStream"/> creates.</summary>
public sealed record WebSocketConnectionOptions : ConnectionHostOptions
{
    /// <summary>The default options.</summary>
    public static WebSocketConnectionOptions Default { get; } = new();
}
