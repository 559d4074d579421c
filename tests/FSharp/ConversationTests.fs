module Pure.WebSockets.FSharp.Tests.ConversationTests

open System
open Xunit
open Pure.WebSockets
open Pure.WebSockets.FSharp
open Pure.WebSockets.FSharp.Tests.Ends

/// A server that echoes every message.
let echoing role effect =
    match role, effect with
    | Server, Message(kind, data) -> [ Send(kind, data, CompressionChoice.Default) ]
    | _ -> accepting role effect

let messages effects =
    effects
    |> List.choose (fun effect ->
        match effect with
        | Message(Text, data) -> Some(data.ToText())
        | Message(Binary, data) -> Some $"{data.Length} bytes"
        | _ -> None)

[<Fact>]
let ``Messages are echoed, pings are answered, and both endpoints close cleanly`` () =
    let ends =
        opened ConnectionOptions.Default
        |> run
            whole
            echoing
            [ Role.Client, Input.Text "hello"
              Role.Client, SendPart(MessageKind.Binary, ByteString.From [| 1uy; 2uy |], false, CompressionChoice.Default)
              Role.Client, Ping(ByteString.FromText "there?")
              Role.Client, SendPart(MessageKind.Binary, ByteString.From [| 3uy |], true, CompressionChoice.Default) ]
        |> run whole echoing [ Role.Client, Close(CloseStatus(CloseCode.NormalClosure, "bye")) ]

    Assert.Equal<string list>([ "hello"; "3 bytes" ], messages (ends.At Role.Client))
    Assert.Contains(PongReceived(ByteString.FromText "there?"), ends.At Role.Client)
    Assert.Contains(CloseReceived(CloseStatus(CloseCode.NormalClosure, "bye")), ends.At Role.Server)

    for connection, first in [ ends.Client, Side.Ours; ends.Server, Side.Theirs ] do
        match connection.Phase with
        | Phase(Closed closure) ->
            Assert.True closure.Clean
            Assert.Equal(CloseCode.NormalClosure, closure.Code)
            Assert.Equal(first, closure.First)
            Assert.Equal(Some CloseCode.NormalClosure, closure.Theirs |> Option.ofCore |> Option.map _.Code)
        | Phase phase -> Assert.Fail $"{phase}"

[<Fact>]
let ``Compressed messages are echoed unchanged and take fewer bytes`` () =
    let options = ConnectionOptions(Compression = Option.toCore (Some CompressionOptions.Default))
    let text = String.replicate 200 "the same again, "
    let ends = opened options |> run whole echoing [ Role.Client, Input.Text text ]

    Assert.Equal<string list>([ text ], messages (ends.At Role.Client))

    match ends.Client.Agreement.Compression with
    | Option(Some parameters) -> Assert.Equal(15, parameters.ServerMaxWindowBits)
    | Option None -> Assert.Fail "no compression was agreed"

    let frames =
        ends.From Role.Server
        |> List.choose (fun output ->
            match output with
            | Framed frame -> Some frame
            | Head _ -> None)

    match frames with
    | [ frame ] ->
        Assert.True frame.Rsv1
        Assert.InRange(frame.Payload.Length, 1, text.Length / 10)
    | frames -> Assert.Fail $"{frames}"

[<Fact>]
let ``A broken rule ends the connection with the code of the RFC`` () =
    let server = (opened ConnectionOptions.Default).Server
    let broken = ByteString.From(FrameEncoder.Encode(Frame(Opcode.Text, true, false, ByteString.From [| 0xFFuy |]), MaskKey 1u))

    match server |> Protocol.step (Received broken) with
    | { Next = next; Outputs = [ Framed close ]; Effects = effects; InputWaits = false } ->
        Assert.Equal(Opcode.Close, close.Opcode)
        let isFailure effect =
            match effect with
            | Failed error -> error.Code = CloseCode.InvalidPayloadData && error.Rule = "RFC 6455 §8.1"
            | _ -> false

        Assert.Contains(effects, isFailure)

        match next.Phase with
        | Phase(Closed closure) -> Assert.Equal(Some CloseCode.InvalidPayloadData, closure.Ours |> Option.ofCore |> Option.map _.Code)
        | Phase phase -> Assert.Fail $"{phase}"
    | transition -> Assert.Fail $"{transition}"

