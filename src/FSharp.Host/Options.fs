namespace Pure.WebSockets.FSharp.Host

open System
open System.Net
open System.Net.Http
open System.Net.Security
open System.Threading
open System.Threading.Tasks
open Microsoft.Extensions.Logging
open Pure.WebSockets
open Pure.WebSockets.FSharp

// The host's options as F# records. The fields use the F# types option and list, and F# functions. The corresponding properties of the
// host's options use null, collections and delegates. Each field has the same name and the same default value as the corresponding property
// of the host's options. The test HostCompanionTests fails if a field is missing or is not passed to the host.

module internal Delegates =
    let action1 hook = hook |> Option.map (fun hook -> Action<_>(fun value -> hook value)) |> Option.toObj

    let action2 hook = hook |> Option.map (fun hook -> Action<_, _>(fun one two -> hook one two)) |> Option.toObj

    let ofAction1 (hook: Action<'value> | null) = hook |> Option.ofObj |> Option.map (fun hook -> fun value -> hook.Invoke value)

    let ofAction2 (hook: Action<'one, 'two> | null) =
        hook |> Option.ofObj |> Option.map (fun hook -> fun one two -> hook.Invoke(one, two))

/// The protocol settings whose values RFC 6455 leaves to the implementation. A timeout or an interval of zero or less is disabled.
[<NoComparison>]
type ProtocolOptions =
    { /// The limits on the frames, messages and heads that the peer may send. An example is Limits(MaxMessageBytes = 65536L).
      Limits: Limits
      /// Whether a receive returns complete messages or pieces of messages.
      Delivery: Delivery
      /// Whether the connection checks that outgoing text is valid UTF-8.
      CheckOutgoingText: bool
      /// The options of permessage-deflate (RFC 7692). If the value is None (the default), messages are not compressed. Compression can
      /// reveal secrets if the same connection also transmits text from untrusted sources. The remarks on ConnectionOptions.Compression
      /// describe this risk.
      Compression: CompressionOptions option
      /// The time limit for the peer's part of the opening handshake. The default is 10 s.
      OpeningHandshakeTimeout: TimeSpan
      /// The time limit for the peer's close frame after this endpoint has sent its own close frame. On a client, the same limit then
      /// applies to the wait for the server to end the transport. The default is 10 s.
      ClosingHandshakeTimeout: TimeSpan
      /// The time until the next keep-alive ping. The time starts when the connection opens, and starts again at the first pong after a
      /// keep-alive ping. If PongTimeout is zero or less, the time starts again when a keep-alive ping is sent. The default is 20 s.
      KeepAliveInterval: TimeSpan
      /// The time limit for a pong after a keep-alive ping. Any pong ends the wait, even an unsolicited pong. The default is 20 s.
      PongTimeout: TimeSpan }

    static member internal OfCore(options: ConnectionOptions) =
        { Limits = options.Limits
          Delivery = options.Delivery
          CheckOutgoingText = options.CheckOutgoingText
          Compression = Option.ofCore options.Compression
          OpeningHandshakeTimeout = options.OpeningHandshakeTimeout
          ClosingHandshakeTimeout = options.ClosingHandshakeTimeout
          KeepAliveInterval = options.KeepAliveInterval
          PongTimeout = options.PongTimeout }

    /// The default options.
    static member Default = ProtocolOptions.OfCore ConnectionOptions.Default

    member internal options.ToCore() =
        ConnectionOptions(
            Limits = options.Limits,
            Delivery = options.Delivery,
            CheckOutgoingText = options.CheckOutgoingText,
            Compression = Option.toCore options.Compression,
            OpeningHandshakeTimeout = options.OpeningHandshakeTimeout,
            ClosingHandshakeTimeout = options.ClosingHandshakeTimeout,
            KeepAliveInterval = options.KeepAliveInterval,
            PongTimeout = options.PongTimeout
        )

/// The options of a client and its connection. An example is { ClientOptions.Default with Subprotocols = [ "chat" ] }.
[<NoEquality; NoComparison>]
type ClientOptions =
    { /// The options of the protocol. An example is { ClientOptions.Default with Protocol.Compression = Some CompressionOptions.Default }.
      Protocol: ProtocolOptions
      /// The maximum memory, in bytes, for received messages that the application has not received yet. At this limit, the connection stops
      /// reading until the unread messages use at most half of this memory. The limit can be exceeded by the size of one message. The
      /// default is 1 MiB.
      MaxUnreadBytes: int
      /// The maximum number of output bytes that wait to be written. At this limit, a send waits for free space, unless SlowPeer specifies
      /// another policy. The limit can be exceeded by the size of one message. The default is 256 KiB, and the maximum is 512 MiB.
      MaxUnsentBytes: int
      /// The policy for a send when the unsent data has reached MaxUnsentBytes. By default, the send waits.
      SlowPeer: SlowPeerPolicy
      /// The maximum time in which the application can still answer earlier messages after the peer has ended the connection. The default
      /// is 500 ms.
      AnswerTimeout: TimeSpan
      /// The maximum time without a sent or received message. After this time, the connection is closed with status code 1000. A value of
      /// zero or less means that there is no limit. The default is zero.
      IdleTimeout: TimeSpan
      /// The maximum time that the connection stays open. After this time, the connection is closed with status code 1001, even if the
      /// connection is in use. A value of zero or less means that there is no limit. The default is zero.
      MaxLifetime: TimeSpan
      /// The time limit within which the peer must end its half of the transport after this endpoint has written its last byte. The default
      /// is 1 s.
      LingerTimeout: TimeSpan
      /// The idle time after which a connection with compression frees the memory that is needed only to make compression faster. Up to
      /// twice this time can pass before the memory is freed. If the value is zero or less, the memory is never freed. The default is 5 s.
      CompactAfter: TimeSpan
      /// The function that is called with the data of each ping. The function runs on the connection's loop and must not block. The
      /// function does not need to send a pong, because the connection answers the ping.
      OnPing: (WebSocketConnection -> ReadOnlyMemory<byte> -> unit) option
      /// The function that is called with the data of each pong. The function runs on the connection's loop and must not block.
      OnPong: (WebSocketConnection -> ReadOnlyMemory<byte> -> unit) option
      /// The logger of the connection.
      Logger: ILogger
      /// The function that is called with each exception that OnPing or OnPong raises, and with unexpected exceptions of a stream that the
      /// application provides. The function should not raise an exception itself. An exception that the Proxy function raises is not passed
      /// to OnError, but to the caller of connect.
      OnError: (ErrorContext -> unit) option
      /// Additional header fields for the request, for example Origin. Header fields of the opening handshake itself are not allowed.
      Headers: Header list
      /// The subprotocols to offer, in order of preference. The server's choice is in connection.Agreement.Subprotocol.
      Subprotocols: string list
      /// The credentials that are sent with the request. After a redirect to another origin, the credentials are not sent.
      Authorization: HttpAuthorization option
      /// The container of the cookies that are sent with the request. The cookies that the response sets are added to this container.
      Cookies: CookieContainer option
      /// The function that selects the proxy for a URI. If this field or the function's result is None, no proxy is used. An example is
      /// Some ClientProxy.fromEnvironment.
      Proxy: (Uri -> ClientProxy option) option
      /// The end point to connect to instead of the URI's host and port. The end point must be an IPEndPoint or a UnixDomainSocketEndPoint.
      /// After a redirect to another origin, the end point is not used.
      EndPoint: EndPoint option
      /// The maximum number of redirects that the client follows. If the value is zero (the default), a redirect is treated as an error
      /// response.
      MaxRedirects: int
      /// The names of the fields in Headers that are also sent after a redirect to another origin. By default, the list is empty.
      CrossOriginHeaders: string list
      /// The HTTP version, which must be 1.1 or 2.0. With HTTP/2, the client uses extended CONNECT (RFC 8441). The default is 1.1.
      HttpVersion: Version
      /// The invoker that sends the request over HTTP/2. Connections with the same invoker can share TCP connections. The caller must
      /// dispose the invoker.
      Invoker: HttpMessageInvoker option
      /// The time limit for the name look-up and for connecting to the server or its proxy. A value of zero or less means that there is no
      /// limit. The default is 30 s.
      ConnectTimeout: TimeSpan
      /// The time limit for opening the tunnel through a proxy. A value of zero or less means that there is no limit. The default is 30 s.
      ProxyTimeout: TimeSpan
      /// The time limit for the TLS handshake with the server. A value of zero or less means that there is no limit. The default is 15 s.
      TlsTimeout: TimeSpan
      /// The TLS options of a wss connection. If the value is None, .NET's defaults apply.
      Tls: SslClientAuthenticationOptions option }

    /// The default options.
    static member Default =
        let options = Pure.WebSockets.Host.WebSocketClientOptions.Default

        { Protocol = ProtocolOptions.OfCore options.Protocol
          MaxUnreadBytes = options.MaxUnreadBytes
          MaxUnsentBytes = options.MaxUnsentBytes
          SlowPeer = options.SlowPeer
          AnswerTimeout = options.AnswerTimeout
          IdleTimeout = options.IdleTimeout
          MaxLifetime = options.MaxLifetime
          LingerTimeout = options.LingerTimeout
          CompactAfter = options.CompactAfter
          OnPing = Delegates.ofAction2 options.OnPing
          OnPong = Delegates.ofAction2 options.OnPong
          Logger = options.Logger
          OnError = Delegates.ofAction1 options.OnError
          Headers = List.ofSeq options.Headers
          Subprotocols = List.ofSeq options.Subprotocols
          Authorization = Option.ofObj options.Authorization
          Cookies = Option.ofObj options.Cookies
          Proxy = None
          EndPoint = Option.ofObj options.EndPoint
          MaxRedirects = options.MaxRedirects
          CrossOriginHeaders = List.ofSeq options.CrossOriginHeaders
          HttpVersion = options.HttpVersion
          Invoker = Option.ofObj options.Invoker
          ConnectTimeout = options.ConnectTimeout
          ProxyTimeout = options.ProxyTimeout
          TlsTimeout = options.TlsTimeout
          Tls = Option.ofObj options.Tls }

    /// Returns the host's options with the same content.
    member options.ToHost() =
        let proxyOf choose =
            Func<Uri, Pure.WebSockets.Host.ClientProxy | null>(fun target ->
                choose target |> Option.map ClientProxy.toHost |> Option.toObj)

        Pure.WebSockets.Host.WebSocketClientOptions(
            Protocol = options.Protocol.ToCore(),
            MaxUnreadBytes = options.MaxUnreadBytes,
            MaxUnsentBytes = options.MaxUnsentBytes,
            SlowPeer = options.SlowPeer,
            AnswerTimeout = options.AnswerTimeout,
            IdleTimeout = options.IdleTimeout,
            MaxLifetime = options.MaxLifetime,
            LingerTimeout = options.LingerTimeout,
            CompactAfter = options.CompactAfter,
            OnPing = Delegates.action2 options.OnPing,
            OnPong = Delegates.action2 options.OnPong,
            Logger = options.Logger,
            OnError = Delegates.action1 options.OnError,
            Headers = options.Headers,
            Subprotocols = options.Subprotocols,
            Authorization = Option.toObj options.Authorization,
            Cookies = Option.toObj options.Cookies,
            Proxy = Option.toObj (Option.map proxyOf options.Proxy),
            EndPoint = Option.toObj options.EndPoint,
            MaxRedirects = options.MaxRedirects,
            CrossOriginHeaders = options.CrossOriginHeaders,
            HttpVersion = options.HttpVersion,
            Invoker = Option.toObj options.Invoker,
            ConnectTimeout = options.ConnectTimeout,
            ProxyTimeout = options.ProxyTimeout,
            TlsTimeout = options.TlsTimeout,
            Tls = Option.toObj options.Tls
        )

/// The options of a server and its connections. An example is { ServerOptions.Default with Subprotocols = [ "chat" ] }.
[<NoEquality; NoComparison>]
type ServerOptions =
    { /// The options of the protocol. An example is { ServerOptions.Default with Protocol.Compression = Some CompressionOptions.Default }.
      /// If a timeout is ten seconds or longer, the server can detect the end of the timeout up to one second late.
      Protocol: ProtocolOptions
      /// The maximum memory, in bytes, for received messages that the application has not received yet. At this limit, the connection stops
      /// reading until the unread messages use at most half of this memory. The limit can be exceeded by the size of one message. The
      /// default is 1 MiB.
      MaxUnreadBytes: int
      /// The maximum number of output bytes that wait to be written. At this limit, a send waits for free space, unless SlowPeer specifies
      /// another policy. The limit can be exceeded by the size of one message. The default is 256 KiB, and the maximum is 512 MiB.
      MaxUnsentBytes: int
      /// The policy for a send when the unsent data has reached MaxUnsentBytes. By default, the send waits.
      SlowPeer: SlowPeerPolicy
      /// The maximum time in which the application can still answer earlier messages after the peer has ended the connection. The default
      /// is 500 ms.
      AnswerTimeout: TimeSpan
      /// The maximum time without a sent or received message. After this time, a connection is closed with status code 1000. A value of
      /// zero or less means that there is no limit. The default is zero.
      IdleTimeout: TimeSpan
      /// The maximum time that a connection stays open. After this time, the connection is closed with status code 1001, even if the
      /// connection is in use. A value of zero or less means that there is no limit. The default is zero.
      MaxLifetime: TimeSpan
      /// The time limit within which the peer must end its half of the transport after this endpoint has written its last byte. The default
      /// is 1 s.
      LingerTimeout: TimeSpan
      /// The idle time after which a connection with compression frees the memory that is needed only to make compression faster. Up to
      /// twice this time can pass before the memory is freed. If the value is zero or less, the memory is never freed. The default is 5 s.
      CompactAfter: TimeSpan
      /// The function that is called with the data of each ping. The function runs on the connection's loop and must not block. The
      /// function does not need to send a pong, because the connection answers the ping.
      OnPing: (WebSocketConnection -> ReadOnlyMemory<byte> -> unit) option
      /// The function that is called with the data of each pong. The function runs on the connection's loop and must not block.
      OnPong: (WebSocketConnection -> ReadOnlyMemory<byte> -> unit) option
      /// The logger of the server and its connections.
      Logger: ILogger
      /// The function that is called with each exception that an application or another function in these options raises. If an exception
      /// only reports that the application's own connection has ended or that the server is stopping, the function is not called. The
      /// function is also called if Accept exceeds its time limit, or if a connection cannot be accepted. In addition, the function is
      /// called if a TLS handshake fails after the client has sent at least one byte. The function should not raise an exception itself.
      OnError: (ErrorContext -> unit) option
      /// The function that answers an upgrade request with Ok and an acceptance, such as Acceptance.Plain, or with Error and a rejection.
      /// It is called at most once for each connection, after the origin has been checked. It runs on the connection's loop and must not
      /// block. If it fails, the client receives status 500. If the answer takes longer than Protocol.OpeningHandshakeTimeout, the client
      /// receives status 503 and the token of the context is cancelled. If the value is None, all requests from allowed origins are
      /// accepted.
      Accept: (AcceptContext -> Task<Result<Acceptance, Rejection>>) option
      /// The origins whose pages are allowed to connect, for example "https://example.com". The value "*" allows all origins. If the list
      /// is empty (the default), only pages from the same host are allowed to connect.
      Origins: string list
      /// The subprotocols of the application, in order of preference. The server chooses the first subprotocol in this list that the client
      /// offers, unless Accept chooses a subprotocol.
      Subprotocols: string list
      /// The function that answers plain HTTP requests, that is, requests that do not ask for an upgrade to a WebSocket connection. An
      /// example is a health probe. If the function returns None, the rules of the opening handshake determine the response, which usually
      /// has status 426 or 405.
      Respond: (RequestHead -> PlainResponse option) option
      /// The TLS options, including the server's certificate. If the value is None (the default), the server does not use TLS.
      Tls: SslServerAuthenticationOptions option
      /// The transport of the server. The default is .NET's sockets. On Linux, the server can use epoll instead.
      Transport: ServerTransport
      /// The maximum number of simultaneous connections. At this limit, the server accepts no further connection until a connection ends.
      /// By default (None), there is no limit.
      MaxConnections: int option
      /// The maximum number of simultaneous connections in the TLS handshake or the opening handshake. At this limit, the server accepts no
      /// further connection until a handshake ends. By default, there is no limit.
      MaxHandshakes: int option
      /// The maximum memory, in bytes, for the messages of all connections together. If the value is None (the default), only the limits of
      /// the individual connections apply.
      MaxHeldBytes: int64 option
      /// The maximum number of clients that wait at one listening socket to be accepted. The default is 512.
      Backlog: int
      /// The maximum time to wait for the closing handshakes and the applications when the server is disposed. The default is 5 s.
      StopTimeout: TimeSpan }

    /// The default options.
    static member Default =
        let options = Pure.WebSockets.Host.WebSocketServerOptions.Default

        { Protocol = ProtocolOptions.OfCore options.Protocol
          MaxUnreadBytes = options.MaxUnreadBytes
          MaxUnsentBytes = options.MaxUnsentBytes
          SlowPeer = options.SlowPeer
          AnswerTimeout = options.AnswerTimeout
          IdleTimeout = options.IdleTimeout
          MaxLifetime = options.MaxLifetime
          LingerTimeout = options.LingerTimeout
          CompactAfter = options.CompactAfter
          OnPing = Delegates.ofAction2 options.OnPing
          OnPong = Delegates.ofAction2 options.OnPong
          Logger = options.Logger
          OnError = Delegates.ofAction1 options.OnError
          Accept = None
          Origins = List.ofSeq options.Origins
          Subprotocols = List.ofSeq options.Subprotocols
          Respond = None
          Tls = Option.ofObj options.Tls
          Transport = options.Transport
          MaxConnections = Option.ofNullable options.MaxConnections
          MaxHandshakes = Option.ofNullable options.MaxHandshakes
          MaxHeldBytes = Option.ofNullable options.MaxHeldBytes
          Backlog = options.Backlog
          StopTimeout = options.StopTimeout }

    /// Returns the host's options with the same content.
    member options.ToHost() =
        let acceptBy (accept: AcceptContext -> Task<Result<Acceptance, Rejection>>) =
            Func<AcceptContext, ValueTask<LanguageExt.Either<Rejection, Acceptance>>>(fun context ->
                let answering =
                    task {
                        let! answer = accept context
                        return Result.toEither answer
                    }

                ValueTask<LanguageExt.Either<Rejection, Acceptance>> answering)

        let respondBy answer =
            Func<RequestHead, PlainResponse | null>(fun request -> answer request |> Option.toObj)

        Pure.WebSockets.Host.WebSocketServerOptions(
            Protocol = options.Protocol.ToCore(),
            MaxUnreadBytes = options.MaxUnreadBytes,
            MaxUnsentBytes = options.MaxUnsentBytes,
            SlowPeer = options.SlowPeer,
            AnswerTimeout = options.AnswerTimeout,
            IdleTimeout = options.IdleTimeout,
            MaxLifetime = options.MaxLifetime,
            LingerTimeout = options.LingerTimeout,
            CompactAfter = options.CompactAfter,
            OnPing = Delegates.action2 options.OnPing,
            OnPong = Delegates.action2 options.OnPong,
            Logger = options.Logger,
            OnError = Delegates.action1 options.OnError,
            Accept = Option.toObj (Option.map acceptBy options.Accept),
            Origins = options.Origins,
            Subprotocols = options.Subprotocols,
            Respond = Option.toObj (Option.map respondBy options.Respond),
            Tls = Option.toObj options.Tls,
            Transport = options.Transport,
            MaxConnections = Option.toNullable options.MaxConnections,
            MaxHandshakes = Option.toNullable options.MaxHandshakes,
            MaxHeldBytes = Option.toNullable options.MaxHeldBytes,
            Backlog = options.Backlog,
            StopTimeout = options.StopTimeout
        )

/// The options that determine whether and when a client reconnects after a lost connection or a failed attempt.
[<NoEquality; NoComparison>]
type ReconnectOptions =
    { /// The maximum delay after the end of a stable connection or after the first failure. This maximum doubles with each further
      /// consecutive failure, up to MaxDelay. The actual delay is a random fraction of the maximum. The default is 1 s.
      FirstDelay: TimeSpan
      /// The value at which the maximum delay stops doubling. The value must be at least FirstDelay and at most 20 days. The default is 60
      /// s.
      MaxDelay: TimeSpan
      /// The maximum delay that a server or proxy can request with Retry-After. A longer delay is reduced to this maximum. The value must
      /// be at most 20 days. The default is 1 h.
      MaxRetryAfter: TimeSpan
      /// The minimum duration of a stable connection. When a stable connection ends, the number of consecutive failures is reset. A
      /// connection that ends sooner counts as a failed attempt. The default is 30 s.
      StableAfter: TimeSpan
      /// The function that decides whether to try again after a failure. By default, the client tries again if the server or the proxy is
      /// unreachable or too slow, sends an invalid response, or answers with status 408, 429 or 5xx. The client also tries again after an
      /// error from a SOCKS proxy, unless the error is NotAllowed, CommandNotSupported or AddressTypeNotSupported.
      ShouldRetry: ConnectFailure -> bool
      /// The function that is called before each attempt, also the first one, with the options of the client, and returns the options of
      /// the attempt, for example with a new token. If the value is None (the default), the options are the same for each attempt.
      RenewOptions: (ClientOptions -> CancellationToken -> Task<ClientOptions>) option
      /// The clock that measures the delays and the duration of each connection. The default is the system clock.
      TimeProvider: TimeProvider
      /// The random number generator for the delays.
      Random: Random }

    /// The default options.
    static member Default =
        let options = Pure.WebSockets.Host.ReconnectOptions.Default

        { FirstDelay = options.FirstDelay
          MaxDelay = options.MaxDelay
          MaxRetryAfter = options.MaxRetryAfter
          StableAfter = options.StableAfter
          ShouldRetry = fun failure -> options.ShouldRetry.Invoke(ConnectFailure.toHost failure)
          RenewOptions = None
          TimeProvider = options.TimeProvider
          Random = options.Random }

    /// Returns the host's options with the same content.
    member options.ToHost() = options.ToHostFor ClientOptions.Default

    /// Returns the host's options for a client with the given options, which RenewOptions gets.
    member internal options.ToHostFor(client: ClientOptions) =
        let renewBy (renew: ClientOptions -> CancellationToken -> Task<ClientOptions>) =
            Func<Pure.WebSockets.Host.WebSocketClientOptions, CancellationToken, ValueTask<Pure.WebSockets.Host.WebSocketClientOptions>>(
                fun _ stop ->
                    let renewing =
                        task {
                            let! renewed = renew client stop
                            return renewed.ToHost()
                        }

                    ValueTask<Pure.WebSockets.Host.WebSocketClientOptions> renewing)

        Pure.WebSockets.Host.ReconnectOptions(
            FirstDelay = options.FirstDelay,
            MaxDelay = options.MaxDelay,
            MaxRetryAfter = options.MaxRetryAfter,
            StableAfter = options.StableAfter,
            ShouldRetry = Func<_, _>(fun (ConnectFailure failure) -> options.ShouldRetry failure),
            RenewOptions = Option.toObj (Option.map renewBy options.RenewOptions),
            TimeProvider = options.TimeProvider,
            Random = options.Random
        )
