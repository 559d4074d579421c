namespace Pure.WebSockets.FSharp.Host

// Applications match on some closed unions and enums of Pure.WebSockets.Host. This file defines an F# union for each of these types. Each
// F# union has the cases and fields of that type, so the compiler reports a match that lacks a case. HostCompanionTests fails if a case or
// a field is missing in this file.

open System
open System.Net
open System.Net.Security
open System.Net.Sockets
open System.Threading
open System.Threading.Tasks
open Pure.WebSockets

/// A connection. The members of the connection can be called as in C#. The functions of the module Connection return F# types.
type WebSocketConnection = Pure.WebSockets.Host.WebSocketConnection

/// A running server. The server stops when it is disposed. For example, after "use server = Server.start …" in a task, the server stops at
/// the end of the task.
type WebSocketServer = Pure.WebSockets.Host.WebSocketServer

/// A message, or a piece of a message if the connection uses Delivery.Pieces. The property Data is valid until the next receive on the same
/// connection. Copy returns a message that remains valid, and ToText returns a string.
type Message = Pure.WebSockets.Host.Message

/// A client's credentials, which are sent in the Authorization field of the request.
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

/// The transport of a server, which is either the framework's sockets or epoll on Linux.
type ServerTransport = Pure.WebSockets.Host.ServerTransport

/// The policy for a send when the unsent data has reached MaxUnsentBytes because the peer reads too slowly.
type SlowPeerPolicy = Pure.WebSockets.Host.SlowPeerPolicy

/// The function that a server runs for each connection. The token is cancelled when the server stops. The connection is closed with status
/// code 1000 when the task completes, and with status code 1011 when the task fails. If the task ends with an OperationCanceledException
/// after the server has begun to stop, the status code is 1001.
type Application = WebSocketConnection -> CancellationToken -> Task<unit>

/// The steps of a connection attempt, in order.
[<RequireQualifiedAccess>]
type ConnectStep =
    /// The look-up of the host name and the TCP connection to the server or the proxy. The time limit is ConnectTimeout.
    | Transport
    /// The opening of the tunnel through the proxy, including the TLS handshake with the proxy. The time limit is ProxyTimeout.
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

/// The kinds of failure between the client and the proxy.
[<RequireQualifiedAccess>]
type ProxyFault =
    /// The proxy's host does not exist, or the TCP connection to the proxy failed.
    | Unreachable
    /// The TLS handshake with the proxy failed.
    | Tls
    /// The proxy's answer breaks a rule, is incomplete, or does not come from a proxy of this kind.
    | Answer
    /// A SOCKS proxy requires credentials, or rejects the credentials that the client sent. With an HTTP proxy, the failure is ProxyRefused
    /// with status 407 instead.
    | Credentials

    member internal fault.ToHost() =
        match fault with
        | Unreachable -> Pure.WebSockets.Host.ProxyFault.Unreachable
        | Tls -> Pure.WebSockets.Host.ProxyFault.Tls
        | Answer -> Pure.WebSockets.Host.ProxyFault.Answer
        | Credentials -> Pure.WebSockets.Host.ProxyFault.Credentials

/// The reply with which a SOCKS proxy rejects the tunnel (RFC 1928 §6).
[<RequireQualifiedAccess>]
type SocksReply =
    /// The proxy reports a general failure.
    | GeneralFailure
    /// The proxy's rules do not allow the connection.
    | NotAllowed
    /// The network is unreachable.
    | NetworkUnreachable
    /// The host is unreachable.
    | HostUnreachable
    /// The connection was refused.
    | ConnectionRefused
    /// The TTL expired.
    | TtlExpired
    /// The proxy does not support the command.
    | CommandNotSupported
    /// The proxy does not support the address type.
    | AddressTypeNotSupported
    /// A reply code that RFC 1928 leaves unassigned.
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

