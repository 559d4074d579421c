// Sends the messages that follow the URI among the arguments, prints the answers, and closes.
open System
open Pure.WebSockets.FSharp.Host

let talk messages connection =
    task {
        for message: string in messages do
            do! connection |> Connection.sendText message

            match! Connection.receive connection with
            | Some(TextMessage text) -> printfn $"{text}"
            | Some(BinaryMessage data) -> printfn $"{data.Length} bytes"
            | None -> printfn "the server has closed the connection"
    }

[<EntryPoint>]
let main arguments =
    task {
        match! Client.connect (Uri(if arguments.Length > 0 then arguments[0] else "ws://127.0.0.1:9001/echo")) with
        | Ok connection ->
            use connection = connection
            do! connection |> talk arguments[1..]
            let! result = Connection.close connection
            printfn $"closed with {result.Code}"
            return 0
        | Error failure ->
            eprintfn $"{failure.Message}"
            return 1
    }
    |> _.GetAwaiter().GetResult()
