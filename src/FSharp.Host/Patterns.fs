namespace Pure.WebSockets.FSharp.Host

open Pure.WebSockets
open Pure.WebSockets.FSharp

/// Active patterns for applications that use the host's C# API. For each C# union or enum, there is a complete pattern with the same name.
/// The pattern converts a value of the C# type to the F# union with the same name.
[<AutoOpen>]
module HostPatterns =
    // Raises an exception. The patterns match all cases of the host's unions and enums. Therefore, this function is called only for null,
    // for an undefined enum value, or for a type that another assembly has derived from a union.
    let private noCase (value: obj) = invalidArg "value" (string value + " is not a case of its union")

    /// Matches a message by its kind. TextMessage contains the text, and BinaryMessage contains the bytes. The bytes are valid until the
    /// next receive on the same connection.
    let (|TextMessage|BinaryMessage|) (message: BorrowedMessage) =
        match message.Kind with
        | Text -> TextMessage(message.ToText())
        | Binary -> BinaryMessage message.Data

    /// Matches the host's ConnectStep as the F# union ConnectStep.
    let (|ConnectStep|) (step: Pure.WebSockets.Host.ConnectStep) =
        match step with
        | Pure.WebSockets.Host.ConnectStep.Transport -> ConnectStep.Transport
        | Pure.WebSockets.Host.ConnectStep.Proxy -> ConnectStep.Proxy
        | Pure.WebSockets.Host.ConnectStep.Tls -> ConnectStep.Tls
        | Pure.WebSockets.Host.ConnectStep.OpeningHandshake -> ConnectStep.OpeningHandshake
        | other -> noCase other

    /// Matches the host's ProxyFault as the F# union ProxyFault.
    let (|ProxyFault|) (fault: Pure.WebSockets.Host.ProxyFault) =
        match fault with
        | Pure.WebSockets.Host.ProxyFault.Unreachable -> ProxyFault.Unreachable
        | Pure.WebSockets.Host.ProxyFault.Tls -> ProxyFault.Tls
        | Pure.WebSockets.Host.ProxyFault.Answer -> ProxyFault.Answer
        | Pure.WebSockets.Host.ProxyFault.Credentials -> ProxyFault.Credentials
        | other -> noCase other

    /// Matches the host's SocksReply as the F# union SocksReply. The host's enum can have values that RFC 1928 does not assign.
    let (|SocksReply|) (reply: Pure.WebSockets.Host.SocksReply) =
        match reply with
        | Pure.WebSockets.Host.SocksReply.GeneralFailure -> SocksReply.GeneralFailure
        | Pure.WebSockets.Host.SocksReply.NotAllowed -> SocksReply.NotAllowed
        | Pure.WebSockets.Host.SocksReply.NetworkUnreachable -> SocksReply.NetworkUnreachable
        | Pure.WebSockets.Host.SocksReply.HostUnreachable -> SocksReply.HostUnreachable
        | Pure.WebSockets.Host.SocksReply.ConnectionRefused -> SocksReply.ConnectionRefused
        | Pure.WebSockets.Host.SocksReply.TtlExpired -> SocksReply.TtlExpired
        | Pure.WebSockets.Host.SocksReply.CommandNotSupported -> SocksReply.CommandNotSupported
        | Pure.WebSockets.Host.SocksReply.AddressTypeNotSupported -> SocksReply.AddressTypeNotSupported
        | other -> SocksReply.Unassigned(LanguagePrimitives.EnumToValue other)

    /// Matches the host's TrySendResult as the F# union TrySendResult.
    let (|TrySendResult|) (result: Pure.WebSockets.Host.TrySendResult) =
        match result with
        | Pure.WebSockets.Host.TrySendResult.Accepted -> TrySendResult.Accepted
        | Pure.WebSockets.Host.TrySendResult.Full -> TrySendResult.Full
        | Pure.WebSockets.Host.TrySendResult.Closed -> TrySendResult.Closed
        | other -> noCase other

    /// Matches the host's ClientProxy as the F# union ClientProxy.
    let (|ClientProxy|) (proxy: Pure.WebSockets.Host.ClientProxy) =
        match proxy with
        | :? Pure.WebSockets.Host.ClientProxy.Http as it ->
            ClientProxy.Http(it.Host, it.Port, Option.ofObj it.Credentials, Option.ofObj it.Tls)
        | :? Pure.WebSockets.Host.ClientProxy.Socks5 as it -> ClientProxy.Socks5(it.Host, it.Port, Option.ofObj it.Credentials)
        | other -> noCase other

    /// Matches the host's ConnectFailure as the F# union ConnectFailure.
    let (|ConnectFailure|) (failure: Pure.WebSockets.Host.ConnectFailure) =
        match failure with
        | :? Pure.WebSockets.Host.ConnectFailure.Unreachable as it -> Unreachable(it.Host, it.Port, it.Error)
        | :? Pure.WebSockets.Host.ConnectFailure.TlsFailed as it -> TlsFailed(it.Host, it.Port, it.Reason)
        | :? Pure.WebSockets.Host.ConnectFailure.TimedOut as it -> TimedOut((|ConnectStep|) it.Step, it.After)
        | :? Pure.WebSockets.Host.ConnectFailure.Rejected as it -> Rejected it.Response
        | :? Pure.WebSockets.Host.ConnectFailure.BadResponse as it -> BadResponse it.Error
        | :? Pure.WebSockets.Host.ConnectFailure.ProxyFailed as it ->
            ProxyFailed((|ClientProxy|) it.Proxy, (|ProxyFault|) it.Fault, it.Reason)
        | :? Pure.WebSockets.Host.ConnectFailure.ProxyRefused as it -> ProxyRefused((|ClientProxy|) it.Proxy, it.Response)
        | :? Pure.WebSockets.Host.ConnectFailure.SocksRefused as it -> SocksRefused((|ClientProxy|) it.Proxy, (|SocksReply|) it.Reply)
        | :? Pure.WebSockets.Host.ConnectFailure.RedirectFailed as it -> RedirectFailed(it.From, it.Response, it.Reason)
        | other -> noCase other

    /// Matches the host's ConnectAttempt as the F# union ConnectAttempt.
    let (|ConnectAttempt|) (attempt: Pure.WebSockets.Host.ConnectAttempt) =
        match attempt with
        | :? Pure.WebSockets.Host.ConnectAttempt.Connected as it -> ConnectAttempt.Connected it.Connection
        | :? Pure.WebSockets.Host.ConnectAttempt.Failed as it ->
            ConnectAttempt.Failed((|ConnectFailure|) it.Failure, it.FailureCount, Option.ofNullable it.RetryDelay)
        | other -> noCase other

    /// Matches an exception from a send, a ping or a close. The pattern returns the SendFailure for the exception, or does not match if the
    /// exception has another cause.
    let (|SendFailure|_|) (thrown: exn) =
        match thrown with
        | :? Pure.WebSockets.Host.WebSocketClosedException as it -> Some(ConnectionClosed it.CloseResult)
        | :? Pure.WebSockets.Host.WebSocketMisuseException as it -> Some(NotAllowed it.Misuse)
        | _ -> None

