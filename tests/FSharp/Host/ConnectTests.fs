module Pure.WebSockets.FSharp.Tests.ConnectTests

open System
open System.IO
open System.Net
open System.Net.Sockets
open System.Threading
open System.Threading.Tasks
open Xunit
open Pure.WebSockets
open Pure.WebSockets.FSharp
open Pure.WebSockets.FSharp.Host
open Pure.WebSockets.FSharp.Tests.Loopback

[<Fact>]
let ``A client and a server exchange messages and close cleanly`` () =
    task {
        use server = Server.start freePort echo
        use! connection = connected (uriOf server)
        do! connection |> Connection.sendText "hello"
        let! text = nextText connection |> within
        Assert.Equal("hello", text)
        let! result = Connection.close connection |> within
        Assert.True result.Clean
        Assert.Equal(CloseCode.NormalClosure, result.Code)
        let! rest = Connection.receive connection
        Assert.Equal(None, rest)
    }

[<Fact>]
let ``A server's options decide on the path, the subprotocol, the fields and compression`` () =
    task {
        let accept (context: AcceptContext) =
            task {
                match context.Request |> UpgradeRequest.header "Authorization" with
                | Some "Bearer sesame" -> return Ok(Acceptance.create None [ Header("Set-Cookie", "seen=1") ])
                | _ -> return Error(Rejection.create 401 [ Header("WWW-Authenticate", "Bearer") ] "who are you?")
            }

        let options =
            { ServerOptions.Default with
                Accept = Some accept
                Subprotocols = [ "chat.v2"; "chat.v1" ]
                Protocol.Compression = Some CompressionOptions.Default }

        use server = Server.startWith options freePort echo

        match! uriOf server |> failedWith ClientOptions.Default with
        | Rejected response ->
            Assert.Equal(401, response.Head.Status)
            Assert.Equal("who are you?", ByteString.toText response.Body)
        | failure -> Assert.Fail failure.Message

        let cookies = CookieContainer()

        let known =
            { ClientOptions.Default with
                Authorization = Some(HttpAuthorization.Bearer "sesame")
                Cookies = Some cookies
                Subprotocols = [ "chat.v1"; "chat.v2" ]
                Protocol.Compression = Some CompressionOptions.Default }

        use! connection = uriOf server |> connectedWith known
        Assert.Equal(Some "chat.v2", Option.ofCore connection.Agreement.Subprotocol)
        Assert.True(connection.Agreement.Compression |> Option.ofCore |> Option.isSome)
        Assert.Equal(1, cookies.Count)
    }

[<Fact>]
let ``A server may answer an upgrade request later`` () =
    task {
        let accept (context: AcceptContext) =
            task {
                do! Task.Delay(1, context.CancellationToken)
                return if context.Request.Query = "yes" then Ok Acceptance.Plain else Error(Rejection.ofStatus 403)
            }

        use server = Server.startWith { ServerOptions.Default with Accept = Some accept } freePort echo
        use! _ = Uri $"{uriOf server}?yes" |> connected

        match! uriOf server |> failedWith ClientOptions.Default with
        | Rejected response -> Assert.Equal(403, response.Head.Status)
        | failure -> Assert.Fail failure.Message
    }

[<Fact>]
let ``A server that does not listen is unreachable`` () =
    task {
        let listener = new TcpListener(freePort)
        listener.Start()
        let uri = Uri $"ws://{listener.LocalEndpoint}/"
        listener.Stop()

        match! uri |> failedWith ClientOptions.Default with
        | Unreachable(host, port, error) ->
            Assert.Equal(("127.0.0.1", uri.Port, SocketError.ConnectionRefused), (host, port, error))
        | failure -> Assert.Fail failure.Message
    }

[<Fact>]
let ``A server that is silent makes the opening handshake time out`` () =
    task {
        use listener = new TcpListener(freePort)
        listener.Start()
        let impatient = { ClientOptions.Default with Protocol.OpeningHandshakeTimeout = TimeSpan.FromMilliseconds 50.0 }

        match! Uri $"ws://{listener.LocalEndpoint}/" |> failedWith impatient with
        | TimedOut(ConnectStep.OpeningHandshake, after) -> Assert.Equal(TimeSpan.FromMilliseconds 50.0, after)
        | failure -> Assert.Fail failure.Message
    }

