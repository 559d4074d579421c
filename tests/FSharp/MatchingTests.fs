/// Every union of the core is matched here case by case and without a wildcard: a match that lacks a case does not compile.
module Pure.WebSockets.FSharp.Tests.MatchingTests

open System
open Xunit
open Pure.WebSockets
open Pure.WebSockets.FSharp
open Pure.WebSockets.FSharp.Tests.Ends

let hello = ByteString.FromText "hello"
let broken = ProtocolError(1002, "RFC 6455 §5.1", "a frame that is not masked")
let bye = CloseStatus(1000, "bye")
let closure = CloseResult(Option.toCore (Some bye), Option.toCore None, Side.Theirs, Option.toCore (Some broken))
let asked = UpgradeRequest("/chat", Option.toCore None, [], [], [])
let answer = ResponseHead(404, "Not Found", [])

let sideOf side =
    match side with
    | Ours -> "ours"
    | Theirs -> "theirs"

let kindOf kind =
    match kind with
    | Text -> "text"
    | Binary -> "binary"

let roleOf role =
    match role with
    | Server -> "server"
    | Client -> "client"

let ofEffect effect =
    match effect with
    | Effect(UpgradeRequested request) -> request.Path
    | Effect(Opened(agreement, _)) -> $"opened {Seq.length agreement.Extensions}"
    | Effect(UpgradeRejected response) -> $"refused {response.Head.Status}"
    | Effect(Message(kind, data)) -> $"{kindOf kind} {data.ToText()}"
    | Effect(MessagePiece(kind, data, final)) -> $"{kindOf kind} {data.ToText()} {final}"
    | Effect(PingReceived data) -> $"ping {data.ToText()}"
    | Effect(PongReceived data) -> $"pong {data.ToText()}"
    | Effect(CloseReceived status) -> $"close {status.Code}"
    | Effect(StartTimer(timer, after)) -> $"{timer} {after.TotalSeconds}"
    | Effect CancelTimer -> "cancel"
    | Effect(Failed error) -> error.Rule
    | Effect(Misused misuse) -> misuse.Why
    | Effect(CloseTransport closure) -> $"{sideOf closure.First} {closure.Code}"

let ofInput input =
    match input with
    | Input Start -> "start"
    | Input(Received bytes) -> $"received {bytes.Length}"
    | Input Continue -> "continue"
    | Input EndOfStream -> "end"
    | Input(Accept acceptance) -> $"accept {Seq.length acceptance.Headers}"
    | Input(Reject rejection) -> $"reject {rejection.Status}"
    | Input(Send(kind, data, compress)) -> $"{kindOf kind} {data.ToText()} {compress}"
    | Input(SendPart(kind, data, final, compress)) -> $"{kindOf kind} {data.ToText()} {final} {compress}"
    | Input(Ping data) -> $"ping {data.ToText()}"
    | Input(Pong data) -> $"pong {data.ToText()}"
    | Input(Close status) -> $"close {status.Reason}"
    | Input Compact -> "rest"
    | Input(Elapsed timer) -> $"elapsed {timer}"

let ofOutput output =
    match output with
    | Output(Head bytes) -> $"head {bytes.Length}"
    | Output(Framed frame) -> $"frame {frame.Opcode}"

let ofPhase phase =
    match phase with
    | Phase AwaitingRequest -> "awaiting request"
    | Phase(AwaitingAnswer request) -> $"awaiting answer {request.Target}"
    | Phase(AwaitingResponse(offer, nonce)) -> $"awaiting response {offer.Host} {nonce.Length}"
    | Phase(ReadingRefusal response) -> $"reading refusal {response.Status}"
    | Phase Open -> "open"
    | Phase(Closing(ours, Some theirs, first)) -> $"closing {ours.Code} {theirs.Code} {sideOf first}"
    | Phase(Closing(ours, None, first)) -> $"closing {ours.Code} {sideOf first}"
    | Phase(Closed closure) -> $"closed {closure.Code}"

let ofWindow window =
    match window with
    | ClientWindow Fixed -> "fixed"
    | ClientWindow Limitable -> "limitable"
    | ClientWindow(LimitedTo bits) -> $"limited to {bits}"

