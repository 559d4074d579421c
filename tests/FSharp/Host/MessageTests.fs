module Pure.WebSockets.FSharp.Tests.MessageTests

open System
open System.Threading
open System.Threading.Tasks
open Xunit
open Pure.WebSockets
open Pure.WebSockets.FSharp
open Pure.WebSockets.FSharp.Host
open Pure.WebSockets.FSharp.Tests.Loopback

[<Fact>]
let ``Text, binary messages and fragments come back`` () =
    task {
        use server = Server.start freePort echo
        use! connection = connected (uriOf server)
        do! connection |> Connection.sendText "grüße"
        do! connection |> Connection.sendBytes [| 1uy; 2uy; 3uy |]
        do! connection |> Connection.sendPart MessageKind.Text false (ReadOnlyMemory "in "B)
        do! connection |> Connection.sendPart MessageKind.Text true (ReadOnlyMemory "parts"B)
        do! connection |> Connection.sendWith CompressionChoice.Never CancellationToken.None MessageKind.Text (ReadOnlyMemory "plain"B)
        do! connection |> Connection.sendTextWith CompressionChoice.Never CancellationToken.None "ungepaart \uD800"
        do! connection |> Connection.sendBytesWith CompressionChoice.Never CancellationToken.None [| 1uy; 2uy |]

        for expected in [ "grüße"; "3 bytes"; "in parts"; "plain"; "ungepaart \uFFFD"; "2 bytes" ] do
            let! text = nextText connection |> within
            Assert.Equal(expected, text)
    }

[<Fact>]
let ``A message that is copied outlives the next receive`` () =
    task {
        use server = Server.start freePort echo
        use! connection = connected (uriOf server)
        do! connection |> Connection.sendText "first"
        let! received = Connection.receive connection |> within
        let kept = received |> Option.map _.Copy()
        do! connection |> Connection.sendText "second"
        let! second = nextText connection |> within
        Assert.Equal("second", second)
        Assert.Equal(Some "first", kept |> Option.map _.ToText())
    }

[<Fact>]
let ``A fold ends with the connection and returns its state`` () =
    task {
        let count (connection: WebSocketConnection) _ =
            task {
                for number in 1..3 do
                    do! connection |> Connection.sendText $"{number}"
            }

        use server = Server.start freePort count
        use! connection = connected (uriOf server)
        let! sum = connection |> Connection.fold (fun sum message -> task { return sum + int (message.ToText()) }) 0 |> within
        Assert.Equal(6, sum)
        let! result = connection.Closed |> within
        Assert.Equal(CloseCode.NormalClosure, result.Code)
    }

[<Fact>]
let ``A cancelled receive loses no message`` () =
    task {
        use server = Server.start freePort echo
        use! connection = connected (uriOf server)
        use stop = new CancellationTokenSource()
        let waiting = connection |> Connection.receiveWith stop.Token
        do! stop.CancelAsync()
        let! _ = Assert.ThrowsAnyAsync<OperationCanceledException>(fun () -> waiting)
        do! connection |> Connection.sendText "still open"
        let! text = nextText connection |> within
        Assert.Equal("still open", text)
    }

[<Fact>]
let ``An exception of a loop's function ends the loop`` () =
    task {
        use server = Server.start freePort echo
        use! connection = connected (uriOf server)
        do! connection |> Connection.sendText "hello"
        let loop () = connection |> Connection.iter (fun message -> task { failwith (message.ToText()) })
        let! thrown = Assert.ThrowsAsync<Exception>(fun () -> loop ())
        Assert.Equal("hello", thrown.Message)
    }

[<Fact>]
let ``A send after the close is a failure with the result of the connection`` () =
    task {
        use server = Server.start freePort echo
        use! connection = connected (uriOf server)
        let! _ = connection |> Connection.closeWith 4000 "enough" CancellationToken.None |> within

        match! connection |> Connection.sendText "too late" |> Connection.asResult with
        | Error(ConnectionClosed result) ->
            Assert.Equal(Some(CloseStatus(4000, "enough")), Option.ofCore result.Ours)
            Assert.Equal(4000, result.Code)
        | outcome -> Assert.Fail $"{outcome}"

        match connection |> Connection.trySend MessageKind.Text (ReadOnlyMemory "too late"B) with
        | TrySendResult.Closed -> ()
        | TrySendResult.Accepted
        | TrySendResult.Full -> Assert.Fail "a message was accepted after the close"
    }

