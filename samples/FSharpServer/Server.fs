// An echo server at ws://127.0.0.1:9001/echo, or at the port of the first argument. It stops at the end of standard input.
open System
open System.Net
open Pure.WebSockets
open Pure.WebSockets.FSharp
open Pure.WebSockets.FSharp.Host

let echo (connection: WebSocketConnection) _ =
    task {
        do! connection |> Connection.iter (fun message -> connection |> Connection.send message.Kind message.Data)
        let! result = connection.Closed
        printfn $"a connection was closed with {result.Code}"
    }

let options =
    { ServerOptions.Default with
        Protocol.Compression = Some CompressionOptions.Default
        Accept =
            Some(fun it -> task { return if it.Request.Path = "/echo" then Ok Acceptance.Plain else Error(Rejection.ofStatus 404) }) }

[<EntryPoint>]
let main arguments =
    task {
        let port = if arguments.Length = 0 then 9001 else int arguments[0]
        use server = Server.startWith options (IPEndPoint(IPAddress.Loopback, port)) echo
        printfn $"listening at ws://{server.LocalEndPoint}/echo"
        let! _ = Console.In.ReadToEndAsync()
        return 0
    }
    |> _.GetAwaiter().GetResult()
