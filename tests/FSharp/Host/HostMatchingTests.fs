/// Every union of the host is matched here case by case and without a wildcard: a match that lacks a case does not compile.
module Pure.WebSockets.FSharp.Tests.HostMatchingTests

open System
open System.Net
open System.Net.Security
open System.Net.Sockets
open System.Threading.Tasks
open Xunit
open Pure.WebSockets
open Pure.WebSockets.FSharp
open Pure.WebSockets.FSharp.Host
open Pure.WebSockets.FSharp.Tests.Loopback

let response status = RejectedResponse(ResponseHead(status, "No", []), ByteString.ofText "no")

let proxy = ClientProxy.Socks5("proxy.example", 1080, None)

let ofStep step =
    match step with
    | ConnectStep.Transport -> "transport"
    | ConnectStep.Proxy -> "proxy"
    | ConnectStep.Tls -> "tls"
    | ConnectStep.OpeningHandshake -> "opening handshake"

let ofFault fault =
    match fault with
    | ProxyFault.Unreachable -> "unreachable"
    | ProxyFault.Tls -> "tls"
    | ProxyFault.Answer -> "answer"
    | ProxyFault.Credentials -> "credentials"

let ofReply reply =
    match reply with
    | SocksReply.GeneralFailure -> 1
    | SocksReply.NotAllowed -> 2
    | SocksReply.NetworkUnreachable -> 3
    | SocksReply.HostUnreachable -> 4
    | SocksReply.ConnectionRefused -> 5
    | SocksReply.TtlExpired -> 6
    | SocksReply.CommandNotSupported -> 7
    | SocksReply.AddressTypeNotSupported -> 8
    | SocksReply.Unassigned reply -> int reply

let ofProxy proxy =
    match proxy with
    | ClientProxy.Http(host, port, credentials, tls) -> $"http {host} {port} {credentials.IsSome} {tls.IsSome}"
    | ClientProxy.Socks5(host, port, credentials) -> $"socks {host} {port} {credentials.IsSome}"

let ofFailure failure =
    match failure with
    | Unreachable(host, port, error) -> $"{host} {port} {error}"
    | TlsFailed(host, port, reason) -> $"{host} {port} {reason}"
    | TimedOut(step, after) -> $"{ofStep step} {after.TotalSeconds}"
    | Rejected response -> $"rejected {response.Head.Status}"
    | BadResponse error -> error.Rule
    | ProxyFailed(proxy, fault, reason) -> $"{ofProxy proxy} {ofFault fault} {reason}"
    | ProxyRefused(proxy, response) -> $"{ofProxy proxy} {response.Head.Status}"
    | SocksRefused(proxy, reply) -> $"{ofProxy proxy} {ofReply reply}"
    | RedirectFailed(from, response, reason) -> $"{from.Host} {response.Head.Status} {reason}"

let ofAttempt attempt =
    match attempt with
    | ConnectAttempt.Connected _ -> "connected"
    | ConnectAttempt.Failed(failure, number, Some again) -> $"{ofFailure failure} {number} {again.TotalSeconds}"
    | ConnectAttempt.Failed(failure, number, None) -> $"{ofFailure failure} {number}"

let ofSend failure =
    match failure with
    | ConnectionClosed result -> $"closed {result.Code}"
    | NotAllowed misuse -> misuse.Why

let failures =
    [ Unreachable("example.org", 80, SocketError.HostNotFound), "example.org 80 HostNotFound"
      TlsFailed("example.org", 443, "no trust"), "example.org 443 no trust"
      TimedOut(ConnectStep.Tls, TimeSpan.FromSeconds 15.0), "tls 15"
      Rejected(response 404), "rejected 404"
      BadResponse(ProtocolError(1002, "RFC 6455 §4.1", "no key")), "RFC 6455 §4.1"
      ProxyFailed(proxy, ProxyFault.Credentials, "none"), "socks proxy.example 1080 False credentials none"
      ProxyRefused(ClientProxy.Http("proxy.example", 80, None, None), response 407), "http proxy.example 80 False False 407"
      SocksRefused(proxy, SocksReply.TtlExpired), "socks proxy.example 1080 False 6"
      SocksRefused(proxy, SocksReply.Unassigned 99uy), "socks proxy.example 1080 False 99"
      RedirectFailed(Uri "ws://example.org/", response 302, "no place"), "example.org 302 no place" ]

