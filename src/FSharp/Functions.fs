namespace Pure.WebSockets.FSharp

open Pure.WebSockets

/// LanguageExt's Either, which the core's functions return.
module Result =
    /// Left becomes Error: Snapshot.Read bytes |> Result.ofEither.
    let ofEither (Either result) = result

    /// Error becomes Left.
    let toEither result =
        match result with
        | Ok value -> LanguageExt.Either<'error, 'value>.Right value
        | Error error -> LanguageExt.Either<'error, 'value>.Left error

/// LanguageExt's Option, which the core's records hold.
module Option =
    /// The F# option with the same value.
    let ofCore (Option(option: 'value option)) = option

    /// The core's Option with the same value.
    let toCore option = Option.fold (fun _ value -> LanguageExt.Option<'value>.Some value) LanguageExt.Option<'value>.None option

/// LanguageExt's Seq, which the core's records contain. It is also an F# seq.
module Seq =
    /// The core's Seq with the same items.
    let toCore (items: 'item seq) = LanguageExt.Seq.create<'item> (Array.ofSeq items)

/// Bytes as a value, from and to arrays and strings.
module ByteString =
    /// The bytes of the array, without a copy. The array must not change afterwards.
    let ofArray (bytes: byte array) = ByteString.From bytes

    /// The UTF-8 form of the text. A surrogate without its pair becomes U+FFFD.
    let ofText (text: string) = ByteString.FromText text

    /// The bytes as a new array.
    let toArray (bytes: ByteString) = bytes.ToArray()

    /// The bytes read as UTF-8.
    let toText (bytes: ByteString) = bytes.ToText()

/// A client's request for a connection.
module UpgradeRequest =
    /// The first of these subprotocols that the client offers.
    let chooseSubprotocol (supported: string seq) (request: UpgradeRequest) =
        request.ChooseSubprotocol(Array.ofSeq supported) |> Option.ofCore

    /// Returns the value of the header field with the given name, if there is exactly one.
    let header name (request: UpgradeRequest) = HeaderList.Single(request.Headers, name) |> Option.ofCore

/// The application's acceptance of an upgrade request.
module Acceptance =
    /// An acceptance with a subprotocol, or None, and fields to add to the response.
    let create subprotocol (headers: Header seq) = Acceptance(Option.toCore subprotocol, headers)

/// The application's rejection of an upgrade request.
module Rejection =
    /// A response with an HTTP status from 300 to 599, fields, and a body of text.
    let create status (headers: Header seq) body = Rejection(status, headers, ByteString.FromText body)

    /// A response with an HTTP status and nothing else.
    let ofStatus status = create status [] ""

/// The protocol as one pure function, for pipelines.
module Protocol =
    let private listed (transition: Transition) =
        transition.Next, [ for Output output in transition.Outputs -> output ], [ for Effect effect in transition.Effects -> effect ]

    /// Returns the next state, the outputs to write, the effects for the application, and whether input waits. The old state stays
    /// unchanged. Input waits when the step stopped after an effect that the application may answer: step with the answers, then with
    /// Continue. Protocol.run does that by itself.
    let step input connection =
        let transition = Pure.WebSockets.Protocol.Step(connection, Input.toCore input)
        let next, outputs, effects = listed transition
        next, outputs, effects, transition.InputWaits

    /// Steps until no input waits. Each effect is passed to answer, and the inputs that it returns are stepped before the input that
    /// waits. Returns the next state, and all outputs and effects.
    let run (answer: Pure.WebSockets.FSharp.Effect -> Pure.WebSockets.FSharp.Input list) input connection =
        let answers (Effect effect) = answer effect |> List.map Input.toCore :> seq<_>
        listed (Pure.WebSockets.Protocol.Run(connection, Input.toCore input, answers))

    /// Protocol.run for several inputs, one after the other.
    let runAll answer inputs connection =
        let runOne connection input =
            let next, outputs, effects = run answer input connection
            (outputs, effects), next

        let steps, next = List.mapFold runOne connection inputs
        next, List.collect fst steps, List.collect snd steps