/// Functions that convert values of the F# union ConnectFailure.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ConnectFailure =
    /// Returns the host's ConnectFailure with the same content.
    let toHost (failure: ConnectFailure) = failure.ToHost()

/// Functions that create and convert values of the F# union ClientProxy.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module ClientProxy =
    /// Returns the host's ClientProxy with the same content.
    let toHost (proxy: ClientProxy) = proxy.ToHost()

    /// Parses a proxy URI. The scheme must be http, https (for TLS to the proxy), socks5 or socks5h. The URI may contain a username and a
    /// password. If the URI is invalid, the result is Error with a message that states the reason.
    let ofUri (uri: System.Uri) =
        try
            let (ClientProxy proxy) = Pure.WebSockets.Host.ClientProxy.FromUri uri
            Ok proxy
        with :? System.ArgumentException as refused ->
            Error refused.Message

    /// Returns the proxy for a ws or wss URI according to the environment variables https_proxy, http_proxy, all_proxy and no_proxy.
    /// Returns None if these variables do not specify a proxy for the URI. If the value of the variable that applies is not a valid proxy,
    /// the function raises an ArgumentException whose message names the variable.
    let fromEnvironment (target: System.Uri) =
        Pure.WebSockets.Host.ClientProxy.FromEnvironment target
        |> Option.ofObj
        |> Option.map (fun (ClientProxy proxy) -> proxy)
