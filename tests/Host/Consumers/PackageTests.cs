using System.Net;

namespace Pure.WebSockets.Host.Tests.Consumers;

/// <summary>Our packages in projects outside the repository.</summary>
public sealed class PackageTests
{
    /// <summary>The project names the current LanguageExt.Core, starts no server, connects to one and receives an echo.</summary>
    [Fact]
    public async Task A_project_in_CSharp_with_LanguageExt_of_today_connects()
    {
        using var consumer = await ConsumerProject.CreateAsync(
            "csproj",
            """
            <PackageReference Include="Pure.WebSockets.Host" Version="0.1.0" />
            <PackageReference Include="LanguageExt.Core" Version="4.4.9" />
            """,
            """
            using System.Text;
            using LanguageExt;
            using Pure.WebSockets;
            using Pure.WebSockets.Host;

            var protocol = new ConnectionOptions { Compression = Prelude.Some(CompressionOptions.Default) };
            var options = new WebSocketClientOptions { Protocol = protocol };
            var outcome = await WebSocketClient.ConnectAsync(new Uri(args[0]), options);
            await using var connection = outcome.IfLeft(failure => throw new InvalidOperationException($"{failure}"));
            await connection.SendAsync(MessageKind.Text, "hello from C#"u8.ToArray());
            var echo = await connection.ReceiveAsync();
            var closure = await connection.CloseAsync();
            Console.WriteLine($"{Encoding.UTF8.GetString(echo!.Value.Data.Span)}, {closure.Theirs.Map(status => status.Code).IfNone(0)}");
            """
        );
        Assert.Contains(
            """id="LanguageExt.Core" version="[4.4.9, 5.0.0)" """,
            ConsumerProject.Specification("Pure.WebSockets"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            """id="LanguageExt.Core" version="[4.4.9, 5.0.0)" """,
            ConsumerProject.Specification("Pure.WebSockets.Host"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "warning",
            (await consumer.BuildAsync()).Replace("0 Warning(s)", "", StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase
        );
        Assert.Equal("hello from C#, 1000\n", await AgainstEchoAsync(consumer));
    }

    /// <summary>
    /// The project names neither FSharp.Core nor LanguageExt.Core: the versions of the SDK and the packages are compatible.
    /// </summary>
    [Fact]
    public async Task A_project_in_FSharp_connects_without_naming_FSharp_Core()
    {
        using var consumer = await ConsumerProject.CreateAsync(
            "fsproj",
            """
            <Compile Include="Program.fs" />
            <PackageReference Include="Pure.WebSockets.Host" Version="0.1.0" />
            <PackageReference Include="Pure.WebSockets.FSharp" Version="0.1.0" />
            """,
            """
            open System
            open Pure.WebSockets
            open Pure.WebSockets.FSharp
            open Pure.WebSockets.Host

            let talk (address: string) =
                task {
                    match! WebSocketClient.ConnectAsync(Uri address) with
                    | Either(Ok(connection: WebSocketConnection)) ->
                        do! connection.SendAsync(MessageKind.Text, ReadOnlyMemory "hello from F#"B)
                        let! echo = connection.ReceiveAsync()
                        let! closure = connection.CloseAsync()
                        let code = Option.ofCore closure.Theirs |> Option.map _.Code
                        return $"{Text.Encoding.UTF8.GetString echo.Value.Data.Span}, {code.Value}"
                    | Either(Error failure) -> return failwith $"{failure}"
                }

            [<EntryPoint>]
            let main arguments =
                Console.WriteLine((talk arguments[0]).Result)
                0
            """
        );
        Assert.Contains(
            """id="LanguageExt.Core" version="[4.4.9, 5.0.0)" """,
            ConsumerProject.Specification("Pure.WebSockets.FSharp"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "warning",
            (await consumer.BuildAsync()).Replace("0 Warning(s)", "", StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase
        );
        Assert.Equal("hello from F#, 1000\n", await AgainstEchoAsync(consumer));
    }

    /// <summary>The project names one package, with which FsCheck and the model come, and tests a server of its own.</summary>
    [Fact]
    public async Task A_project_that_names_the_package_for_FsCheck_tests_its_server()
    {
        using var consumer = await ConsumerProject.CreateAsync(
            "csproj",
            """
            <PackageReference Include="Pure.WebSockets.FsCheck" Version="0.1.0" />
            """,
            """
            using System.Net.WebSockets;
            using FsCheck;
            using Pure.WebSockets.FsCheck;

            var open = ConformanceOptions.Open().Ignoring(finding => finding.Rule is "RFC 6455 §5.1" or "RFC 6455 §8.1");
            Check.QuickThrowOnFailure(ConformanceProperties.OfServer(stream => EchoAsync(stream, changes: false), open));
            try
            {
                Check.QuickThrowOnFailure(ConformanceProperties.OfServer(stream => EchoAsync(stream, changes: true), open));
            }
            catch (Exception failure)
            {
                Console.WriteLine(failure.Message);
            }

            static async Task EchoAsync(Stream stream, bool changes)
            {
                using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
                var buffer = new byte[100_000];
                while (true)
                {
                    var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                    if (part.MessageType == WebSocketMessageType.Close) break;
                    if (changes) buffer[0] ^= 1;
                    await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, CancellationToken.None);
                }

                await socket.CloseOutputAsync(
                    socket.CloseStatus ?? WebSocketCloseStatus.Empty,
                    socket.CloseStatusDescription,
                    CancellationToken.None
                );
            }
            """
        );
        Assert.DoesNotContain(
            "warning",
            (await consumer.BuildAsync()).Replace("0 Warning(s)", "", StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase
        );
        var printed = await consumer.RunAsync();
        Assert.Contains("Falsifiable, after ", printed, StringComparison.Ordinal);
        Assert.Contains("MUST, ", printed, StringComparison.Ordinal);
        Assert.Contains(" back instead of ", printed, StringComparison.Ordinal);
    }

    /// <summary>The programs of docs/fsharp.md, each in its own project with one package reference.</summary>
    [Fact]
    public async Task A_server_and_a_client_in_FSharp_talk_to_each_other()
    {
        using var server = await OfSampleAsync("FSharpServer/Server.fs");
        using var client = await OfSampleAsync("FSharpClient/Client.fs");
        using var running = server.Start("0");
        try
        {
            var listening = await running.StandardOutput.ReadLineAsync();
            Assert.StartsWith("listening at ws://127.0.0.1:", listening, StringComparison.Ordinal);
            var printed = await client.RunAsync(listening!["listening at ".Length..], "hello", "grüße");
            Assert.Equal("hello\ngrüße\nclosed with 1000\n", printed);
            Assert.Equal("a connection was closed with 1000", await running.StandardOutput.ReadLineAsync());
            running.StandardInput.Close();
            await running.WaitForExitAsync().Within();
            Assert.Equal((0, ""), (running.ExitCode, await running.StandardError.ReadToEndAsync()));
        }
        finally
        {
            if (!running.HasExited) running.Kill();
        }
    }

    private static async Task<ConsumerProject> OfSampleAsync(string sample)
    {
        var consumer = await ConsumerProject.CreateAsync(
            "fsproj",
            """
            <Compile Include="Program.fs" />
            <PackageReference Include="Pure.WebSockets.FSharp.Host" Version="0.1.0" />
            """,
            await File.ReadAllTextAsync(Path.Combine(ConsumerProject.Repository, "samples", sample)));
        Assert.DoesNotContain(
            "warning",
            (await consumer.BuildAsync()).Replace("0 Warning(s)", "", StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase
        );
        return consumer;
    }

    private static async Task<string> AgainstEchoAsync(ConsumerProject consumer)
    {
        await using var server = WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 0), async (connection, stop) =>
        {
            await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
        });
        return await consumer.RunAsync($"ws://{server.EndPoint}/");
    }
}