[<Fact>]
let ``What the protocol does not allow is a failure with its rule, and the connection goes on`` () =
    task {
        use server = Server.start freePort echo
        use! connection = connected (uriOf server)

        match! connection |> Connection.send MessageKind.Text (ReadOnlyMemory [| 0xFFuy |]) |> Connection.asResult with
        | Error(NotAllowed misuse) -> Assert.Contains("§8.1", misuse.Rule)
        | outcome -> Assert.Fail $"{outcome}"

        match! connection |> Connection.closeWith 1006 "" CancellationToken.None |> Connection.asResult with
        | Error(NotAllowed misuse) -> Assert.Contains("§7.4", misuse.Rule)
        | outcome -> Assert.Fail $"{outcome}"

        match! connection |> Connection.sendText "fine" |> Connection.asResult with
        | Ok() -> ()
        | Error failure -> Assert.Fail $"{failure}"

        let! text = nextText connection |> within
        Assert.Equal("fine", text)
    }

[<Fact>]
let ``A message that need not wait is accepted, and a ping returns its round trip`` () =
    task {
        let pings = ref 0
        let options = { ServerOptions.Default with OnPing = Some(fun _ data -> pings.Value <- pings.Value + data.Length) }
        use server = Server.startWith options freePort echo
        use! connection = connected (uriOf server)
        let accepted = connection |> Connection.trySend MessageKind.Binary (ReadOnlyMemory [| 1uy |])
        Assert.Equal(TrySendResult.Accepted, accepted)
        let! text = nextText connection |> within
        Assert.Equal("1 bytes", text)
        let! time = connection |> Connection.pingWith CancellationToken.None (ReadOnlyMemory "abc"B) |> within
        Assert.True(time >= TimeSpan.Zero)
        Assert.Equal(3, pings.Value)
    }

[<Fact>]
let ``An exception of an application reaches OnError, and its connection is closed with 1011`` () =
    task {
        let reported = TaskCompletionSource<string>()
        let report (context: ErrorContext) = reported.TrySetResult context.Exception.Message |> ignore
        let options = { ServerOptions.Default with OnError = Some report }
        use server = Server.startWith options freePort (fun _ _ -> task { failwith "a fault" })
        use! connection = connected (uriOf server)
        do! connection |> Connection.iter (fun _ -> task { return () }) |> within
        let! result = connection.Closed |> within
        Assert.Equal(CloseCode.InternalError, result.Code)
        let! message = reported.Task |> within
        Assert.Equal("a fault", message)
    }

[<Fact>]
let ``A server that stops cancels the tokens of its applications and closes with 1001`` () =
    task {
        let waiting = TaskCompletionSource()
        let stopped = TaskCompletionSource()

        let wait _ (stop: CancellationToken) =
            task {
                use _ = stop.Register(fun () -> stopped.TrySetResult() |> ignore)
                waiting.SetResult()
                do! stopped.Task
            }

        use server = Server.start freePort wait
        use! connection = connected (uriOf server)
        do! waiting.Task
        do! server |> Server.stop (TimeSpan.FromSeconds 30.0) |> within
        let! result = connection.Closed |> within
        Assert.Equal(CloseCode.GoingAway, result.Code)
    }

[<Fact>]
let ``A token ends the wait for a server that stops or drains`` () =
    task {
        let began = TaskCompletionSource()
        let never = TaskCompletionSource()

        let wait _ _ =
            task {
                began.TrySetResult() |> ignore
                do! never.Task
            }

        use server = Server.start freePort wait
        use! first = connected (uriOf server)
        use! second = connected (uriOf server)
        do! began.Task.WaitAsync(TimeSpan.FromSeconds 60.0)
        use impatient = new CancellationTokenSource()
        let draining = server |> Server.drainWith (TimeSpan.FromDays 2.0) impatient.Token
        let stopping = server |> Server.stopWith (TimeSpan.FromDays 1.0) impatient.Token
        impatient.Cancel()
        let! _ = Assert.ThrowsAnyAsync<OperationCanceledException>(fun () -> draining.WaitAsync(TimeSpan.FromSeconds 60.0))
        do! stopping |> within
        never.SetResult()
    }

[<Fact>]
let ``Disposing a connection closes it with 1000`` () =
    task {
        let ended = TaskCompletionSource<int>()

        let watch (connection: WebSocketConnection) _ =
            task {
                do! connection |> Connection.iter (fun _ -> task { return () })
                let! result = connection.Closed
                ended.SetResult result.Code
            }

        use server = Server.start freePort watch

        let visit () =
            task {
                use! connection = connected (uriOf server)
                do! connection |> Connection.sendText "hello"
            }

        do! visit ()
        let! code = ended.Task |> within
        Assert.Equal(CloseCode.NormalClosure, code)
    }

[<Fact>]
let ``A handler is an object expression`` () =
    task {
        let handler =
            { new WebSocketHandler() with
                override _.OnOpened connection = connection.TrySend(MessageKind.Text, ReadOnlyMemory "welcome"B) |> ignore
                override _.OnMessage(connection, message) = connection.TrySend(message.Kind, message.Data) |> ignore
            }

        use server = Server.handle freePort handler
        use! connection = connected (uriOf server)
        do! connection |> Connection.sendText "hello"

        for expected in [ "welcome"; "hello" ] do
            let! text = nextText connection |> within
            Assert.Equal(expected, text)
    }