[<Fact>]
let ``Misuse is reported and leaves the state unchanged`` () =
    let client = (opened ConnectionOptions.Default).Client

    match client |> Protocol.step (Ping(ByteString.From(Array.zeroCreate 126))) with
    | { Next = next; Outputs = []; Effects = [ Misused misuse ]; InputWaits = false } ->
        Assert.Equal(client, next)
        Assert.Contains("§5.5", misuse.Rule)
    | transition -> Assert.Fail $"{transition}"

[<Fact>]
let ``A keep-alive timer that elapses sends a ping, and the next timer waits for its pong`` () =
    match (opened ConnectionOptions.Default).Server |> Protocol.step (Elapsed TimerKind.KeepAlive) with
    | { Outputs = [ Framed ping ]; Effects = [ StartTimer(timer, after) ]; InputWaits = false } ->
        Assert.Equal(Opcode.Ping, ping.Opcode)
        Assert.Equal(TimerKind.Pong, timer)
        Assert.Equal(TimeSpan.FromSeconds 20.0, after)
    | transition -> Assert.Fail $"{transition}"

/// A message and a close frame, in one read.
let messageAndClose =
    let frame opcode payload = FrameEncoder.Encode(Frame(opcode, true, false, payload), MaskKey 1u)
    ByteString.From(Array.append (frame Opcode.Text (ByteString.FromText "hello")) (frame Opcode.Close ByteString.Empty))

[<Fact>]
let ``An answer to a message is sent before the close frame that came with it is answered`` () =
    let answer effect =
        match effect with
        | Message(kind, data) -> [ Send(kind, data, CompressionChoice.Default) ]
        | _ -> []

    let transition = (opened ConnectionOptions.Default).Server |> Protocol.run answer (Received messageAndClose)
    Assert.False transition.InputWaits

    match transition.Outputs with
    | [ Framed echo; Framed close ] ->
        Assert.Equal("hello", echo.Payload.ToText())
        Assert.Equal(Opcode.Close, close.Opcode)
    | outputs -> Assert.Fail $"{outputs}"

    Assert.Equal<string list>([ "hello" ], messages transition.Effects)

    match transition.Next.Phase with
    | Phase(Closed closure) -> Assert.True closure.Clean
    | Phase phase -> Assert.Fail $"{phase}"

[<Fact>]
let ``A step stops after a message when more input waits and reports it, and Continue goes on`` () =
    match (opened ConnectionOptions.Default).Server |> Protocol.step (Received messageAndClose) with
    | { Next = next; Outputs = []; Effects = [ Message(Text, _) ]; InputWaits = true } ->
        match next |> Protocol.step Continue with
        | { Outputs = [ Framed close ]; Effects = effects; InputWaits = false } ->
            Assert.Equal(Opcode.Close, close.Opcode)
            Assert.Contains(CloseReceived CloseStatus.None, effects)
        | transition -> Assert.Fail $"{transition}"
    | transition -> Assert.Fail $"{transition}"

[<Fact>]
let ``A state that is written and read back continues where it was`` () =
    let half = ((opened ConnectionOptions.Default).Server |> Protocol.step (Received(ByteString.From [| 0x81uy |]))).Next

    match Snapshot.Read(Snapshot.Write half) |> Result.ofEither with
    | Ok resumed -> Assert.Equal(half, resumed)
    | Error error -> Assert.Fail error.Why

    match Snapshot.Read(ByteString.FromText "no snapshot") with
    | Either(Error error) -> Assert.NotEmpty error.Why
    | Either(Ok resumed) -> Assert.Fail $"{resumed}"
