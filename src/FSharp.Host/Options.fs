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

/// How the protocol behaves if the RFC leaves a choice. A time of zero or less switches its timer off.
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
      /// The time limit for the peer's half of the opening handshake. 10 s by default.
      OpeningHandshakeTimeout: TimeSpan
      /// The time limit for the peer's close frame after our close frame, and for the server to end the transport after both. 10 s by
      /// default.
      ClosingHandshakeTimeout: TimeSpan
      /// How long after a pong, or after the opening, the next keep-alive ping is sent. 20 s by default.
      KeepAliveInterval: TimeSpan
      /// The time limit for the pong that answers a keep-alive ping. 20 s by default.
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
      /// How many bytes of received messages may wait. At this bound, reading pauses until half of them are taken. 1 MiB by default.
      MaxUnreadBytes: int
      /// How many bytes of output may wait. At this bound, a send waits. 256 KiB by default, and at most 512 MiB.
      MaxUnsentBytes: int
      /// How a message is handled when the unsent data has reached MaxUnsentBytes. By default, the send waits.
      SlowPeer: SlowPeerPolicy
      /// How long the application can still answer messages that arrived before an end, until that end takes effect. 500 ms.
      AnswerTime: TimeSpan
      /// The connection is closed with 1000 after this time without a message in either direction. Zero (the default) means no limit.
      IdleTimeout: TimeSpan
      /// The connection is closed with 1001 when it has been open for this time. Zero (the default) means no limit.
      MaxLifetime: TimeSpan
      /// How long to wait for the peer to end its half of the transport after the last byte was written. 1 s by default.
      LingerTimeout: TimeSpan
      /// A compressed connection releases its search tables after this time without a message. Zero means never. 5 s by default.
      CompactAfter: TimeSpan
      /// Called with the data of each ping. The function runs on the connection's loop and must not block. It need not send the pong.
      OnPing: (WebSocketConnection -> ReadOnlyMemory<byte> -> unit) option
      /// Called with the data of each pong. The function runs on the connection's loop and must not block.
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
      /// Returns the proxy for a URI, or None if no proxy is to be used. An example is Some ClientProxy.fromEnvironment.
      Proxy: (Uri -> ClientProxy option) option
      /// The end point to connect to in place of the URI's host and port: an IPEndPoint or a UnixDomainSocketEndPoint.
      EndPoint: EndPoint option
      /// The maximum number of redirects that the client follows. If it is 0, the client follows none.
      MaxRedirects: int
      /// The names of those Headers that a redirect carries to another origin, too.
      CrossOriginHeaders: string list
      /// HTTP/1.1, or HTTP/2 for extended CONNECT (RFC 8441). 1.1.
      HttpVersion: Version
      /// The invoker that sends the request over HTTP/2. Connections with the same invoker share TCP connections. The invoker is not
      /// disposed here.
      Invoker: HttpMessageInvoker option
      /// The time limit for the name look-up and the TCP connection. Zero or less means no limit. 30 s by default.
      ConnectTimeout: TimeSpan
      /// The time limit for the proxy to make the tunnel. Zero or less means no limit. 30 s by default.
      ProxyTimeout: TimeSpan
      /// The time limit for the TLS handshake with the server. Zero or less means no limit. 15 s by default.
      TlsTimeout: TimeSpan
      /// The TLS options of a wss connection. If they are None, the framework's defaults apply.
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
      /// How many bytes of received messages may wait. At this bound, reading pauses until half of them are taken. 1 MiB by default.
      MaxUnreadBytes: int
      /// How many bytes of output may wait. At this bound, a send waits. 256 KiB by default, and at most 512 MiB.
      MaxUnsentBytes: int
      /// How a message is handled when the unsent data has reached MaxUnsentBytes. By default, the send waits.
      SlowPeer: SlowPeerPolicy
      /// How long the application can still answer messages that arrived before an end, until that end takes effect. 500 ms.
      AnswerTime: TimeSpan
      /// A connection is closed with 1000 after this time without a message in either direction. Zero (the default) means no limit.
      IdleTimeout: TimeSpan
      /// A connection is closed with 1001 when it has been open for this time. Zero (the default) means no limit.
      MaxLifetime: TimeSpan
      /// How long to wait for the peer to end its half of the transport after the last byte was written. 1 s by default.
      LingerTimeout: TimeSpan
      /// A compressed connection releases its search tables after this time without a message. Zero means never. 5 s by default.
      CompactAfter: TimeSpan
      /// Called with the data of each ping. The function runs on the connection's loop and must not block. It need not send the pong.
      OnPing: (WebSocketConnection -> ReadOnlyMemory<byte> -> unit) option
      /// Called with the data of each pong. The function runs on the connection's loop and must not block.
      OnPong: (WebSocketConnection -> ReadOnlyMemory<byte> -> unit) option
      /// The log of the server and its connections.
      Logger: ILogger
      /// Called with each exception that an application or a hook in these options raises, and for each TLS handshake that failed. It
      /// should not raise one itself.
      OnError: (exn -> unit) option
      /// The answer to an upgrade request: Ok Acceptance.Plain, or Error with the response. It is called once for each connection, after
      /// Origins are checked, on the connection's loop, and must not block. If it raises an exception, the client receives 500. If it is
      /// None, all requests are accepted.
      Accept: (UpgradeRequest -> Result<Acceptance, Rejection>) option
      /// The asynchronous form of Accept, for an answer that needs a database, say. Either of the two may be set, not both. If the answer
      /// takes longer than Protocol.OpeningHandshakeTimeout, the client receives 503 and the token is cancelled.
      AcceptAsync: (UpgradeRequest -> CancellationToken -> Task<Result<Acceptance, Rejection>>) option
      /// The origins whose pages may connect, as "https://example.com"; "*" allows all origins. If the list is empty (the default), only
      /// pages of the same host may connect.
      Origins: string list
      /// The subprotocols of the application, the preferred one first. The first one that the client offers is chosen, unless Accept
      /// chooses one.
      Subprotocols: string list
      /// Returns the response to a plain HTTP request, such as a health probe. If it returns None, the standard response is sent, usually
      /// 426 or 405.
      Respond: (RequestHead -> PlainResponse option) option
      /// The server's certificate and the other TLS settings. If they are None, the server uses plain TCP.
      Tls: SslServerAuthenticationOptions option
      /// The transport: the framework's sockets by default, or epoll on Linux.
      Transport: ServerTransport
      /// The most connections at a time. At the limit the server stops accepting. No limit by default.
      MaxConnections: int
      /// The most connections at a time whose TLS or opening handshake is in progress. No limit by default.
      MaxHandshakes: int
      /// The maximum memory, in bytes, for the messages of all connections together. If it is zero (the default), only the limits of each
      /// connection apply.
      MaxHeldBytes: int64
      /// How many clients the operating system lets wait to be accepted. 512.
      Backlog: int
      /// How long to wait for closing handshakes when the server is disposed. 5 s by default.
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

/// These options determine when a client tries again after a lost connection or a failed attempt.
[<NoEquality; NoComparison>]
type ReconnectOptions =
    { /// The maximum delay before the first attempt after a connection has ended. Each further attempt doubles it. The actual delay is
      /// a random part of the maximum. 1 s by default.
      FirstDelay: TimeSpan
      /// The upper bound of the doubled delay. At most 20 days. 60 s by default.
      MaxDelay: TimeSpan
      /// The maximum delay that a server or proxy may request with Retry-After. At most 20 days. 1 h by default.
      MaxRetryAfter: TimeSpan
      /// A connection that lasted this long resets the delays. One that ends sooner counts as a failed attempt. 30 s by default.
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
