using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Pure.WebSockets.AspNetCore;
using Pure.WebSockets.Host;
using Pure.WebSockets.Host.Tests;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// The programs of docs/migration.md do the same before and after, and the names in its tables exist. They run as they are on the page,
/// except for the addresses.
/// </summary>
public sealed partial class MigrationPageTests
{
    public const string Page = "migration.md";

    private const string ClientBefore = "client-before";
    private const string ClientAfter = "client-after";
    private const string ServerBefore = "server-before";
    private const string ServerAfter = "server-after";

    // More than a buffer of the old server, so that it is echoed in parts.
    private const int LongMessage = 10_000;

    /// <summary>Header fields, which are no names of an API.</summary>
    private static readonly string[] HeaderFields = ["Cookie", "Host"];

    public static IEnumerable<string> Programs { get; } = [ClientBefore, ClientAfter, ServerBefore, ServerAfter];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ClientBefore)]
    [InlineData(ClientAfter)]
    public async Task The_client_does_the_same_before_and_after(string program)
    {
        await using var proxy = new HttpProxy();
        await using var server = Serve(async (connection, stop) =>
        {
            if (await connection.ReceiveAsync(stop) is { } message) await connection.SendAsync(message.Kind, message.Data, stop);
        });
        using var client = Start(program, server, proxy);
        Assert.Equal("hello, world\nclosed with 1000\n", await client.EndAsync(Stop));
        Assert.Equal([$"{server.LocalEndPoint}"], proxy.Asked);
    }

    [Fact]
    public async Task A_lost_connection_is_an_exception_before_and_a_result_after()
    {
        await using var proxy = new HttpProxy();
        await using var server = Serve(async (connection, stop) =>
        {
            await connection.ReceiveAsync(stop);
            connection.Abort();
        });
        using var before = Start(ClientBefore, server, proxy);
        Assert.Contains(nameof(WebSocketException), await before.FailAsync(Stop), StringComparison.Ordinal);
        using var after = Start(ClientAfter, server, proxy);
        Assert.Equal("closed with 1006\n", await after.EndAsync(Stop));
    }

    [Theory]
    [InlineData(ServerBefore, HttpStatusCode.BadRequest)]
    [InlineData(ServerAfter, HttpStatusCode.UpgradeRequired)]
    public async Task The_server_does_the_same_before_and_after(string program, HttpStatusCode statusOfPlainRequest)
    {
        var port = ProgramsOfPagesTests.FreePort();
        using var server = PageProgram.StartAt(port, Page, program);
        await using var connection = await ProgramsOfPagesTests.ConnectAsync(
            server,
            new Uri($"ws://127.0.0.1:{port}/echo"),
            new WebSocketClientOptions { Subprotocols = ["echo.v1"], Headers = [new Header("Origin", "https://elsewhere.example")] }
        );
        Assert.Equal("echo.v1", connection.Subprotocol);
        var text = new string('a', LongMessage);
        await connection.SendTextAsync(text, Stop);
        var echo = await connection.ReceiveAsync(Stop).AsTask().WaitAsync(ToolProcess.Patience, Stop);
        Assert.Equal(text, echo?.ToText());
        var closed = await connection.CloseAsync(cancellationToken: Stop);
        Assert.Equal(CloseCode.NormalClosure, closed.Code);

        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/echo"), Stop);
        Assert.Equal(statusOfPlainRequest, response.StatusCode);
    }

    /// <summary>A change of the API that renames a type or a member is also a change of the page.</summary>
    [Fact]
    public void Each_name_in_the_tables_exists()
    {
        var text = Code().Replace(KeptDocument.Read($"docs/{Page}"), "");
        string[] named =
        [
            .. Span()
                .Matches(text)
                .Select(match => Quoted().Replace(match.Groups["code"].Value, ""))
                .SelectMany(code => Name().Matches(code).Select(match => match.Value))
                .Distinct(StringComparer.Ordinal),
        ];
        Assert.True(named.Length > 150, $"{named.Length} names were found");
        Assert.Equal([], named.Except(Existing()).Except(HeaderFields));
    }

    private static PageProgram Start(string program, WebSocketServer server, HttpProxy proxy) =>
        PageProgram.StartWith(
            Page,
            program,
            ("wss://example.com/", $"ws://{server.LocalEndPoint}/"),
            ("http://proxy.example:3128", $"http://127.0.0.1:{proxy.Port}")
        );

    /// <summary>Starts a server that accepts what the programs of the page ask for, and nothing else.</summary>
    private static WebSocketServer Serve(Func<WebSocketConnection, CancellationToken, Task> application) =>
        WebSocketServer.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            application,
            new WebSocketServerOptions
            {
                Accept = context => new(HeaderList.Single(context.Request.Headers, "X-Tenant") == "blue"
                    ? Acceptance.Plain with { Subprotocol = context.Request.ChooseSubprotocol("chat.v2") }
                    : Rejection.WithStatus(403)),
            }
        );

    /// <summary>The names of the public types and members of the libraries and of the framework that the page compares.</summary>
    private static System.Collections.Generic.HashSet<string> Existing()
    {
        Type[] oneOfEach =
        [
            .. new[] { typeof(Protocol), typeof(WebSocketServer), typeof(PureWebSocketEndpointOptions), typeof(Either<,>) },
            .. new[] { typeof(WebSocket), typeof(ClientWebSocket), typeof(HttpListener), typeof(HttpVersion), typeof(IWebProxy) },
            .. new[] { typeof(SslClientAuthenticationOptions), typeof(CookieContainer), typeof(System.Text.Encoding), typeof(Task) },
            .. new[] { typeof(WebSocketOptions), typeof(WebSocketAcceptContext), typeof(HttpContext) },
            .. new[] { typeof(WebSocketMiddlewareExtensions), typeof(AuthorizationEndpointConventionBuilderExtensions) },
        ];
        const BindingFlags All = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return oneOfEach
            .Select(type => type.Assembly)
            .Distinct()
            .SelectMany(assembly => assembly.GetExportedTypes())
            .SelectMany(type => type.GetMembers(All).Select(member => member.Name).Prepend(type.Name.Split('`')[0]))
            .ToHashSet(StringComparer.Ordinal);
    }

    [GeneratedRegex("^```.*?^```$", RegexOptions.Singleline | RegexOptions.Multiline, 10_000)]
    private static partial Regex Code();

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Span();

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.None, 10_000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b[A-Z]\w+", RegexOptions.None, 10_000)]
    private static partial Regex Name();
}
