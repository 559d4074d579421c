namespace Pure.WebSockets.FSharp.Host

// This file defines an F# union for each closed union or enum of Pure.WebSockets.Host that applications match. The F# union has the same
// cases and fields. The compiler therefore reports each incomplete match. The test HostCompanionTests fails if a case or a field is
// missing.

open System
open System.Net
open System.Net.Security
open System.Net.Sockets
open System.Threading
open System.Threading.Tasks
open Pure.WebSockets

/// A WebSocket connection. Its members have C# signatures. For the same operations, the module Connection contains functions with F#
/// signatures.
type WebSocketConnection = Pure.WebSockets.Host.WebSocketConnection

/// A running server. The server stops when it is disposed, for example at the end of a task that contains "use server = Server.start …".
type WebSocketServer = Pure.WebSockets.Host.WebSocketServer

/// An application of a server in the form of callbacks, for Server.handle. An object expression can be a handler:
/// { new WebSocketHandler() with member _.OnMessage(connection, message) = connection.TrySend(message.Kind, message.Data) |> ignore }.
/// The memory of the message is valid only during the call.
type WebSocketHandler = Pure.WebSockets.Host.WebSocketHandler

/// A received message, or a piece of a message if the connection uses Delivery.Pieces. Data is valid until the next receive on the same
/// connection, but the results of Copy() and ToText() remain valid.
type BorrowedMessage = Pure.WebSockets.Host.BorrowedMessage

/// A message that can be kept. The Copy() method of a received message creates it.
type Message = Pure.WebSockets.Host.Message

/// A client's credentials, which are sent in the Authorization header field of the request.
type HttpAuthorization = Pure.WebSockets.Host.HttpAuthorization

/// The response to a plain HTTP request, which ServerOptions.Respond returns.
type PlainResponse = Pure.WebSockets.Host.PlainResponse

/// Functions that create responses to plain HTTP requests.
[<RequireQualifiedAccess>]
module PlainResponse =
    /// Creates a response with an HTTP status from 200 to 599 and a text body.
    let ofText (status: int) (text: string) = PlainResponse.Create(status, text)

    /// Creates a response with an HTTP status and without a body.
    let ofStatus (status: int) = PlainResponse.Create status

/// The argument of ServerOptions.Accept: an upgrade request, the client's address, and a token that is cancelled when the answer is no
/// longer needed.
type AcceptContext = Pure.WebSockets.Host.AcceptContext

/// The argument of OnError: an exception, and the connection to which it belongs, or null if there is none.
type ErrorContext = Pure.WebSockets.Host.ErrorContext

/// The transport that a server uses, which is either .NET's sockets or epoll (only on Linux).
type ServerTransport = Pure.WebSockets.Host.ServerTransport

/// The policy for a message that is sent when the unsent data has reached MaxUnsentBytes because the peer reads too slowly.
type SlowPeerPolicy = Pure.WebSockets.Host.SlowPeerPolicy

/// The function that a server calls for each connection. The token is cancelled when the server stops. The connection is closed with status
/// code 1000 when the task completes, or with 1011 when the task fails. If the task ends with an OperationCanceledException after the
/// server has begun to stop, the status code is 1001.
type Application = WebSocketConnection -> CancellationToken -> Task<unit>

/// The steps of a connection attempt, in the order in which they are performed.
[<RequireQualifiedAccess>]
type ConnectStep =
    /// The name look-up and the connection to the server or the proxy. The time limit is ConnectTimeout.
    | Transport
    /// The tunnel through the proxy, including the TLS handshake with the proxy. The time limit is ProxyTimeout.
    | Proxy
    /// The TLS handshake with the server. The time limit is TlsTimeout.
    | Tls
    /// The request and its response. The time limit is Protocol.OpeningHandshakeTimeout.
    | OpeningHandshake

    member internal step.ToHost() =
        match step with
        | Transport -> Pure.WebSockets.Host.ConnectStep.Transport
        | Proxy -> Pure.WebSockets.Host.ConnectStep.Proxy
        | Tls -> Pure.WebSockets.Host.ConnectStep.Tls
        | OpeningHandshake -> Pure.WebSockets.Host.ConnectStep.OpeningHandshake

