using System.Globalization;
using System.Net;
using System.Text;
using Pure.WebSockets.Host;
using Pure.WebSockets.Host.Tests;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// The learned machines of our server, of ws and of Kestrel match docs/learning.md. PUREWS_RENEW=1 rewrites the page, with their pictures.
/// </summary>
public sealed class LearnedServersTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_page_shows_the_machines_of_three_servers()
    {
        await using var ours = WebSocketServer.Start(new IPEndPoint(IPAddress.Loopback, 0), async (connection, stop) =>
        {
            await foreach (var message in connection.ReadAllAsync(stop)) await connection.SendAsync(message.Kind, message.Data, stop);
        }, new WebSocketServerOptions { Protocol = Ours.Protocol, AnswerTimeout = Ours.AnswerTimeout });
        using var node = NodePeer.StartWithWs("server.js");
        var port = int.Parse(await node.ReadLineAsync(), CultureInfo.InvariantCulture);
        await using var kestrel = await KestrelEcho.StartAsync();
        var (first, second, third) = (
            Learn($"ws://{ours.LocalEndPoint}/"),
            Learn($"ws://127.0.0.1:{port}/"),
            Learn($"{kestrel.Url}")
        );
        var core = Learned.Learn(Learned.Core(Role.Server));
        Assert.True(first.Machine!.IsEquivalent(core.Machine!), Lines(LearnLines.Of(first)));
        KeptDocument.Compare(
            "docs/learning.md",
            "<!-- the machines -->",
            Section("Our server", "our server", "ours", first)
                + Section($"ws {NodePeer.VersionOf("ws")}", "ws", "ws", second)
                + Section($"Kestrel with System.Net.WebSockets, .NET {Environment.Version.Major}", "Kestrel", "kestrel", third)
                + Differences("Our server and ws", LearnedPeer.Compare(first, second), "our server", "ws")
                + Differences("Our server and Kestrel", LearnedPeer.Compare(first, third), "our server", "Kestrel")
                + Differences("ws and Kestrel", LearnedPeer.Compare(second, third), "ws", "Kestrel")
        );
    }

    private LearnedPeer Learn(string url)
    {
        var target = new TestTarget(new Uri(url));
        var learned = Learned.Learn(
            new LearnSettings(Role.Client, worker => SocketPeer.Target(target, worker, patience: 1, TestContext.Current.CancellationToken))
            {
                Workers = 32,
                Time = TimeSpan.FromHours(1),
                Silence = TimeSpan.FromSeconds(3),
                Walks = 200,
            }
        );
        foreach (var line in LearnLines.Of(learned)) output.WriteLine(line);
        Assert.Null(learned.Incomplete);
        return learned;
    }

    private static string Section(string title, string name, string picture, LearnedPeer learned)
    {
        KeptDocument.CompareFile(
            $"docs/images/learned-{picture}.svg",
            MachineDrawing.Svg(learned.Machine!, learned.Comparison, title)
        );
        var text = new StringBuilder($"\n### {title}\n\n![The machine of {name}](images/learned-{picture}.svg)\n");
        text.Append($"\n```\n{Lines(MachineText.Lines(learned.Machine!, learned.Comparison))}```\n");
        var lines = learned.Comparison!.Differences.SelectMany(difference => LearnLines.Of(difference)).ToArray();
        return text.Append(
                lines.Length == 0
                    ? $"\nThe machine of {name} differs nowhere from what the RFCs allow.\n"
                    : $"\n```\n{Lines(lines)}```\n"
            )
            .ToString();
    }

    private static string Differences(
        string title,
        System.Collections.Immutable.ImmutableArray<PeerDifference> differences,
        string first,
        string second
    ) => $"\n### {title}\n\n```\n{Lines(LearnLines.Of(differences, first, second))}```\n";

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => PrintableText.OneLine(line) + "\n"));
}
