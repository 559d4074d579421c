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
    /// What follows when this happens to the connection: the next state, what to write, what to tell. The old state stays what it was.
    let step input connection =
        let transition = Pure.WebSockets.Protocol.Step(connection, Input.toCore input)
        transition.Next, [ for Output output in transition.Outputs -> output ], [ for Effect effect in transition.Effects -> effect ]

    /// What follows when all of these happen, one after the other.
    let steps inputs connection =
        let tell connection input =
            let next, outputs, effects = step input connection
            (outputs, effects), next

        let told, next = List.mapFold tell connection inputs
        next, List.collect fst told, List.collect snd told
