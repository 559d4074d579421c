namespace Pure.WebSockets.FSharp

open Pure.WebSockets

/// LanguageExt's Either, as the core's functions return it.
module Result =
    /// Left is the Error: Snapshot.Read bytes |> Result.ofEither.
    let ofEither (Either result) = result

/// LanguageExt's Option, as the core's records hold it.
module Option =
    /// F#'s option.
    let ofCore (Option(option: 'value option)) = option

    /// What the core takes.
    let toCore option = Option.fold (fun _ value -> LanguageExt.Option<'value>.Some value) LanguageExt.Option<'value>.None option

/// LanguageExt's Seq, as the core's records hold it; it is a seq.
module Seq =
    /// What the core takes.
    let toCore (items: 'item seq) = LanguageExt.Seq.create<'item> (Array.ofSeq items)

/// The protocol as one pure function, for pipelines.
module Protocol =
    let private listed (transition: Transition) =
        transition.Next, [ for Output output in transition.Outputs -> output ], [ for Effect effect in transition.Effects -> effect ]

    /// What follows when this happens to the connection: the next state, what to write, what to tell, and whether input waits. The old
    /// state stays what it was. Input waits where a step stopped after an effect that the application may answer: take its answers, then
    /// Continue. Protocol.run does that by itself.
    let step input connection =
        let transition = Pure.WebSockets.Protocol.Step(connection, Input.toCore input)
        let next, outputs, effects = listed transition
        next, outputs, effects, transition.InputWaits

    /// Steps until nothing is left to do: each effect is answered as it comes, then the input that waits goes on. The next state, and all
    /// that is to be written and to be told.
    let run (answer: Pure.WebSockets.FSharp.Effect -> Pure.WebSockets.FSharp.Input list) input connection =
        let answers (Effect effect) = answer effect |> List.map Input.toCore |> Seq.toCore
        listed (Pure.WebSockets.Protocol.Run(connection, Input.toCore input, answers))

    /// The same for inputs one after the other.
    let runAll answer inputs connection =
        let tell connection input =
            let next, outputs, effects = run answer input connection
            (outputs, effects), next

        let told, next = List.mapFold tell connection inputs
        next, List.collect fst told, List.collect snd told
