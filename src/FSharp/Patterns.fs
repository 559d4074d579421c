namespace Pure.WebSockets.FSharp

open Pure.WebSockets

/// Complete active patterns for the C# types of Pure.WebSockets. If a match does not handle all cases of a pattern, the compiler reports a
/// warning. The pattern for a C# union has the same name as the union and returns the F# union with this name. For example, Phase(Closed
/// closure) matches the core's Phase.Closed.
[<AutoOpen>]
module Patterns =
    // Raises an ArgumentException. CompanionTests checks that the patterns match all cases of the core's unions. This function is therefore
    // called only for null, or for a type that another assembly has derived from a union.
    let private noCase (value: obj) = invalidArg "value" (string value + " is not a case of its union")

    /// Matches LanguageExt's Option as an F# option.
    let (|Option|) (option: LanguageExt.Option<'value>) = Seq.tryHead option

    /// Matches LanguageExt's Either as a Result. Left becomes Error, and Right becomes Ok.
    let (|Either|) (either: LanguageExt.Either<'error, 'value>) =
        either.Match<Result<'value, 'error>>((fun value -> Ok value), (fun error -> Error error))

    /// Matches the core's Input as the F# union Input.
    let (|Input|) (input: Pure.WebSockets.Input) =
        match input with
        | :? Input.Start -> Start
        | :? Input.Received as it -> Received it.Bytes
        | :? Input.Continue -> Continue
        | :? Input.EndOfStream -> EndOfStream
        | :? Input.Accept as it -> Accept it.Acceptance
        | :? Input.Reject as it -> Reject it.Rejection
        | :? Input.Send as it -> Send(it.Kind, it.Data, it.Compress)
        | :? Input.SendPart as it -> SendPart(it.Kind, it.Data, it.Final, it.Compress)
        | :? Input.Ping as it -> Ping it.Data
        | :? Input.Pong as it -> Pong it.Data
        | :? Input.Close as it -> Close it.Status
        | :? Input.Compact -> Compact
        | :? Input.Elapsed as it -> Elapsed it.Timer
        | other -> noCase other

    /// Matches the core's Output as the F# union Output.
    let (|Output|) (output: Pure.WebSockets.Output) =
        match output with
        | :? Output.Head as it -> Head it.Bytes
        | :? Output.Framed as it -> Framed it.Value
        | other -> noCase other

    /// Matches the core's Effect as the F# union Effect.
    let (|Effect|) (effect: Pure.WebSockets.Effect) =
        match effect with
        | :? Effect.UpgradeRequested as it -> UpgradeRequested it.Request
        | :? Effect.Opened as it -> Opened(it.Agreement, (|Option|) it.Response)
        | :? Effect.UpgradeRejected as it -> UpgradeRejected it.Response
        | :? Effect.Message as it -> Message(it.Kind, it.Data)
        | :? Effect.MessagePiece as it -> MessagePiece(it.Kind, it.Data, it.Final)
        | :? Effect.PingReceived as it -> PingReceived it.Data
        | :? Effect.PongReceived as it -> PongReceived it.Data
        | :? Effect.CloseReceived as it -> CloseReceived it.Status
        | :? Effect.StartTimer as it -> StartTimer(it.Timer, it.After)
        | :? Effect.CancelTimer -> CancelTimer
        | :? Effect.Failed as it -> Failed it.Error
        | :? Effect.Misused as it -> Misused it.Misuse
        | :? Effect.CloseTransport as it -> CloseTransport it.Result
        | other -> noCase other

    /// Matches the core's Observed as the F# union Observed.
    let (|Observed|) (observed: Pure.WebSockets.Observed) =
        match observed with
        | :? Observed.Requested as it -> Pure.WebSockets.FSharp.Observed.Requested it.Request
        | :? Observed.Rejected as it -> Pure.WebSockets.FSharp.Observed.Rejected it.Response
        | :? Observed.Opened as it -> Pure.WebSockets.FSharp.Observed.Opened it.Agreement
        | :? Observed.FrameSent as it -> Pure.WebSockets.FSharp.Observed.FrameSent(it.Sender, it.Offset, it.Header)
        | :? Observed.MessageSent as it -> Pure.WebSockets.FSharp.Observed.MessageSent(it.Sender, it.Offset, it.Kind, it.Data)
        | :? Observed.PingSent as it -> Pure.WebSockets.FSharp.Observed.PingSent(it.Sender, it.Offset, it.Data)
        | :? Observed.PongSent as it -> Pure.WebSockets.FSharp.Observed.PongSent(it.Sender, it.Offset, it.Data)
        | :? Observed.CloseSent as it -> Pure.WebSockets.FSharp.Observed.CloseSent(it.Sender, it.Offset, it.Status)
        | :? Observed.RuleBroken as it -> Pure.WebSockets.FSharp.Observed.RuleBroken(it.Sender, it.Offset, it.Error)
        | :? Observed.Assumed as it -> Pure.WebSockets.FSharp.Observed.Assumed(it.Sender, it.Offset, it.Reason)
        | :? Observed.MessageSkipped as it -> Pure.WebSockets.FSharp.Observed.MessageSkipped(it.Sender, it.Offset, it.Reason)
        | :? Observed.Unreadable as it -> Pure.WebSockets.FSharp.Observed.Unreadable(it.Sender, it.Offset, it.Reason)
        | :? Observed.DirectionEnded as it -> Pure.WebSockets.FSharp.Observed.DirectionEnded(it.Sender, it.Offset)
        | other -> noCase other

    /// Matches the core's Phase as the F# union Phase.
    let (|Phase|) (phase: Pure.WebSockets.Phase) =
        match phase with
        | :? Phase.AwaitingRequest -> AwaitingRequest
        | :? Phase.AwaitingAnswer as it -> AwaitingAnswer it.Request
        | :? Phase.AwaitingResponse as it -> AwaitingResponse(it.Offer, it.Nonce)
        | :? Phase.ReadingRefusal as it -> ReadingRefusal it.Response
        | :? Phase.Open -> Open
        | :? Phase.Closing as it -> Closing(it.Ours, (|Option|) it.Theirs, it.First)
        | :? Phase.Closed as it -> Closed it.Result
        | other -> noCase other

    /// Matches the core's ClientWindow as the F# union ClientWindow.
    let (|ClientWindow|) (window: Pure.WebSockets.ClientWindow) =
        match window with
        | :? ClientWindow.Fixed -> Fixed
        | :? ClientWindow.Limitable -> Limitable
        | :? ClientWindow.LimitedTo as it -> LimitedTo it.Bits
        | other -> noCase other

    /// Matches the kind of a message.
    let (|Text|Binary|) kind = if kind = MessageKind.Text then Text else Binary

    /// Matches a side of the connection, which is this side (Ours) or the peer (Theirs).
    let (|Ours|Theirs|) side = if side = Side.Ours then Ours else Theirs

    /// Matches the role of an endpoint.
    let (|Server|Client|) role = if role = Role.Server then Server else Client