/// The kinds of ConnectFailure.ProxyFailed.
[<RequireQualifiedAccess>]
type ProxyFault =
    /// The proxy's host name could not be resolved, or the TCP connection to the proxy failed.
    | Unreachable
    /// The TLS handshake with the proxy failed.
    | Tls
    /// The proxy's answer violates the protocol or is incomplete, or the host is not a proxy of the configured kind.
    | Answer
    /// A SOCKS proxy requires credentials or rejected the client's credentials. An HTTP proxy reports this failure with status 407 instead
    /// (see ConnectFailure.ProxyRefused).
    | Credentials

    member internal fault.ToHost() =
        match fault with
        | Unreachable -> Pure.WebSockets.Host.ProxyFault.Unreachable
        | Tls -> Pure.WebSockets.Host.ProxyFault.Tls
        | Answer -> Pure.WebSockets.Host.ProxyFault.Answer
        | Credentials -> Pure.WebSockets.Host.ProxyFault.Credentials

/// The error codes that a SOCKS proxy can return (RFC 1928 §6).
[<RequireQualifiedAccess>]
type SocksReply =
    /// The proxy failed and did not state a reason.
    | GeneralFailure
    /// The proxy's rules do not allow the connection.
    | NotAllowed
    /// The server's network is unreachable.
    | NetworkUnreachable
    /// The server's host is unreachable.
    | HostUnreachable
    /// The server refused the connection.
    | ConnectionRefused
    /// The time to live (TTL) expired on the route to the server.
    | TtlExpired
    /// The proxy does not support the command.
    | CommandNotSupported
    /// The proxy does not support the address type.
    | AddressTypeNotSupported
    /// An error code that RFC 1928 does not assign.
    | Unassigned of reply: byte

    member internal reply.ToHost() =
        match reply with
        | GeneralFailure -> Pure.WebSockets.Host.SocksReply.GeneralFailure
        | NotAllowed -> Pure.WebSockets.Host.SocksReply.NotAllowed
        | NetworkUnreachable -> Pure.WebSockets.Host.SocksReply.NetworkUnreachable
        | HostUnreachable -> Pure.WebSockets.Host.SocksReply.HostUnreachable
        | ConnectionRefused -> Pure.WebSockets.Host.SocksReply.ConnectionRefused
        | TtlExpired -> Pure.WebSockets.Host.SocksReply.TtlExpired
        | CommandNotSupported -> Pure.WebSockets.Host.SocksReply.CommandNotSupported
        | AddressTypeNotSupported -> Pure.WebSockets.Host.SocksReply.AddressTypeNotSupported
        | Unassigned reply -> LanguagePrimitives.EnumOfValue reply

/// A proxy that opens a tunnel to the server. For a wss URI, the client and the server encrypt the bytes in the tunnel with TLS.
[<RequireQualifiedAccess>]
type ClientProxy =
    /// A proxy that opens tunnels with the HTTP/1.1 method CONNECT (RFC 9110 §9.3.6). Credentials are sent with the Basic scheme (RFC
    /// 7617). If `tls` is set, the connection to the proxy uses TLS.
    | Http of host: string * port: int * credentials: NetworkCredential option * tls: SslClientAuthenticationOptions option
    /// A SOCKS version 5 proxy (RFC 1928). If the proxy requires authentication, the client sends the username and the password (RFC 1929).
    /// The proxy resolves the server's name.
    | Socks5 of host: string * port: int * credentials: NetworkCredential option

    member internal proxy.ToHost() : Pure.WebSockets.Host.ClientProxy =
        match proxy with
        | Http(host, port, credentials, tls) ->
            Pure.WebSockets.Host.ClientProxy.Http(host, port, Credentials = Option.toObj credentials, Tls = Option.toObj tls)
        | Socks5(host, port, credentials) ->
            Pure.WebSockets.Host.ClientProxy.Socks5(host, port, Credentials = Option.toObj credentials)

    /// Returns the proxy as a URI without its credentials.
    override proxy.ToString() = string (proxy.ToHost())

