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

// The host's options as F# records. The records use F# options, lists and functions in place of null, collections and delegates. Each field
// has the name of the corresponding property in the host's options. The default values are read from the host's options. HostCompanionTests
// fails if a field is missing or is not passed to the host.

module internal Delegates =
    let action1 hook = hook |> Option.map (fun hook -> Action<_>(fun value -> hook value)) |> Option.toObj

    let action2 hook = hook |> Option.map (fun hook -> Action<_, _>(fun one two -> hook one two)) |> Option.toObj

    let ofAction1 (hook: Action<'value> | null) = hook |> Option.ofObj |> Option.map (fun hook -> fun value -> hook.Invoke value)

    let ofAction2 (hook: Action<'one, 'two> | null) =
        hook |> Option.ofObj |> Option.map (fun hook -> fun one two -> hook.Invoke(one, two))

/// The protocol settings that the RFC leaves to the implementation. If a time is zero or less, its timer does not run.
[<NoComparison>]
type ProtocolOptions =
    { /// The limits on the frames, messages and heads that the peer may send. An example is Limits(MaxMessageBytes = 65536L).
      Limits: Limits
      /// Whether a receive returns whole messages or pieces of messages.
      Delivery: Delivery
      /// Whether outgoing text is checked for valid UTF-8.
      CheckOutgoingText: bool
      /// The options of permessage-deflate (RFC 7692). The default is None, so messages are not compressed. Compression can reveal secrets
      /// if the same connection also carries text from untrusted sources. The remarks on ConnectionOptions.Compression describe this risk.
      Compression: CompressionOptions option
      /// The time limit for the peer's half of the opening handshake. The default is 10 s.
      OpeningHandshakeTimeout: TimeSpan
      /// The time limit for the peer's close frame after this side has sent its close frame. After both close frames have been sent, the
      /// same limit applies while a client waits for the server to end the transport. The default is 10 s.
      ClosingHandshakeTimeout: TimeSpan
      /// The time from the opening of the connection, or from the first pong after a keep-alive ping, to the next keep-alive ping. If
      /// PongTimeout is zero or less, the time starts again when the ping is sent. The default is 20 s.
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
      /// The maximum memory, in bytes, for received messages that the application has not taken yet. When this limit is reached, the
      /// connection stops reading until the unread messages take up at most half of this memory. The limit can be exceeded by one message.
      /// The default is 1 MiB.
      MaxUnreadBytes: int
      /// The maximum number of output bytes that wait to be written. When this limit is reached, SlowPeer determines what a send does. The
      /// limit can be exceeded by one message. The default is 256 KiB, and the largest allowed value is 512 MiB.
      MaxUnsentBytes: int
      /// The policy for a send when the unsent data has reached MaxUnsentBytes. By default, the send waits.
      SlowPeer: SlowPeerPolicy
      /// The maximum time for which the application can still answer earlier messages after the peer has ended the connection. The default
      /// is 500 ms.
      AnswerTime: TimeSpan
      /// The time after which the connection is closed with status code 1000 if no message was sent or received. Zero or less means no
      /// limit. The default is zero.
      IdleTimeout: TimeSpan
      /// The maximum lifetime of the connection. When the connection reaches this lifetime, it is closed with status code 1001. Zero or
      /// less means no limit. The default is zero.
      MaxLifetime: TimeSpan
      /// The time limit for the peer to end its half of the transport after the last byte has been written. The default is 1 s.
      LingerTimeout: TimeSpan
      /// The time after which an idle connection with compression frees the memory that is needed only to make compression faster. Up to
      /// twice this time can pass before the memory is freed. If the time is zero or less, the memory is never freed. The default is 5 s.
      CompactAfter: TimeSpan
      /// The function that is called with the data of each ping. The function runs on the connection's loop and must not block. The
      /// connection itself answers the ping with a pong.
      OnPing: (WebSocketConnection -> ReadOnlyMemory<byte> -> unit) option
      /// The function that is called with the data of each pong. The function runs on the connection's loop and must not block.
      OnPong: (WebSocketConnection -> ReadOnlyMemory<byte> -> unit) option
      /// The logger of the connection.
      Logger: ILogger
      /// The function that is called with each exception raised by OnPing or OnPong, and with unexpected exceptions raised by a stream that
      /// the application provides. An exception raised by Proxy is passed to the caller instead. The function should not raise an exception
      /// itself.
      OnError: (exn -> unit) option
      /// The header fields that are added to the request. Header fields that belong to the opening handshake itself are not allowed.
      Headers: Header list
      /// The subprotocols to offer, in order of preference. The server's choice is in connection.Agreement.Subprotocol.
      Subprotocols: string list
      /// The credentials that are sent with the request. The credentials are not sent after a redirect to another origin.
      Authorization: HttpAuthorization option
      /// The container of the cookies that are sent with the request. Cookies from the response are added to the container.
      Cookies: CookieContainer option
      /// The function that selects the proxy for a URI. The client connects without a proxy if this value or the result of the function is
      /// None. An example is Some ClientProxy.fromEnvironment.
      Proxy: (Uri -> ClientProxy option) option
      /// The end point to connect to in place of the URI's host and port. The end point must be an IPEndPoint or a
      /// UnixDomainSocketEndPoint. The end point is not used after a redirect to another origin.
      EndPoint: EndPoint option
      /// The maximum number of redirects that the client follows. The default is 0, so the client does not follow redirects.
      MaxRedirects: int
      /// The names of the fields in Headers that are also sent after a redirect to another origin.
      CrossOriginHeaders: string list
      /// The HTTP version, which must be 1.1 or 2.0. With HTTP/2, the client uses extended CONNECT (RFC 8441). The default is 1.1.
      HttpVersion: Version
      /// The invoker that sends the request over HTTP/2. Connections with the same invoker can share TCP connections. The caller must
      /// dispose the invoker.
      Invoker: HttpMessageInvoker option
      /// The time limit for the name look-up and the TCP connection. Zero or less means no limit. The default is 30 s.
      ConnectTimeout: TimeSpan
      /// The time limit for the proxy to open the tunnel. Zero or less means no limit. The default is 30 s.
      ProxyTimeout: TimeSpan
      /// The time limit for the TLS handshake with the server. Zero or less means no limit. The default is 15 s.
      TlsTimeout: TimeSpan
      /// The TLS options of a wss connection. If the value is None, the framework's defaults apply.
      Tls: SslClientAuthenticationOptions option }

    /// The default options.
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

/// The options of a server and its connections. An example is { ServerOptions.Default with Subprotocols = [ "chat" ] }.
[<NoEquality; NoComparison>]
type ServerOptions =
    { /// The options of the protocol. An example is { ServerOptions.Default with Protocol.Compression = Some CompressionOptions.Default }.
      /// If a timeout is ten seconds or longer, the server may detect its expiry up to one second late.
      Protocol: ProtocolOptions
      /// The maximum memory, in bytes, for received messages that the application has not taken yet. When this limit is reached, the
      /// connection stops reading until the unread messages take up at most half of this memory. The limit can be exceeded by one message.
      /// The default is 1 MiB.
      MaxUnreadBytes: int
      /// The maximum number of output bytes that wait to be written. When this limit is reached, SlowPeer determines what a send does. The
      /// limit can be exceeded by one message. The default is 256 KiB, and the largest allowed value is 512 MiB.
      MaxUnsentBytes: int
      /// The policy for a send when the unsent data has reached MaxUnsentBytes. By default, the send waits.
      SlowPeer: SlowPeerPolicy
      /// The maximum time for which the application can still answer earlier messages after the peer has ended the connection. The default
      /// is 500 ms.
      AnswerTime: TimeSpan
      /// The time after which a connection is closed with status code 1000 if no message was sent or received. Zero or less means no
      /// limit. The default is zero.
      IdleTimeout: TimeSpan
      /// The maximum lifetime of a connection. When a connection reaches this lifetime, it is closed with status code 1001. Zero or less
      /// means no limit. The default is zero.
      MaxLifetime: TimeSpan
      /// The time limit for the peer to end its half of the transport after the last byte has been written. The default is 1 s.
      LingerTimeout: TimeSpan
      /// The time after which an idle connection with compression frees the memory that is needed only to make compression faster. Up to
      /// twice this time can pass before the memory is freed. If the time is zero or less, the memory is never freed. The default is 5 s.
      CompactAfter: TimeSpan
      /// The function that is called with the data of each ping. The function runs on the connection's loop and must not block. The
      /// connection itself answers the ping with a pong.
      OnPing: (WebSocketConnection -> ReadOnlyMemory<byte> -> unit) option
      /// The function that is called with the data of each pong. The function runs on the connection's loop and must not block.
      OnPong: (WebSocketConnection -> ReadOnlyMemory<byte> -> unit) option
      /// The logger of the server and its connections.
      Logger: ILogger
      /// The function that is called with each exception raised by an application or by another function in these options. The function is
      /// not called with exceptions that only report the end of the application's own connection or the stop of the server. The function is
      /// also called with other errors. Examples are an AcceptAsync that takes too long, a failure to accept connections, and a failed TLS
      /// handshake in which the client has sent bytes. The function should not raise an exception itself.
      OnError: (exn -> unit) option
      /// The function that answers an upgrade request. The answer is Ok with an acceptance, such as Acceptance.Plain, or Error with a
      /// rejection. The function is called once for each connection whose origin is allowed. The function runs on the connection's loop and
      /// must not block. If the function raises an exception, the client receives status 500. If the value is None, all requests from
      /// allowed origins are accepted.
      Accept: (UpgradeRequest -> Result<Acceptance, Rejection>) option
      /// The asynchronous form of Accept. Use this function if the answer needs a database or another service. Accept and AcceptAsync must
      /// not both be set. If the answer takes longer than Protocol.OpeningHandshakeTimeout, the client receives status 503 and the token is
      /// cancelled.
      AcceptAsync: (UpgradeRequest -> CancellationToken -> Task<Result<Acceptance, Rejection>>) option
      /// The origins whose pages are allowed to connect, for example "https://example.com". The value "*" allows all origins. If the list
      /// is empty (the default), only pages from the same host are allowed to connect.
      Origins: string list
      /// The subprotocols of the application, in order of preference. The server chooses the first subprotocol that the client also offers,
      /// unless Accept chooses a subprotocol.
      Subprotocols: string list
      /// The function that returns the response to a plain HTTP request, such as a health probe. If the function returns None, the standard
      /// response is sent, usually with status 426 or 405.
      Respond: (RequestHead -> PlainResponse option) option
      /// The server's certificate and the other TLS settings. If the value is None, the server does not use TLS.
      Tls: SslServerAuthenticationOptions option
      /// The transport of the server. The default is the framework's sockets. On Linux, epoll can be used instead.
      Transport: ServerTransport
      /// The maximum number of simultaneous connections. When this limit is reached, the server stops accepting connections. By default,
      /// there is no limit.
      MaxConnections: int
      /// The maximum number of connections whose TLS handshake or opening handshake is in progress at the same time. By default, there is
      /// no limit.
      MaxHandshakes: int
      /// The maximum memory, in bytes, for the messages of all connections together. If the value is zero (the default), only the limits of
      /// each connection apply.
      MaxHeldBytes: int64
      /// The maximum number of clients that wait at one listening socket until the server accepts them. The default is 512.
      Backlog: int
      /// The time limit for the closing handshakes and the applications when the server is disposed. The default is 5 s.
      StopTimeout: TimeSpan }

    /// The default options.
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

    /// Returns the host's options with the same content.
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

/// The options that determine when a client connects again after a lost connection or a failed attempt.
[<NoEquality; NoComparison>]
type ReconnectOptions =
    { /// The maximum delay after the end of a stable connection or after the first failure. This maximum doubles with each further
      /// consecutive failure, up to MaxDelay. The actual delay is a random fraction of the maximum. The default is 1 s.
      FirstDelay: TimeSpan
      /// The upper limit of the doubled delays. The value must be at most 20 days. The default is 60 s.
      MaxDelay: TimeSpan
      /// The maximum delay that a server or proxy can request with Retry-After. The value must be at most 20 days. The default is 1 h.
      MaxRetryAfter: TimeSpan
      /// The time that a connection must last to reset the delays. A connection that ends sooner counts as a failed attempt. The default is
      /// 30 s.
      StableAfter: TimeSpan
      /// The function that returns whether another attempt can succeed after a failure. The default function returns true if the server
      /// cannot be reached, takes too long, or sends an invalid response. The default function also returns true if the server rejects the
      /// request with status 408, 429 or 5xx. Similar rules apply to proxies.
      Retry: ConnectFailure -> bool
      /// The clock. The default is the system's clock.
      Time: TimeProvider
      /// The random number generator for the delays.
      Random: Random }

    /// The default options.
    static member Default =
        let options = Pure.WebSockets.Host.ReconnectOptions.Default

        { FirstDelay = options.FirstDelay
          MaxDelay = options.MaxDelay
          MaxRetryAfter = options.MaxRetryAfter
          StableAfter = options.StableAfter
          Retry = fun failure -> options.Retry.Invoke(ConnectFailure.toHost failure)
          Time = options.Time
          Random = options.Random }

    /// Returns the host's options with the same content.
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
