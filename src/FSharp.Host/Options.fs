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

// The host's options as records, with option, list and F# functions for what is null, Seq and delegates there. A field has the name of
// the property. Defaults are read from the host's own. CompanionTests fails when a field is missing, or is not passed on.

module internal Delegates =
    let action1 hook = hook |> Option.map (fun hook -> Action<_>(fun value -> hook value)) |> Option.toObj

    let action2 hook = hook |> Option.map (fun hook -> Action<_, _>(fun one two -> hook one two)) |> Option.toObj

    let ofAction1 (hook: Action<'value> | null) = hook |> Option.ofObj |> Option.map (fun hook -> fun value -> hook.Invoke value)

    let ofAction2 (hook: Action<'one, 'two> | null) =
        hook |> Option.ofObj |> Option.map (fun hook -> fun one two -> hook.Invoke(one, two))

/// How the protocol behaves where the RFC leaves a choice. A time of zero or less switches its timer off.
[<NoComparison>]
type ProtocolOptions =
    { /// What the peer may make this endpoint hold: Limits(MaxMessageBytes = 65536L), for example.
      Limits: Limits
      /// Whether a receive returns whole messages or their pieces.
      Delivery: Delivery
      /// Whether text to send is checked to be UTF-8.
      CheckOutgoingText: bool
      /// How permessage-deflate (RFC 7692) is negotiated. None by default: messages are not compressed. Read the remarks on
      /// ConnectionOptions.Compression before a secret and foreign text share a compressed connection.
      Compression: CompressionOptions option
      /// The time for the peer's half of the opening handshake. 10 s.
      OpeningHandshakeTimeout: TimeSpan
      /// The time for the peer's close frame after ours, and for the server's end of the transport after both. 10 s.
      ClosingHandshakeTimeout: TimeSpan
      /// The time from a pong, or the opening, to the next keep-alive ping. 20 s.
      KeepAliveInterval: TimeSpan
      /// The time for the pong that answers a keep-alive ping. 20 s.
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

    /// The defaults.
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

/// How a client connects, and how its connection behaves. Write { ClientOptions.Default with Subprotocols = [ "chat" ] }.
[<NoEquality; NoComparison>]
type ClientOptions =
    { /// How the protocol behaves: { ClientOptions.Default with Protocol.Compression = Some CompressionOptions.Default }.
      Protocol: ProtocolOptions
      /// The bytes of received messages that may wait for the application. Then reading pauses until half of them is taken. 1 MiB.
      MaxUnreadBytes: int
      /// The bytes of output that may wait for the peer. Then a send waits. 256 KiB; at most 512 MiB.
      MaxUnsentBytes: int
      /// The treatment of a message while that much waits. By default its send waits.
      SlowPeer: SlowPeerPolicy
      /// The time that the application has to answer the messages that came before an end, before the end takes effect. 500 ms.
      AnswerTime: TimeSpan
      /// The time without a message, in either direction, after which the connection is closed with 1000. Zero, the default: no limit.
      IdleTimeout: TimeSpan
      /// The time since the opening after which the connection is closed with 1001. Zero, the default: no limit.
      MaxLifetime: TimeSpan
      /// The time, after the last byte was written, for the peer to end its half of the transport. 1 s.
      LingerTimeout: TimeSpan
      /// The time without a message after which a compressed connection releases its search tables. Zero: never. 5 s.
      CompactAfter: TimeSpan
      /// Called with the data of each ping. It runs on the connection's loop and must not block. Pongs are sent without it.
      OnPing: (WebSocketConnection -> ReadOnlyMemory<byte> -> unit) option
      /// Called with the data of each pong. It runs on the connection's loop and must not block.
      OnPong: (WebSocketConnection -> ReadOnlyMemory<byte> -> unit) option
      /// The log of the connection.
      Logger: ILogger
      /// Called with each exception that a hook in these options raises. It should not raise one itself.
      OnError: (exn -> unit) option
      /// Fields to add to the request. Those of the handshake itself are not allowed here.
      Headers: Header list
      /// The subprotocols to offer, the preferred one first. connection.Agreement.Subprotocol is the server's choice.
      Subprotocols: string list
      /// The credentials that the request carries. A redirect does not carry them to another origin.
      Authorization: HttpAuthorization option
      /// The cookies that are sent, and where those of the response are stored.
      Cookies: CookieContainer option
      /// Returns the proxy for a URI, or None for none: Some ClientProxy.fromEnvironment, for example.
      Proxy: (Uri -> ClientProxy option) option
      /// The end point to connect to in place of the URI's host and port: an IPEndPoint or a UnixDomainSocketEndPoint.
      EndPoint: EndPoint option
      /// How many redirects the client follows. 0: none.
      MaxRedirects: int
      /// The names of those Headers that a redirect carries to another origin, too.
      CrossOriginHeaders: string list
      /// HTTP/1.1, or HTTP/2 for extended CONNECT (RFC 8441). 1.1.
      HttpVersion: Version
      /// With HTTP/2, what sends the request. Connections with the same invoker share TCP connections. It is not disposed here.
      Invoker: HttpMessageInvoker option
      /// The time for the name look-up and the TCP connection. Zero or less: no limit. 30 s.
      ConnectTimeout: TimeSpan
      /// The time for the proxy to make the tunnel. Zero or less: no limit. 30 s.
      ProxyTimeout: TimeSpan
      /// The time for TLS with the server. Zero or less: no limit. 15 s.
      TlsTimeout: TimeSpan
      /// How a wss connection is secured. None: the framework's defaults.
      Tls: SslClientAuthenticationOptions option }

    /// The defaults.
    static member Default =
        let options = Pure.WebSockets.Host.WebSocketClientOptions.Default

        { Protocol = ProtocolOptions.OfCore options.Protocol
          MaxUnreadBytes = options.MaxUnreadBytes
          MaxUnsentBytes = options.MaxUnsentBytes
          SlowPeer = options.SlowPeer
          AnswerTime = options.AnswerTime
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

    /// The host's options with the same content.
    member options.ToHost() =
        let proxyOf choose =
            Func<Uri, Pure.WebSockets.Host.ClientProxy | null>(fun target ->
                choose target |> Option.map ClientProxy.toHost |> Option.toObj)

        Pure.WebSockets.Host.WebSocketClientOptions(
            Protocol = options.Protocol.ToCore(),
            MaxUnreadBytes = options.MaxUnreadBytes,
            MaxUnsentBytes = options.MaxUnsentBytes,
            SlowPeer = options.SlowPeer,
            AnswerTime = options.AnswerTime,
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

/// How a server behaves. Write { ServerOptions.Default with Subprotocols = [ "chat" ] }.
[<NoEquality; NoComparison>]
type ServerOptions =
    { /// How the protocol behaves: { ServerOptions.Default with Protocol.Compression = Some CompressionOptions.Default }. A timer of ten
      /// seconds or more may elapse up to one second late.
      Protocol: ProtocolOptions
      /// The bytes of received messages that may wait for the application. Then reading pauses until half of them is taken. 1 MiB.
      MaxUnreadBytes: int
      /// The bytes of output that may wait for the peer. Then a send waits. 256 KiB; at most 512 MiB.
      MaxUnsentBytes: int
      /// The treatment of a message while that much waits. By default its send waits.
      SlowPeer: SlowPeerPolicy
      /// The time that the application has to answer the messages that came before an end, before the end takes effect. 500 ms.
      AnswerTime: TimeSpan
      /// The time without a message, in either direction, after which a connection is closed with 1000. Zero, the default: no limit.
      IdleTimeout: TimeSpan
      /// The time since the opening after which a connection is closed with 1001. Zero, the default: no limit.
      MaxLifetime: TimeSpan
      /// The time, after the last byte was written, for the peer to end its half of the transport. 1 s.
      LingerTimeout: TimeSpan
      /// The time without a message after which a compressed connection releases its search tables. Zero: never. 5 s.
      CompactAfter: TimeSpan
      /// Called with the data of each ping. It runs on the connection's loop and must not block. Pongs are sent without it.
      OnPing: (WebSocketConnection -> ReadOnlyMemory<byte> -> unit) option
      /// Called with the data of each pong. It runs on the connection's loop and must not block.
      OnPong: (WebSocketConnection -> ReadOnlyMemory<byte> -> unit) option
      /// The log of the server and its connections.
      Logger: ILogger
      /// Called with each exception that an application or a hook in these options raises, and for each TLS handshake that failed. It
      /// should not raise one itself.
      OnError: (exn -> unit) option
      /// The answer to an upgrade request: Ok Acceptance.Plain, or Error with the response. It is called once for each connection, after
      /// Origins are checked, on the connection's loop, and must not block. The client gets 500 when it raises an exception. None: all
      /// requests are accepted.
      Accept: (UpgradeRequest -> Result<Acceptance, Rejection>) option
      /// The asynchronous form of Accept, for an answer that needs a database, say. Either of the two may be set, not both. The client gets
      /// 503 when the answer takes longer than Protocol.OpeningHandshakeTimeout; the token is cancelled then.
      AcceptAsync: (UpgradeRequest -> CancellationToken -> Task<Result<Acceptance, Rejection>>) option
      /// The origins whose pages may connect, as "https://example.com"; "*" for all. Empty, the default: only pages of the same host.
      Origins: string list
      /// The subprotocols of the application, the preferred one first. The first that the client offers is chosen where Accept chooses
      /// none.
      Subprotocols: string list
      /// The response to a plain HTTP request, such as a health probe. It returns None for the standard response, mostly 426 or 405.
      Respond: (RequestHead -> PlainResponse option) option
      /// The server's certificate and the other settings of TLS. None: plain TCP.
      Tls: SslServerAuthenticationOptions option
      /// The transport: the framework's sockets by default, or epoll on Linux.
      Transport: ServerTransport
      /// The most connections at a time. At the limit the server stops accepting. No limit by default.
      MaxConnections: int
      /// The most connections at a time whose TLS or opening handshake is in progress. No limit by default.
      MaxHandshakes: int
      /// The bytes that the messages of all connections together may hold. Zero, the default: no limit but those of each connection.
      MaxHeldBytes: int64
      /// How many clients the operating system lets wait to be accepted. 512.
      Backlog: int
      /// The time that disposing the server gives connections to complete their closing handshakes. 5 s.
      StopTimeout: TimeSpan }

    /// The defaults.
    static member Default =
        let options = Pure.WebSockets.Host.WebSocketServerOptions.Default

        { Protocol = ProtocolOptions.OfCore options.Protocol
          MaxUnreadBytes = options.MaxUnreadBytes
          MaxUnsentBytes = options.MaxUnsentBytes
          SlowPeer = options.SlowPeer
          AnswerTime = options.AnswerTime
          IdleTimeout = options.IdleTimeout
          MaxLifetime = options.MaxLifetime
          LingerTimeout = options.LingerTimeout
          CompactAfter = options.CompactAfter
          OnPing = Delegates.ofAction2 options.OnPing
          OnPong = Delegates.ofAction2 options.OnPong
          Logger = options.Logger
          OnError = Delegates.ofAction1 options.OnError
          Accept = None
          AcceptAsync = None
          Origins = List.ofSeq options.Origins
          Subprotocols = List.ofSeq options.Subprotocols
          Respond = None
          Tls = Option.ofObj options.Tls
          Transport = options.Transport
          MaxConnections = options.MaxConnections
          MaxHandshakes = options.MaxHandshakes
          MaxHeldBytes = options.MaxHeldBytes
          Backlog = options.Backlog
          StopTimeout = options.StopTimeout }

    /// The host's options with the same content.
    member options.ToHost() =
        let accept =
            match options.Accept with
            | Some accept -> Func<UpgradeRequest, _>(fun request -> accept request |> Result.toEither)
            | None -> Pure.WebSockets.Host.WebSocketServerOptions.Default.Accept

        let acceptBy (accept: UpgradeRequest -> CancellationToken -> Task<Result<Acceptance, Rejection>>) =
            Func<UpgradeRequest, CancellationToken, ValueTask<LanguageExt.Either<Rejection, Acceptance>>>(fun request stop ->
                let answering =
                    task {
                        let! answer = accept request stop
                        return Result.toEither answer
                    }

                ValueTask<LanguageExt.Either<Rejection, Acceptance>> answering)

        let respondBy answer =
            Func<RequestHead, LanguageExt.Option<PlainResponse>>(fun request -> answer request |> Option.toCore)

        Pure.WebSockets.Host.WebSocketServerOptions(
            Protocol = options.Protocol.ToCore(),
            MaxUnreadBytes = options.MaxUnreadBytes,
            MaxUnsentBytes = options.MaxUnsentBytes,
            SlowPeer = options.SlowPeer,
            AnswerTime = options.AnswerTime,
            IdleTimeout = options.IdleTimeout,
            MaxLifetime = options.MaxLifetime,
            LingerTimeout = options.LingerTimeout,
            CompactAfter = options.CompactAfter,
            OnPing = Delegates.action2 options.OnPing,
            OnPong = Delegates.action2 options.OnPong,
            Logger = options.Logger,
            OnError = Delegates.action1 options.OnError,
            Accept = accept,
            AcceptAsync = Option.toObj (Option.map acceptBy options.AcceptAsync),
            Origins = options.Origins,
            Subprotocols = options.Subprotocols,
            Respond = Option.toObj (Option.map respondBy options.Respond),
            Tls = Option.toObj options.Tls,
            Transport = options.Transport,
            MaxConnections = options.MaxConnections,
            MaxHandshakes = options.MaxHandshakes,
            MaxHeldBytes = options.MaxHeldBytes,
            Backlog = options.Backlog,
            StopTimeout = options.StopTimeout
        )

/// When a client that lost its connection, or got none, tries again.
[<NoEquality; NoComparison>]
type ReconnectOptions =
    { /// The longest wait before the first attempt after an end. Each further attempt doubles it; the wait is a random part of it. 1 s.
      FirstDelay: TimeSpan
      /// The longest wait that doubling reaches. At most 20 days. 60 s.
      MaxDelay: TimeSpan
      /// The longest wait that a server or a proxy can ask for with Retry-After. At most 20 days. 1 h.
      MaxRetryAfter: TimeSpan
      /// A connection that lasted for this time was stable: the delays start anew after it. One that ends sooner counts as a failed
      /// attempt. 30 s.
      StableAfter: TimeSpan
      /// Whether another attempt may succeed after this failure. By default it may when the server cannot be reached, takes too long, sends
      /// an invalid response, or rejects with 408, 429 or 5xx.
      Retry: ConnectFailure -> bool
      /// The clock. The system's by default.
      Time: TimeProvider
      /// The source of the random part of the delay.
      Random: Random }

    /// The defaults.
    static member Default =
        let options = Pure.WebSockets.Host.ReconnectOptions.Default

        { FirstDelay = options.FirstDelay
          MaxDelay = options.MaxDelay
          MaxRetryAfter = options.MaxRetryAfter
          StableAfter = options.StableAfter
          Retry = fun failure -> options.Retry.Invoke(ConnectFailure.toHost failure)
          Time = options.Time
          Random = options.Random }

    /// The host's options with the same content.
    member options.ToHost() =
        Pure.WebSockets.Host.ReconnectOptions(
            FirstDelay = options.FirstDelay,
            MaxDelay = options.MaxDelay,
            MaxRetryAfter = options.MaxRetryAfter,
            StableAfter = options.StableAfter,
            Retry = Func<_, _>(fun (ConnectFailure failure) -> options.Retry failure),
            Time = options.Time,
            Random = options.Random
        )
