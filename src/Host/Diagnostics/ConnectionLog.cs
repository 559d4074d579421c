using System.Net;
using Microsoft.Extensions.Logging;

namespace Pure.WebSockets.Host;

/// <summary>
/// The log messages of servers and connections. Normal events have the level Debug. Events of interest to an operator have the level
/// Information. Events that need attention have the level Warning or Error.
/// </summary>
internal static partial class ConnectionLog
{
    [LoggerMessage(
        1,
        LogLevel.Debug,
        "{Role} connection with {Remote} for {Target} is open: subprotocol {Subprotocol}, extensions {Extensions}"
    )]
    public static partial void Opened(ILogger logger, Role role, EndPoint? remote, string target, string subprotocol, string extensions);

    [LoggerMessage(2, LogLevel.Debug, "{Role} connection with {Remote} is closed with {Code}. The first close was {First}")]
    public static partial void Closed(ILogger logger, Role role, EndPoint? remote, int code, string first);

    [LoggerMessage(3, LogLevel.Information, "{Role} connection with {Remote} failed with {Code}: {Seen} ({Rule})")]
    public static partial void Failed(ILogger logger, Role role, EndPoint? remote, int code, string seen, string rule);

    [LoggerMessage(4, LogLevel.Information, "{Role} handshake with {Remote} did not open a connection: {Seen} ({Rule})")]
    public static partial void NotOpened(ILogger logger, Role role, EndPoint? remote, string seen, string rule);

    [LoggerMessage(
        5,
        LogLevel.Error,
        "Connection with {Remote}: an exception of the application or of a hook in the options was not handled, or a TLS handshake failed"
    )]
    public static partial void Escaped(ILogger logger, EndPoint? remote, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "The peer {Remote} is too slow: {Consequence}")]
    public static partial void TooSlow(ILogger logger, EndPoint? remote, string consequence);

    [LoggerMessage(7, LogLevel.Information, "The connection with {Remote} was idle for {Limit} and is closed")]
    public static partial void Idle(ILogger logger, EndPoint? remote, TimeSpan limit);

    [LoggerMessage(8, LogLevel.Information, "The connection with {Remote} was open for {Limit} and is closed")]
    public static partial void LifetimeOver(ILogger logger, EndPoint? remote, TimeSpan limit);

    [LoggerMessage(9, LogLevel.Information, "Listening on {EndPoint}")]
    public static partial void Listening(ILogger logger, EndPoint endPoint);

    [LoggerMessage(11, LogLevel.Information, "An upgrade of {Target} is rejected with 403: {Seen} ({Rule})")]
    public static partial void OriginRefused(ILogger logger, string target, string seen, string rule);

    [LoggerMessage(12, LogLevel.Debug, "{Remote} connected and sent nothing")]
    public static partial void Silent(ILogger logger, EndPoint? remote);

    [LoggerMessage(13, LogLevel.Debug, "A plain request of {Remote}, {Method} {Target}, is answered with {Status}")]
    public static partial void Responded(ILogger logger, EndPoint? remote, string method, string target, int status);

    [LoggerMessage(10, LogLevel.Information, "Stopping with {Connections} open connections")]
    public static partial void Stopping(ILogger logger, int connections);
}