[<Fact>]
let ``Every failure is matched with what it carries, and is the same after the host's C# API`` () =
    for failure, expected in failures do
        Assert.Equal(expected, ofFailure failure)

        match ConnectFailure.toHost failure with
        | ConnectFailure back ->
            Assert.Equal(failure, back)
            Assert.Equal((ConnectFailure.toHost failure).Message, back.Message)
            Assert.Equal(back.Message, string failure)

[<Fact>]
let ``Every step, fault and reply is matched`` () =
    let steps = [ ConnectStep.Transport; ConnectStep.Proxy; ConnectStep.Tls; ConnectStep.OpeningHandshake ]
    let faults = [ ProxyFault.Unreachable; ProxyFault.Tls; ProxyFault.Answer; ProxyFault.Credentials ]

    for step in steps do
        match ConnectFailure.toHost (TimedOut(step, TimeSpan.Zero)) with
        | ConnectFailure(TimedOut(back, _)) -> Assert.Equal(ofStep step, ofStep back)
        | ConnectFailure failure -> Assert.Fail failure.Message

    for fault in faults do
        match ConnectFailure.toHost (ProxyFailed(proxy, fault, "")) with
        | ConnectFailure(ProxyFailed(_, back, _)) -> Assert.Equal(ofFault fault, ofFault back)
        | ConnectFailure failure -> Assert.Fail failure.Message

[<Fact>]
let ``Every proxy is matched, and its credentials are not printed`` () =
    let credentials = Some(NetworkCredential("user", "secret"))
    let secured = ClientProxy.Http("proxy.example", 8443, credentials, Some(SslClientAuthenticationOptions()))
    Assert.Equal("http proxy.example 8443 True True", ofProxy secured)
    Assert.Equal("https://proxy.example:8443", string secured)

    match ClientProxy.toHost secured with
    | ClientProxy back -> Assert.Equal(secured, back)

    match ClientProxy.ofUri (Uri "socks5://user:secret@proxy.example"), ClientProxy.ofUri (Uri "ftp://proxy.example") with
    | Ok parsed, Error reason ->
        Assert.Equal("socks proxy.example 1080 True", ofProxy parsed)
        Assert.Contains("ftp", reason)
    | outcomes -> Assert.Fail $"{outcomes}"

[<Fact>]
let ``Every attempt is matched with what it carries`` () =
    task {
        let failure = Rejected(response 503)
        let failed again = Pure.WebSockets.Host.ConnectAttempt.Failed(ConnectFailure.toHost failure, 2, Option.toNullable again)
        let matched (ConnectAttempt attempt) = ofAttempt attempt
        Assert.Equal("rejected 503 2", matched (failed None))
        Assert.Equal("rejected 503 2 4", matched (failed (Some(TimeSpan.FromSeconds 4.0))))
        use server = Server.start freePort echo
        use! connection = connected (uriOf server)
        Assert.Equal("connected", matched (Pure.WebSockets.Host.ConnectAttempt.Connected connection))
    }

[<Fact>]
let ``Every failure of a send is matched, and other exceptions are not`` () =
    task {
        use server = Server.start freePort echo
        use! connection = connected (uriOf server)

        let failing sending =
            task {
                match! sending |> Connection.asResult with
                | Ok _ -> return "sent"
                | Error failure -> return ofSend failure
            }

        let! misuse = connection |> Connection.pingWith Threading.CancellationToken.None (ReadOnlyMemory(Array.zeroCreate 126)) |> failing
        Assert.Contains("125", misuse)
        let! _ = Connection.close connection |> within
        let! closed = connection |> Connection.sendBytes [||] |> failing
        Assert.Equal("closed 1000", closed)
        let other () = Task.FromException<unit>(TimeoutException()) |> failing
        let! _ = Assert.ThrowsAsync<TimeoutException>(fun () -> other ())
        ()
    }
