namespace Pure.WebSockets.FSharp.Host

// Each closed union and each enum of the host that an application matches on is mirrored by an F# union with the same cases and fields.
// The compiler reports a match that lacks a case. CompanionTests fails when a case or a field is missing here.

open System
open System.Net
open System.Net.Security
open System.Net.Sockets
open System.Threading
open System.Threading.Tasks
open Pure.WebSockets

/// A connection. Its members can be called as in C#; the functions of the module Connection return F# types.
type WebSocketConnection = Pure.WebSockets.Host.WebSocketConnection

/// A running server. Disposing it stops the server: write "use server = Server.start …" in a task.
type WebSocketServer = Pure.WebSockets.Host.WebSocketServer

/// A message, or with Delivery.Pieces a piece of one. Its Data is valid until the next receive on the same connection; Copy returns a
/// message that stays valid, and ToText a string.
type Message = Pure.WebSockets.Host.Message

/// The credentials of a client, for the Authorization field of the request.
type HttpAuthorization = Pure.WebSockets.Host.HttpAuthorization

/// The response to a plain HTTP request, for ServerOptions.Respond.
type PlainResponse = Pure.WebSockets.Host.PlainResponse

/// Responses to plain HTTP requests.
module PlainResponse =
    /// A response with an HTTP status from 200 to 599 and a text.
    let ofText (status: int) (text: string) = PlainResponse.Create(status, text)

    /// A response with an HTTP status and nothing else.
    let ofStatus (status: int) = PlainResponse.Create status

/// The transport of a server: the framework's sockets, or epoll on Linux.
type ServerTransport = Pure.WebSockets.Host.ServerTransport

/// How a message is handled when the unsent data has reached MaxUnsentBytes because the peer reads too slowly.
type SlowPeerPolicy = Pure.WebSockets.Host.SlowPeerPolicy

/// The application that a server runs on each connection. The token is cancelled when the server stops. The connection is closed with
/// 1000 when the task completes, and with 1011 when it fails.
type Application = WebSocketConnection -> CancellationToken -> Task<unit>

/// The steps of connecting, in their order.
[<RequireQualifiedAccess>]
type ConnectStep =
    /// The name is looked up, and a TCP connection is made to the server or to the proxy, within ConnectTimeout.
    | Transport
    /// The proxy makes the tunnel, within ProxyTimeout. TLS with the proxy is part of this step.
    | Proxy
    /// The TLS handshake with the server, within TlsTimeout.
    | Tls
    /// The request is sent and the response received, within Protocol.OpeningHandshakeTimeout.
    | OpeningHandshake

    member internal step.ToHost() =
        match step with
        | Transport -> Pure.WebSockets.Host.ConnectStep.Transport
        | Proxy -> Pure.WebSockets.Host.ConnectStep.Proxy
        | Tls -> Pure.WebSockets.Host.ConnectStep.Tls
        | OpeningHandshake -> Pure.WebSockets.Host.ConnectStep.OpeningHandshake

/// The kinds of failure between client and proxy.
[<RequireQualifiedAccess>]
type ProxyFault =
    /// The host does not exist, or no TCP connection to it can be made.
    | Unreachable
    /// The TLS handshake with the proxy failed.
    | Tls
    /// The answer breaks a rule, is incomplete, or does not come from a proxy of this kind.
    | Answer
    /// The proxy requires credentials, or rejects the ones that the client sent. An HTTP proxy reports this with 407.
    | Credentials

    member internal fault.ToHost() =
        match fault with
        | Unreachable -> Pure.WebSockets.Host.ProxyFault.Unreachable
        | Tls -> Pure.WebSockets.Host.ProxyFault.Tls
        | Answer -> Pure.WebSockets.Host.ProxyFault.Answer
        | Credentials -> Pure.WebSockets.Host.ProxyFault.Credentials

/// The reply of a SOCKS proxy that makes no tunnel (RFC 1928 §6).
[<RequireQualifiedAccess>]
type SocksReply =
    /// General SOCKS server failure.
    | GeneralFailure
    /// Connection not allowed by ruleset.
    | NotAllowed
    /// Network unreachable.
    | NetworkUnreachable
    /// Host unreachable.
    | HostUnreachable
    /// Connection refused.
    | ConnectionRefused
    /// TTL expired.
    | TtlExpired
    /// Command not supported.
    | CommandNotSupported
    /// Address type not supported.
    | AddressTypeNotSupported
    /// A reply that RFC 1928 leaves unassigned.
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