[<Fact>]
let ``A proxy that cannot be reached is a failure of the proxy`` () =
    task {
        let proxied = { ClientOptions.Default with Proxy = Some(fun _ -> Some(ClientProxy.Http("127.0.0.1", 1, None, None))) }

        match! Uri "ws://example.org/" |> failedWith proxied with
        | ProxyFailed(ClientProxy.Http("127.0.0.1", 1, None, None), ProxyFault.Unreachable, _) -> ()
        | failure -> Assert.Fail failure.Message
    }

[<Fact>]
let ``A URI that is not ws or wss fails the task`` () =
    task {
        let! _ = Assert.ThrowsAsync<ArgumentException>(fun () -> Client.connect (Uri "https://example.org/"))
        ()
    }

[<Fact>]
let ``Connecting is given up when the token is cancelled`` () =
    task {
        use listener = new TcpListener(freePort)
        listener.Start()
        use stop = new CancellationTokenSource(50)
        let connect () = Uri $"ws://{listener.LocalEndpoint}/" |> Client.connectWith ClientOptions.Default stop.Token
        let! _ = Assert.ThrowsAnyAsync<OperationCanceledException>(fun () -> connect ())
        ()
    }

/// Two streams, each of which reads what is written to the other.
let streams () =
    task {
        use listener = new TcpListener(freePort)
        listener.Start()
        let client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        do! client.ConnectAsync listener.LocalEndpoint
        let! server = listener.AcceptSocketAsync()
        return new NetworkStream(client, true), server
    }

[<Fact>]
let ``A client and a server open a connection over a socket and a stream of their own`` () =
    task {
        let! stream, socket = streams ()
        let accepting = socket |> Server.acceptSocket

        match! stream |> Client.connectStream (Uri "ws://example.org/") |> within with
        | Error failure -> Assert.Fail failure.Message
        | Ok client ->
            use client = client

            match! accepting |> within with
            | Error result -> Assert.Fail $"{result}"
            | Ok server ->
                use server = server
                do! client |> Connection.sendText "over a socket"
                let! text = nextText server |> within
                Assert.Equal("over a socket", text)
    }

/// The first byte of the next frame from a server: the final flag, the flag of compression and the opcode.
let private nextFrame (stream: Stream) =
    task {
        let header = Array.zeroCreate 2
        do! stream.ReadExactlyAsync(Memory header)
        do! stream.ReadExactlyAsync(Memory(Array.zeroCreate (int header[1])))
        return header[0]
    }

[<Fact>]
let ``A send with a choice of compression is compressed as chosen`` () =
    task {
        let! stream, socket = streams ()
        use stream = stream
        let options = { ServerOptions.Default with Protocol.Compression = Some CompressionOptions.Default }
        let accepting = socket |> Server.acceptSocketWith options CancellationToken.None

        let request =
            "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"

        do! stream.WriteAsync(ReadOnlyMemory(Text.Encoding.ASCII.GetBytes request))

        match! accepting |> within with
        | Error result -> Assert.Fail $"{result}"
        | Ok server ->
            use server = server
            let text = String('a', 100)
            let bytes = Array.create 100 1uy
            do! server |> Connection.sendTextWith CompressionChoice.Always CancellationToken.None text
            do! server |> Connection.sendTextWith CompressionChoice.Never CancellationToken.None text
            do! server |> Connection.sendBytesWith CompressionChoice.Always CancellationToken.None bytes
            do! server |> Connection.sendBytesWith CompressionChoice.Never CancellationToken.None bytes

            for choice in [ CompressionChoice.Always; CompressionChoice.Never ] do
                let result = server |> Connection.trySendWith choice MessageKind.Binary (ReadOnlyMemory bytes)
                Assert.Equal(TrySendResult.Accepted, result)

            let head = Text.StringBuilder()

            while not ((string head).EndsWith "\r\n\r\n") do
                let letter = Array.zeroCreate 1
                do! stream.ReadExactlyAsync(Memory letter)
                head.Append(char letter[0]) |> ignore

            for expected in [ 0xC1uy; 0x81uy; 0xC2uy; 0x82uy; 0xC2uy; 0x82uy ] do
                let! first = nextFrame stream |> within
                Assert.Equal(expected, first)
    }