/// The reason why a client could not connect. When an application receives this value, all resources of the attempt have been freed.
type ConnectFailure =
    /// The host name could not be resolved, or the connection to the host or the Unix domain socket failed. The field `host` is the name or
    /// address of the host, or the path of the socket. The field `port` is 0 for a Unix domain socket. The field `error` is the operating
    /// system's error from the attempt that failed last.
    | Unreachable of host: string * port: int * error: SocketError
    /// The TLS handshake with the server failed.
    | TlsFailed of host: string * port: int * reason: string
    /// A step exceeded its time limit. The field `after` contains the time limit.
    | TimedOut of step: ConnectStep * after: TimeSpan
    /// The server answered the upgrade request with a response that does not open a connection, for example an authentication challenge, a
    /// redirect or an error.
    | Rejected of response: RejectedResponse
    /// The response violates a rule of the opening handshake, is incomplete, or does not come from a WebSocket server.
    | BadResponse of error: ProtocolError
    /// The tunnel could not be opened, for example because the proxy is unreachable or its answer violates the protocol.
    | ProxyFailed of proxy: ClientProxy * fault: ProxyFault * reason: string
    /// An HTTP proxy answered CONNECT with an error status. For example, the status is 407 if the proxy requires credentials, 403 if the
    /// tunnel is not allowed, and 502 if the server is unreachable.
    | ProxyRefused of proxy: ClientProxy * response: RejectedResponse
    /// A SOCKS proxy rejected the tunnel.
    | SocksRefused of proxy: ClientProxy * reply: SocksReply
    /// The server redirected the client, but the client did not follow the redirect.
    | RedirectFailed of from: Uri * response: RejectedResponse * reason: string

    member internal failure.ToHost() : Pure.WebSockets.Host.ConnectFailure =
        match failure with
        | Unreachable(host, port, error) -> Pure.WebSockets.Host.ConnectFailure.Unreachable(host, port, error)
        | TlsFailed(host, port, reason) -> Pure.WebSockets.Host.ConnectFailure.TlsFailed(host, port, reason)
        | TimedOut(step, after) -> Pure.WebSockets.Host.ConnectFailure.TimedOut(step.ToHost(), after)
        | Rejected response -> Pure.WebSockets.Host.ConnectFailure.Rejected response
        | BadResponse error -> Pure.WebSockets.Host.ConnectFailure.BadResponse error
        | ProxyFailed(proxy, fault, reason) ->
            Pure.WebSockets.Host.ConnectFailure.ProxyFailed(proxy.ToHost(), fault.ToHost(), reason)
        | ProxyRefused(proxy, response) -> Pure.WebSockets.Host.ConnectFailure.ProxyRefused(proxy.ToHost(), response)
        | SocksRefused(proxy, reply) -> Pure.WebSockets.Host.ConnectFailure.SocksRefused(proxy.ToHost(), reply.ToHost())
        | RedirectFailed(from, response, reason) -> Pure.WebSockets.Host.ConnectFailure.RedirectFailed(from, response, reason)

    /// One sentence that states which step failed and why.
    member failure.Message = failure.ToHost().Message

    /// Returns the value of Message.
    override failure.ToString() = failure.Message

/// The result of one attempt by a reconnecting client.
[<RequireQualifiedAccess>]
type ConnectAttempt =
    /// The attempt succeeded. The connection is disposed before the next attempt.
    | Connected of connection: WebSocketConnection
    /// The attempt failed. The field `failureCount` is the number of consecutive failures, including this failure. A connection that lasted
    /// less than StableAfter also counts as a failure. The field `retryDelay` is the delay until the next attempt, or None if no further
    /// attempt is made.
    | Failed of failure: ConnectFailure * failureCount: int * retryDelay: TimeSpan option

/// The result of trySend.
[<RequireQualifiedAccess>]
type TrySendResult =
    /// The message was accepted and will be sent, unless the transport fails.
    | Accepted
    /// The message was not sent, because the unsent data has reached MaxUnsentBytes, another message is being sent in parts, or an earlier
    /// send is still waiting. The application can try again later, or can call send, which waits if SlowPeer is SlowPeerPolicy.Wait (the
    /// default).
    | Full
    /// The message was not sent, because a close frame has already been sent or the connection has ended. No further messages can be sent.
    | Closed

/// The reason why a send, a ping or a close failed.
type SendFailure =
    /// A close frame has already been sent, or the connection has ended. If the call was the send of a message, the message was not sent.
    /// If the call was a ping, it is not known whether the ping was sent. While the closing handshake is in progress, the field `result`
    /// contains only the close frames that have been sent and received so far.
    | ConnectionClosed of result: CloseResult
    /// The protocol does not allow the call. For example, the text is not valid UTF-8, a ping has more than 125 bytes, or the status code
    /// must not be sent in a close frame. Nothing was sent, and the connection is unchanged.
    | NotAllowed of misuse: Misuse