[<Fact>]
let ``Every effect is matched with what it carries`` () =
    let effects: (Pure.WebSockets.Effect * string) list =
        [ Pure.WebSockets.Effect.UpgradeRequested asked, "/chat"
          Pure.WebSockets.Effect.Opened Agreement.Plain, "opened 0"
          Pure.WebSockets.Effect.UpgradeRejected(RejectedResponse(answer, hello)), "refused 404"
          Pure.WebSockets.Effect.Message(MessageKind.Text, hello), "text hello"
          Pure.WebSockets.Effect.MessagePiece(MessageKind.Binary, hello, true), "binary hello True"
          Pure.WebSockets.Effect.PingReceived hello, "ping hello"
          Pure.WebSockets.Effect.PongReceived hello, "pong hello"
          Pure.WebSockets.Effect.CloseReceived bye, "close 1000"
          Pure.WebSockets.Effect.StartTimer(TimerKind.Pong, TimeSpan.FromSeconds 20.0), "Pong 20"
          Pure.WebSockets.Effect.CancelTimer(), "cancel"
          Pure.WebSockets.Effect.Failed broken, "RFC 6455 §5.1"
          Pure.WebSockets.Effect.Misused(Misuse("RFC 6455 §5.5", "too long")), "too long"
          Pure.WebSockets.Effect.CloseTransport closure, "theirs 1006" ]

    for effect, expected in effects do
        Assert.Equal(expected, ofEffect effect)

[<Fact>]
let ``Every input is matched with what it carries`` () =
    let inputs =
        [ Start, "start"
          Received hello, "received 5"
          Continue, "continue"
          EndOfStream, "end"
          Accept Acceptance.Plain, "accept 0"
          Reject(Rejection.WithStatus 403), "reject 403"
          Input.Text "hello", "text hello Default"
          Input.Binary hello, "binary hello Default"
          Send(MessageKind.Text, hello, CompressionChoice.Never), "text hello Never"
          SendPart(MessageKind.Text, hello, false, CompressionChoice.Always), "text hello False Always"
          Ping hello, "ping hello"
          Pong hello, "pong hello"
          Close bye, "close bye"
          Compact, "rest"
          Elapsed TimerKind.KeepAlive, "elapsed KeepAlive" ]

    for input, expected in inputs do
        Assert.Equal(expected, ofInput (Input.toCore input))

[<Fact>]
let ``Every output is matched with what it carries`` () =
    let outputs: (Pure.WebSockets.Output * string) list =
        [ Pure.WebSockets.Output.Head hello, "head 5"; Pure.WebSockets.Output.Framed(Frame(Opcode.Ping, true, false, hello)), "frame Ping" ]

    for output, expected in outputs do
        Assert.Equal(expected, ofOutput output)

[<Fact>]
let ``Every phase is matched with what it carries`` () =
    let phases: (Pure.WebSockets.Phase * string) list =
        [ (fresh ConnectionOptions.Default).Server.Phase, "awaiting request"
          Pure.WebSockets.Phase.AwaitingAnswer asked, "awaiting answer /chat"
          (fresh ConnectionOptions.Default).Client.Phase, "awaiting response example.org 16"
          Pure.WebSockets.Phase.ReadingRefusal answer, "reading refusal 404"
          (opened ConnectionOptions.Default).Client.Phase, "open"
          Pure.WebSockets.Phase.Closing(bye, Option.toCore None, Side.Ours), "closing 1000 ours"
          Pure.WebSockets.Phase.Closing(bye, Option.toCore (Some(CloseStatus(1001, ""))), Side.Theirs), "closing 1000 1001 theirs"
          Pure.WebSockets.Phase.Closed closure, "closed 1006" ]

    for phase, expected in phases do
        Assert.Equal(expected, ofPhase phase)

[<Fact>]
let ``Every window of a client's offer is matched with what it carries`` () =
    Assert.Equal("fixed", ofWindow DeflateOffer.Plain.ClientMaxWindowBits)
    Assert.Equal("limitable", ofWindow (DeflateOffer(ClientMaxWindowBits = ClientWindow.toCore Limitable).ClientMaxWindowBits))
    Assert.Equal("limited to 10", ofWindow (DeflateOffer(ClientMaxWindowBits = ClientWindow.toCore (LimitedTo 10)).ClientMaxWindowBits))

[<Fact>]
let ``Roles, sides and kinds are matched without a wildcard`` () =
    let ends = fresh ConnectionOptions.Default
    Assert.Equal<string list>([ "server"; "client" ], [ roleOf ends.Server.Role; roleOf ends.Client.Role ])
    Assert.Equal<string list>([ "ours"; "theirs" ], [ sideOf Side.Ours; sideOf Side.Theirs ])
    Assert.Equal<string list>([ "text"; "binary" ], [ kindOf MessageKind.Text; kindOf MessageKind.Binary ])
