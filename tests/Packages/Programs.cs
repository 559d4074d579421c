namespace Pure.WebSockets.Packages.Tests;

/// <summary>The programs of consumers that are in no README. Their first argument is the URL of an echo server.</summary>
internal static class Programs
{
    public const string Compressing = """
        using System.Text;
        using LanguageExt;
        using Pure.WebSockets;
        using Pure.WebSockets.Host;

        var protocol = new ConnectionOptions { Compression = Prelude.Some(CompressionOptions.Default) };
        var options = new WebSocketClientOptions { Protocol = protocol };
        await using var connection = await WebSocketClient.ConnectAsync(new Uri(args[0]), options);
        await connection.SendAsync(MessageKind.Text, "hello from C#"u8.ToArray());
        var echo = await connection.ReceiveAsync();
        var closure = await connection.CloseAsync();
        Console.WriteLine($"{Encoding.UTF8.GetString(echo!.Value.Data.Span)}, {closure.Theirs.Map(status => status.Code).IfNone(0)}");
        """;

    public const string EachFromFSharp = """
        open System
        open System.Threading.Tasks
        open FsCheck.FSharp
        open Microsoft.AspNetCore.Builder
        open Microsoft.AspNetCore.Routing
        open Pure.WebSockets
        open Pure.WebSockets.AspNetCore
        open Pure.WebSockets.Conformance
        open Pure.WebSockets.FsCheck
        open Pure.WebSockets.Host

        let caseOf (connecting: Task<LanguageExt.Either<ConnectFailure, WebSocketConnection>>) =
            task {
                let! outcome = connecting
                return outcome.Case
            }

        let talk (address: string) =
            task {
                match! WebSocketClient.TryConnectAsync(Uri address) |> caseOf with
                | :? WebSocketConnection as connection ->
                    do! connection.SendAsync(MessageKind.Text, ReadOnlyMemory "hello from F#"B)
                    let! echo = connection.ReceiveAsync()
                    let! closure = connection.CloseAsync()
                    printfn $"{Text.Encoding.UTF8.GetString echo.Value.Data.Span}, {closure.Code}"
                | failure -> printfn $"{failure}"

                let! result = ConformanceSuite.OfServer(Uri address).AssertAsync "1.1.1"
                printfn $"1.1.1: {result.Judgement.Behavior}"
            }

        let ofFrames () =
            let frames = WebSocketGen.Frame Role.Server |> Gen.sampleWithSize 20 20
            printfn $"{frames |> Array.filter _.Key.HasValue |> Array.length} masked frames"

        let endpoint () =
            let app = WebApplication.Create()
            app.MapPureWebSocket("/echo", Func<WebSocketConnection, Task>(fun _ -> Task.CompletedTask)) |> ignore
            app.UsePureWebSockets(PureWebSocketOptions(Origins = [ "https://example.org" ])) |> ignore

            for source in (app :> IEndpointRouteBuilder).DataSources do
                for endpoint in source.Endpoints do
                    printfn $"{(endpoint :?> RouteEndpoint).RoutePattern.RawText}"

        [<EntryPoint>]
        let main arguments =
            (talk arguments[0]).Wait()
            ofFrames ()
            endpoint ()
            0
        """;

    public const string FaultyServer = """
        using System.Net.WebSockets;
        using FsCheck;
        using Pure.WebSockets.FsCheck;

        var open = ConformanceOptions.Open().Ignoring(finding => finding.Rule is "RFC 6455 §5.1" or "RFC 6455 §8.1");
        try
        {
            Check.QuickThrowOnFailure(ConformanceProperties.OfServer(EchoAsync, open));
        }
        catch (Exception failure)
        {
            Console.WriteLine(failure.Message);
        }

        static async Task EchoAsync(Stream stream)
        {
            using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
            var buffer = new byte[100_000];
            while (await socket.ReceiveAsync(buffer.AsMemory(), default) is { MessageType: not WebSocketMessageType.Close } part)
            {
                buffer[0] ^= 1;
                await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, default);
            }

            await socket.CloseOutputAsync(socket.CloseStatus ?? WebSocketCloseStatus.Empty, socket.CloseStatusDescription, default);
        }
        """;
}