/// A proxy that makes a tunnel to the server. With a wss URI, TLS is used between client and server, through the tunnel.
[<RequireQualifiedAccess>]
type ClientProxy =
    /// A proxy that uses HTTP/1.1 CONNECT (RFC 9110 §9.3.6). Credentials are sent with the Basic scheme (RFC 7617). If `tls` is set, the
    /// connection to the proxy uses TLS, too.
    | Http of host: string * port: int * credentials: NetworkCredential option * tls: SslClientAuthenticationOptions option
    /// A proxy that uses SOCKS version 5 (RFC 1928), with username and password (RFC 1929) if the proxy requires them. The proxy looks up
    /// the server's name.
    | Socks5 of host: string * port: int * credentials: NetworkCredential option

    member internal proxy.ToHost() : Pure.WebSockets.Host.ClientProxy =
        match proxy with
        | Http(host, port, credentials, tls) ->
            Pure.WebSockets.Host.ClientProxy.Http(host, port, Credentials = Option.toObj credentials, Tls = Option.toObj tls)
        | Socks5(host, port, credentials) ->
            Pure.WebSockets.Host.ClientProxy.Socks5(host, port, Credentials = Option.toObj credentials)

    /// The proxy as a URI, without its credentials.
    override proxy.ToString() = string (proxy.ToHost())

/// Why a client could not connect. All resources of the attempt have been freed.
type ConnectFailure =
    /// The host does not exist, or no TCP connection to it can be made. `host` is the name, the address, or the file of a Unix domain
    /// socket. `port` is 0 if there is none. `error` is the operating system's error for the last address that was tried.
    | Unreachable of host: string * port: int * error: SocketError
    /// The server was reached, and the TLS handshake failed.
    | TlsFailed of host: string * port: int * reason: string
    /// A step took longer than allowed.
    | TimedOut of step: ConnectStep * after: TimeSpan
    /// The server answered the upgrade request with a response that opens no connection: a challenge, a redirect or an error.
    | Rejected of response: RejectedResponse
    /// The response breaks a rule of the opening handshake, is incomplete, or does not come from a WebSocket server.
    | BadResponse of error: ProtocolError
    /// The proxy makes no tunnel, for a reason between client and proxy.
    | ProxyFailed of proxy: ClientProxy * fault: ProxyFault * reason: string
    /// An HTTP proxy rejected the tunnel: 407 requires credentials, 403 forbids it, 502 reports an unreachable server.
    | ProxyRefused of proxy: ClientProxy * response: RejectedResponse
    /// A SOCKS proxy rejected the tunnel.
    | SocksRefused of proxy: ClientProxy * reply: SocksReply
    /// The server redirected the client, and the client does not follow.
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

    /// One sentence about what failed, and where.
    member failure.Message = failure.ToHost().Message

    /// The same as Message.
    override failure.ToString() = failure.Message

/// The result of one attempt of a client that reconnects.
[<RequireQualifiedAccess>]
type ConnectAttempt =
    /// The connection is open. It is disposed before the next attempt.
    | Connected of connection: WebSocketConnection
    /// There is no connection. `number` is the number of consecutive failures, including this one and connections that were lost too soon.
    /// `again` is the delay until the next attempt. It is None if this was the last attempt, because another one cannot succeed.
    | Failed of failure: ConnectFailure * number: int * again: TimeSpan option

/// The result of a send that does not wait.
[<RequireQualifiedAccess>]
type TrySendResult =
    /// The message will be sent, unless the transport breaks.
    | Accepted
    /// The unsent data has reached MaxUnsentBytes, or another message is in progress. Nothing was sent. Try again later, or await a send.
    | Full
    /// A close frame was sent, or the connection has ended. Nothing more will be sent.
    | Closed

/// Why a send, a ping or a close failed. Nothing was sent.
type SendFailure =
    /// A close frame was sent before, or the connection has ended. The result is incomplete while the closing handshake is in progress.
    | ConnectionClosed of result: CloseResult
    /// The protocol does not allow the call, for example text that is not UTF-8, a ping of more than 125 bytes, a close code that must not
    /// be sent. The connection is unchanged.
    | NotAllowed of misuse: Misuse
