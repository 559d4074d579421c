using System.Net.WebSockets;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.FsCheck.Tests;

/// <summary>The code of docs/properties.md, compiled and run here.</summary>
public sealed class PageExamples
{
    [Fact]
    public void Each_piece_of_code_on_the_page_stands_here()
    {
        var here = Lines(Resource("PageExamples.cs"));
        var blocks = Blocks("properties.md", "csharp");
        Assert.InRange(blocks.Length, 4, 20);
        foreach (var block in blocks) Assert.Contains(Lines(block), here, StringComparison.Ordinal);
    }

    [Fact]
    public void The_project_on_the_page_references_the_packages_of_this_repository()
    {
        var project = XElement.Parse(Assert.Single(Blocks("properties.md", "xml")));
        var packages = XElement.Parse(Resource("Directory.Packages.props")).Descendants("PackageVersion").Select(Package).ToArray();
        Assert.Contains("src/FsCheck/Pure.WebSockets.FsCheck.csproj", $"{project}", StringComparison.Ordinal);
        Assert.All(project.Descendants("PackageReference").Select(Package), package => Assert.Contains(package, packages));

        static (string? Name, string? Version) Package(XElement item) =>
            ((string?)item.Attribute("Include"), (string?)item.Attribute("Version"));
    }

    [Fact]
    public void The_property_of_the_page_holds_without_a_test_framework() =>
        Check.QuickThrowOnFailure(ConformanceProperties.OfServer(MyServer.EchoAsync));

    [Fact]
    public void The_codec_of_the_page_is_checked() => Checked.Holds(MyCodecTests.Property, cases: 200);

    internal static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(PageExamples).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static string[] Blocks(string page, string language) =>
        [.. Resource(page).Split($"```{language}\n").Skip(1).Select(block => block.Split("```")[0])];

    /// <summary>The lines without their indentation, which differs on the page.</summary>
    private static string Lines(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
}

public sealed class MyServerTests
{
    [Property]
    public Property My_server_conforms() => ConformanceProperties.OfServer(MyServer.EchoAsync);
}

public sealed class MyStrictServerTests
{
    [Property(MaxTest = 300)]
    public Property My_server_is_strict() =>
        ConformanceProperties.OfServer(MyServer.EchoAsync, ConformanceOptions.Default with { IsStrict = true });
}

public sealed class FrameworkTests
{
    [Property(Replay = "(42,1)")]
    public Property The_frameworks_WebSocket_conforms() =>
        ConformanceProperties.OfServer(
            stream => EchoAsync(WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true })),
            Options);

    private static readonly string[] Known =
    [
        "the peer sent text that is not UTF-8",
        "the peer received an unmasked frame from a client, and did not fail the connection",
    ];

    private static readonly ConformanceOptions Options =
        ConformanceOptions.Open().Ignoring(finding => Known.Any(text => finding.Text.StartsWith(text, StringComparison.Ordinal)));

    private static async Task EchoAsync(WebSocket socket)
    {
        var buffer = new byte[65536];
        while (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } part)
            await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, CancellationToken.None);
        var status = socket.CloseStatus ?? WebSocketCloseStatus.Empty;
        await socket.CloseOutputAsync(status, socket.CloseStatusDescription, CancellationToken.None);
    }
}

[Properties(Arbitrary = [typeof(WebSocketArbitraries)])]
public sealed class MyReaderTests
{
    [Property]
    public bool A_message_is_delivered_however_it_is_fragmented_and_cut(PeerMessage message, CutList cuts)
    {
        var connection = Connection.CreateOpen(message.Receiver, Agreement.Plain, ConnectionOptions.Default);
        var delivered = new List<Effect.Message>();
        foreach (var piece in cuts.Cut(message.ToBytes()))
        {
            var transition = Protocol.Run(connection, new Input.Received(piece), _ => []);
            delivered.AddRange(transition.Effects.OfType<Effect.Message>());
            connection = transition.Next;
        }

        return delivered is [var only] && only.Kind == message.Kind && only.Data == message.Data;
    }
}

[Properties(Arbitrary = [typeof(WebSocketArbitraries)])]
public sealed class MyOtherReaderTests
{
    [Property]
    public bool A_broken_frame_fails_the_connection_with_its_code(BrokenFrame broken)
    {
        if (broken.IsWithinMessage) return true;
        var connection = Connection.CreateOpen(broken.Receiver, Agreement.Plain, ConnectionOptions.Default);
        var transition = Protocol.Run(connection, new Input.Received(broken.Frame.ToBytes()), _ => []);
        return transition.Effects.OfType<Effect.Failed>().Single().Error.Code == broken.Code;
    }
}

/// <summary>The server of the page.</summary>
internal static class MyServer
{
    public static async Task EchoAsync(Stream stream)
    {
        var accepted = await WebSocketServer.TryAcceptAsync(stream);
        await accepted.Match(
            Left: _ => Task.CompletedTask,
            Right: async connection =>
            {
                await using var held = connection;
                await foreach (var message in connection.ReadAllAsync()) await connection.SendAsync(message.Kind, message.Data);
            }
        );
    }
}

/// <summary>The codec of the page.</summary>
internal static class MyCodecTests
{
    public static Property Property =>
        ConformanceProperties.OfCodec(frame => MyCodec.Encode(frame), role => new MyCodec(role).Decode);
}
