namespace Pure.WebSockets.FSharp

open Pure.WebSockets

/// Functions that convert between the F# type Result and LanguageExt's Either, which some functions of Pure.WebSockets return.
[<RequireQualifiedAccess>]
module Result =
    /// Converts an Either to a Result. Left becomes Error, and Right becomes Ok. For example, Snapshot.Read bytes |> Result.ofEither
    /// returns a Result.
    let ofEither (either: LanguageExt.Either<'error, 'value>) : Result<'value, 'error> = (|Either|) either

    /// Converts a Result to an Either. Error becomes Left, and Ok becomes Right.
    let toEither (result: Result<'value, 'error>) =
        match result with
        | Ok value -> LanguageExt.Either<'error, 'value>.Right value
        | Error error -> LanguageExt.Either<'error, 'value>.Left error

/// Functions that convert between the F# type option and LanguageExt's Option, which the records of Pure.WebSockets use.
[<RequireQualifiedAccess>]
module Option =
    /// Converts LanguageExt's Option to an F# option with the same value.
    let ofCore (option: LanguageExt.Option<'value>) : 'value option = (|Option|) option

    /// Converts an F# option to LanguageExt's Option with the same value.
    let toCore option = Option.fold (fun _ value -> LanguageExt.Option<'value>.Some value) LanguageExt.Option<'value>.None option

/// Functions that convert arrays and strings to ByteStrings and back.
[<RequireQualifiedAccess>]
module ByteString =
    /// Returns a ByteString that refers to the array. The bytes are not copied and must not change afterwards.
    let ofArray (bytes: byte array) = ByteString.From bytes

    /// Returns the UTF-8 encoding of the text. An unpaired surrogate becomes U+FFFD.
    let ofText (text: string) = ByteString.FromText text

    /// Returns the bytes in a new array.
    let toArray (bytes: ByteString) = bytes.ToArray()

    /// Returns the text that the bytes encode in UTF-8. Invalid bytes become U+FFFD.
    let toText (bytes: ByteString) = bytes.ToText()

/// Functions for a client's upgrade request.
[<RequireQualifiedAccess>]
module UpgradeRequest =
    /// Returns the first supported subprotocol that the client offered, or None if the client offered no supported subprotocol.
    let chooseSubprotocol (supported: string seq) (request: UpgradeRequest) =
        request.ChooseSubprotocol(Array.ofSeq supported) |> Option.ofCore

    /// Returns the value of the header field with the given name. Returns None if no field or more than one field has this name.
    let header name (request: UpgradeRequest) = HeaderList.Single(request.Headers, name) |> Option.ofCore

/// Functions that create the application's acceptance of an upgrade request.
[<RequireQualifiedAccess>]
module Acceptance =
    /// Creates an acceptance with an optional subprotocol, and with header fields that are added to the response.
    let create subprotocol (headers: Header seq) = Acceptance(Option.toCore subprotocol, headers)

/// Functions that create the application's rejection of an upgrade request.
[<RequireQualifiedAccess>]
module Rejection =
    /// Creates a rejection with an HTTP status from 300 to 599, header fields and a text body.
    let create status (headers: Header seq) body = Rejection(status, headers, ByteString.FromText body)

    /// Creates a rejection with an HTTP status, without header fields and without a body.
    let ofStatus status = create status [] ""

/// The protocol as pure functions, for use in pipelines.
[<RequireQualifiedAccess>]
module Protocol =
    let private ofCore (transition: Pure.WebSockets.Transition) =
        { Next = transition.Next
          Outputs = [ for Output output in transition.Outputs -> output ]
          Effects = [ for Effect effect in transition.Effects -> effect ]
          InputWaits = transition.InputWaits }

    /// Processes an input and returns the next state, the outputs, the effects, and whether input is waiting. The given state does not
    /// change. Input is waiting if the step stopped early, after an effect that the application can answer. The caller must then call step
    /// with each answer. After the answers, the caller must call step with the input Continue. Protocol.run makes these calls
    /// automatically.
    let step input connection =
        ofCore (Pure.WebSockets.Protocol.Step(connection, Input.toCore input))

    /// Calls step until no input is waiting, and returns the last state, all outputs and all effects. Each effect is passed to the function
    /// `answer`. The inputs that this function returns are processed before the waiting input.
    let run (answer: Pure.WebSockets.FSharp.Effect -> Pure.WebSockets.FSharp.Input list) input connection =
        let answers (Effect effect) = answer effect |> List.map Input.toCore :> seq<_>
        ofCore (Pure.WebSockets.Protocol.Run(connection, Input.toCore input, answers))

    /// Calls Protocol.run for each input in order, and returns the last state, all outputs and all effects.
    let runAll answer inputs connection =
        let runOne connection input =
            let transition = run answer input connection
            transition, transition.Next

        let transitions, next = List.mapFold runOne connection inputs

        { Next = next
          Outputs = transitions |> List.collect _.Outputs
          Effects = transitions |> List.collect _.Effects
          InputWaits = next.InputWaits }
