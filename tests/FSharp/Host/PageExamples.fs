/// The code of docs/fsharp.md as it stands there, and tests that run it.
module Pure.WebSockets.FSharp.Tests.PageExamples

open System
open System.Net.Sockets
open System.Threading
open Xunit
open Pure.WebSockets
open Pure.WebSockets.FSharp
open Pure.WebSockets.FSharp.Host
open Pure.WebSockets.FSharp.Tests.Loopback

let lastWords connection =
    connection |> Connection.fold (fun _ message -> task { return Some(message.Copy()) }) None

let nextWithin (seconds: float) connection =
    task {
        use stop = new CancellationTokenSource(TimeSpan.FromSeconds seconds)

        try
            match! connection |> Connection.receiveWith stop.Token with
            | Some(TextMessage text) -> return Some text
            | Some(BinaryMessage data) -> return Some(Convert.ToHexString data.Span)
            | None -> return None
        with :? OperationCanceledException ->
            return None
    }

let options =
    { ClientOptions.Default with
        Subprotocols = [ "chat.v2"; "chat.v1" ]
        Headers = [ Header("Origin", "https://example.com") ]
        Authorization = Some(HttpAuthorization.Bearer "token")
        Proxy = Some ClientProxy.fromEnvironment
        ConnectTimeout = TimeSpan.FromSeconds 5.0
        Protocol.Compression = Some CompressionOptions.Default
        Protocol.Limits = Limits(MaxMessageBytes = 65536L) }

let connect stop = Client.connectWith options stop (Uri "wss://example.com/chat")

let accept (context: AcceptContext) =
    task {
        match context.Request |> UpgradeRequest.header "Authorization" with
        | Some "Bearer sesame" -> return Ok(Acceptance.create None [ Header("Set-Cookie", "seen=1") ])
        | _ -> return Error(Rejection.create 401 [ Header("WWW-Authenticate", "Bearer") ] "who are you?")
    }

let serverOptions =
    { ServerOptions.Default with
        Accept = Some accept
        Origins = [ "https://example.com" ]
        Subprotocols = [ "chat.v2" ]
        Respond = Some(fun request -> if request.Target = "/healthz" then Some(PlainResponse.ofText 200 "ok") else None)
        OnError = Some(fun context -> eprintfn $"{context.RemoteEndPoint}: {context.Exception}") }

let advice failure =
    match failure with
    | Unreachable(host, _, error) -> $"{host} cannot be reached: {error}"
    | TlsFailed(host, _, reason) -> $"no TLS with {host}: {reason}"
    | TimedOut(ConnectStep.OpeningHandshake, after) -> $"the server did not answer within {after}"
    | TimedOut(_, after) -> $"no connection within {after}"
    | Rejected response when response.Head.Status = 401 -> "log in first"
    | Rejected response -> $"the server answered {response.Head.Status}"
    | BadResponse error -> $"not a WebSocket server: {error}"
    | ProxyFailed _
    | ProxyRefused _
    | SocksRefused _ -> "ask the administrator of the proxy"
    | RedirectFailed(from, _, reason) -> $"{from} redirects, and {reason}"

let say text connection =
    task {
        match! connection |> Connection.sendText text |> Connection.asResult with
        | Ok() -> return "sent"
        | Error(ConnectionClosed result) -> return $"closed with {result.Code}"
        | Error(NotAllowed misuse) -> return $"not allowed by {misuse.Rule}"
    }

let follow target =
    target
    |> ReconnectingClient.iter (fun attempt ->
        task {
            match attempt with
            | ConnectAttempt.Connected connection ->
                do! connection |> Connection.sendText "subscribe"
                do! connection |> Connection.iter (fun message -> task { printfn $"{message.ToText()}" })
            | ConnectAttempt.Failed(failure, _, Some again) -> eprintfn $"{failure.Message} Again in {again}."
            | ConnectAttempt.Failed(failure, _, None) -> eprintfn $"{failure.Message}"
        })

[<Fact>]
let ``The last message of a conversation is kept`` () =
    task {
        let speak connection _ =
            task {
                do! connection |> Connection.sendText "hello"
                do! connection |> Connection.sendText "goodbye"
            }

        use server = Server.start freePort speak
        use! connection = connected (uriOf server)
        let! words = lastWords connection |> within
        Assert.Equal(Some "goodbye", words |> Option.map _.ToText())
    }

[<Fact>]
let ``A receive waits no longer than its time`` () =
    task {
        use server = Server.start freePort echo
        use! connection = connected (uriOf server)
        let! nothing = connection |> nextWithin 0.05 |> within
        Assert.Equal(None, nothing)
        do! connection |> Connection.sendBytes [| 1uy; 255uy |]
        let! bytes = connection |> nextWithin 60.0 |> within
        Assert.Equal(Some "01FF", bytes)
    }

[<Fact>]
let ``The options reach a server with the same subprotocol`` () =
    task {
        use server = Server.startWith { serverOptions with Accept = None } freePort echo
        use! connection = uriOf server |> connectedWith { options with Proxy = None }
        Assert.Equal(Some "chat.v2", Option.ofCore connection.Agreement.Subprotocol)
        use stop = new CancellationTokenSource()
        do! stop.CancelAsync()
        let! _ = Assert.ThrowsAnyAsync<OperationCanceledException>(fun () -> connect stop.Token)
        ()
    }

[<Fact>]
let ``A rejection comes with its advice`` () =
    task {
        use server = Server.startWith { serverOptions with Origins = [ "*" ] } freePort echo
        let! failure = uriOf server |> failedWith ClientOptions.Default
        Assert.Equal("log in first", advice failure)
        Assert.Equal("example.org cannot be reached: HostNotFound", advice (Unreachable("example.org", 80, SocketError.HostNotFound)))
        let known = { options with Authorization = Some(HttpAuthorization.Bearer "sesame"); Proxy = None }
        use! connection = uriOf server |> connectedWith known
        let! sent = connection |> say "hello"
        Assert.Equal("sent", sent)
        let! _ = Connection.close connection |> within
        let! closed = connection |> say "hello"
        Assert.Equal("closed with 1000", closed)
    }

[<Fact>]
let ``The loop that connects again ends when the server rejects`` () =
    task {
        let requests = ref 0

        let once _ =
            task { return if Interlocked.Increment requests = 1 then Ok Acceptance.Plain else Error(Rejection.ofStatus 403) }

        use server = Server.startWith { ServerOptions.Default with Accept = Some once } freePort (fun _ _ -> task { return () })
        do! follow (uriOf server) |> within
        Assert.Equal(2, requests.Value)
    }
