using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// The fuzzing server sends a message and the violation after it in one write. In these cases a client that answers the message first is
/// OK; otherwise it is NON-STRICT.
/// </summary>
public sealed partial class ClientAnswersTests : IDisposable
{
    private const int Parallel = 4;
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Our_client_and_the_drop_in_answer_what_came_before_the_violation(bool dropIn)
    {
        var spec = Path.Combine(folder.Path, "spec.json");
        var cases = $$"""{"url": "ws://127.0.0.1:0", "outdir": "{{folder.Path}}/out", "webport": 1, "cases": ["3.*", "4.*", "5.*"]}""";
        await File.WriteAllTextAsync(spec, cases, Stop);
        using var server = ToolProcess.Start("wstest", "-m", "fuzzingserver", "-s", spec, "--quick", "-u", "0", "--patience", "10");
        try
        {
            var url = new Uri($"ws://127.0.0.1:{await PortAsync(server)}");
            if (dropIn) await RunDropInAsync(url);
            else await RunToolAsync(url);
            using var index = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder.Path, "out", "index.json"), Stop));
            var verdicts = index.RootElement.GetProperty("testee").EnumerateObject().ToArray();
            Assert.Equal(37, verdicts.Length);
            var wrong = verdicts.Where(one => !IsOk(one.Value, "behavior") || !IsOk(one.Value, "behaviorClose"));
            Assert.Empty(wrong.Select(one => one.ToString()));
        }
        finally
        {
            server.Kill();
            await server.ExitAsync(Stop);
        }
    }

    private static bool IsOk(JsonElement verdict, string key) => verdict.GetProperty(key).GetString() == "OK";

    private static async Task RunToolAsync(Uri url)
    {
        var (code, output, error) = await ToolProcess.RunAsync(
            Stop, "wstest", "-m", "testeeclient", "-w", $"{url}", "-i", "testee", "--parallel", $"{Parallel}");
        Assert.True(code == 0, output + error);
    }

    private static async Task RunDropInAsync(Uri url)
    {
        var count = int.Parse(await AskAsync("getCaseCount"), CultureInfo.InvariantCulture);
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = Stop };
        await System.Threading.Tasks.Parallel.ForEachAsync(
            Enumerable.Range(1, count), atOnce, async (number, _) => await EchoAsync($"runCase?case={number}&agent=testee"));
        using var asked = await ConnectAsync("updateReports?agent=testee");
        await asked.ReceiveAsync(new byte[1].AsMemory(), Stop);

        async Task<WebSocket> ConnectAsync(string request)
        {
            var options = new WebSocketClientOptions { Protocol = Ours.Protocol, AnswerTimeout = Ours.AnswerTimeout };
            return new PureWebSocket(await WebSocketClient.ConnectAsync(new Uri(url, "/" + request), options, Stop));
        }

        async Task<string> AskAsync(string request)
        {
            using var socket = await ConnectAsync(request);
            var buffer = new byte[100];
            return Encoding.UTF8.GetString(buffer, 0, (await socket.ReceiveAsync(buffer.AsMemory(), Stop)).Count);
        }

        async Task EchoAsync(string request)
        {
            using var socket = await ConnectAsync(request);
            var buffer = new byte[64 * 1024];
            try
            {
                while (await socket.ReceiveAsync(buffer.AsMemory(), Stop) is var piece && piece.MessageType != WebSocketMessageType.Close)
                    await socket.SendAsync(buffer.AsMemory(0, piece.Count), piece.MessageType, piece.EndOfMessage, Stop);
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Stop);
            }
            catch (WebSocketException)
            {
                // The case broke a rule, as intended. The verdict is the server's.
            }
        }
    }

    private static async Task<int> PortAsync(Process server) =>
        int.Parse(Port().Match(await server.LineAsync("://", Stop)).Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<=://.*:)\d+(?=/)", RegexOptions.None, 1000)]
    private static partial Regex Port();
}