/// A proxy that opens a tunnel to the server. For a wss URI, the client and the server use TLS through the tunnel.
[<RequireQualifiedAccess>]
type ClientProxy =
    /// A proxy that uses HTTP/1.1 CONNECT (RFC 9110 §9.3.6). Credentials are sent with the Basic scheme (RFC 7617). If `tls` is set, the
    /// connection to the proxy also uses TLS.
    | Http of host: string * port: int * credentials: NetworkCredential option * tls: SslClientAuthenticationOptions option
    /// A proxy that uses SOCKS version 5 (RFC 1928). The client sends the username and the password if the proxy requires them (RFC 1929).
    /// The proxy looks up the server's name.
    | Socks5 of host: string * port: int * credentials: NetworkCredential option

    member internal proxy.ToHost() : Pure.WebSockets.Host.ClientProxy =
        match proxy with
        | Http(host, port, credentials, tls) ->
            Pure.WebSockets.Host.ClientProxy.Http(host, port, Credentials = Option.toObj credentials, Tls = Option.toObj tls)
        | Socks5(host, port, credentials) ->
            Pure.WebSockets.Host.ClientProxy.Socks5(host, port, Credentials = Option.toObj credentials)

    /// Returns the proxy as a URI without its credentials.
    override proxy.ToString() = string (proxy.ToHost())

/// The reason why a client could not connect. All resources of the attempt have been freed.
type ConnectFailure =
    /// The host does not exist, or the TCP connection to the host failed. The field `host` is the name or address of the host, or the path
    /// of a Unix domain socket. The field `port` is 0 if the target does not have a port. The field `error` is the operating system's error
    /// from the attempt that failed last.
    | Unreachable of host: string * port: int * error: SocketError
    /// The server was reached, but the TLS handshake failed.
    | TlsFailed of host: string * port: int * reason: string
    /// A step exceeded its time limit. The field `after` is this limit.
    | TimedOut of step: ConnectStep * after: TimeSpan
    /// The server answered the upgrade request with a response that does not open a connection. Examples are an authentication challenge, a
    /// redirect and an error.
    | Rejected of response: RejectedResponse
    /// The response breaks a rule of the opening handshake, is incomplete, or does not come from a WebSocket server.
    | BadResponse of error: ProtocolError
    /// The proxy did not open the tunnel because of a failure between the client and the proxy.
    | ProxyFailed of proxy: ClientProxy * fault: ProxyFault * reason: string
    /// An HTTP proxy rejected the tunnel. Status 407 means that the proxy requires credentials. Status 403 means that the proxy forbids the
    /// tunnel. Status 502 means that the proxy cannot reach the server.
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

    /// A sentence that describes the failure.
    member failure.Message = failure.ToHost().Message

    /// Returns Message.
    override failure.ToString() = failure.Message

/// The result of one attempt by a reconnecting client.
[<RequireQualifiedAccess>]
type ConnectAttempt =
    /// The connection is open. The connection is disposed before the next attempt.
    | Connected of connection: WebSocketConnection
    /// The attempt failed. The field `number` is the number of consecutive failures, including this failure and connections that ended too
    /// soon. The field `again` is the delay until the next attempt. If no further attempt can succeed, `again` is None, and this attempt
    /// was the last attempt.
    | Failed of failure: ConnectFailure * number: int * again: TimeSpan option

/// The result of a send that does not wait.
[<RequireQualifiedAccess>]
type TrySendResult =
    /// The message was accepted and will be sent, unless the transport fails.
    | Accepted
    /// The unsent data has reached MaxUnsentBytes, another message is being sent in parts, or an earlier send is still waiting. The message
    /// was not sent. The application can try again later, or call send, which waits unless SlowPeer specifies another policy.
    | Full
    /// A close frame was sent, or the connection has ended. The message was not sent, and no further messages can be sent.
    | Closed

/// The reason why a send, a ping or a close failed.
type SendFailure =
    /// A close frame has already been sent, or the connection has ended. A message was not sent, but a ping may have been sent before the
    /// connection ended. The field `result` is incomplete while the closing handshake is in progress.
    | ConnectionClosed of result: CloseResult
    /// The protocol does not allow the call. Examples are text that is not valid UTF-8, a ping with more than 125 bytes, and a close code
    /// that must not be sent. Nothing was sent, and the connection is unchanged.
    | NotAllowed of misuse: Misuse