[<Fact>]
let ``A client that is not a WebSocket client is the error of accepting`` () =
    task {
        let! stream, socket = streams ()
        use stream = stream
        use accepted = new NetworkStream(socket, true)
        let accepting = accepted |> Server.acceptStream
        do! stream.WriteAsync(ReadOnlyMemory "GET / HTTP/1.1\r\nHost: a\r\n\r\n"B)

        match! accepting |> within with
        | Ok _ -> Assert.Fail "the connection is open"
        | Error result -> Assert.True(result.Error |> Option.ofCore |> Option.isSome)
    }

[<Fact>]
let ``A server answers plain requests and listens at the file of a Unix domain socket`` () =
    task {
        let respond (request: RequestHead) = if request.Target = "/healthz" then Some(PlainResponse.ofText 200 "ok") else None
        let file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())
        let options = { ServerOptions.Default with Respond = Some respond }
        use _ = Server.startWith options (UnixDomainSocketEndPoint file) echo
        use probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        do! probe.ConnectAsync(UnixDomainSocketEndPoint file)
        use stream = new NetworkStream(probe)
        do! stream.WriteAsync(ReadOnlyMemory "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"B)
        use reader = new StreamReader(stream)
        let! answer = reader.ReadToEndAsync() |> within
        Assert.StartsWith("HTTP/1.1 200", answer)

        use! connection =
            Uri "ws://localhost/" |> connectedWith { ClientOptions.Default with EndPoint = Some(UnixDomainSocketEndPoint file) }

        do! connection |> Connection.sendText "by a file"
        let! text = nextText connection |> within
        Assert.Equal("by a file", text)
    }

[<Fact>]
let ``A client that reconnects gets a new connection after each end, until it is rejected`` () =
    task {
        let requests = ref 0

        let accept _ =
            task { return if Interlocked.Increment requests > 2 then Error(Rejection.ofStatus 403) else Ok Acceptance.Plain }

        let greet connection _ = connection |> Connection.sendText $"connection {requests.Value}"
        use server = Server.startWith { ServerOptions.Default with Accept = Some accept } freePort greet
        let seen = ResizeArray<string>()
        let atOnce = { ReconnectOptions.Default with FirstDelay = TimeSpan.Zero; MaxDelay = TimeSpan.Zero }

        let observe attempt =
            task {
                match attempt with
                | ConnectAttempt.Connected connection ->
                    do! connection |> Connection.iter (fun message -> task { seen.Add(message.ToText()) })
                | ConnectAttempt.Failed(Rejected response, _, None) -> seen.Add $"rejected with {response.Head.Status}"
                | ConnectAttempt.Failed(failure, number, again) -> seen.Add $"{failure.Message} {number} {again}"
            }

        do! uriOf server |> ReconnectingClient.iterWith ClientOptions.Default atOnce CancellationToken.None observe |> within
        Assert.Equal<string seq>([ "connection 1"; "connection 2"; "rejected with 403" ], seen)
    }

[<Fact>]
let ``A client that reconnects stops when its function returns false`` () =
    task {
        use server = Server.start freePort echo
        let attempts = ref 0

        let once attempt =
            task {
                attempts.Value <- attempts.Value + 1

                match attempt with
                | ConnectAttempt.Connected connection ->
                    do! connection |> Connection.sendText "once"
                    let! text = nextText connection
                    return text <> "once"
                | ConnectAttempt.Failed _ -> return true
            }

        do! uriOf server |> ReconnectingClient.iterWhile once |> within
        Assert.Equal(1, attempts.Value)
    }
