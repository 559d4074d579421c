using System.Diagnostics;
using System.Globalization;

namespace Pure.WebSockets.Bench;

/// <summary>An echo server in a process of its own, whose time on the processor the kernel counts.</summary>
internal sealed class EchoServerProcess : IDisposable
{
    private const string Peers = "tests/Host/peers";

    private const string Ws = """
        const { WebSocketServer } = require('ws');
        const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
        server.on('connection', socket => { socket.on('error', () => {}); socket.on('message', (data, binary) => socket.send(data, { binary })); });
        server.on('listening', () => console.log(server.address().port));
        process.stdin.on('end', () => process.exit(0)).resume();
        """;

    private readonly Process process;

    private EchoServerProcess(EchoServerKind kind, Process process)
    {
        this.process = process;
        Kind = kind;
        Port = int.Parse(process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The server {kind} did not say its port."), CultureInfo.InvariantCulture);
    }

    public EchoServerKind Kind { get; }

    public int Port { get; }

    /// <summary>The time that it has had, user's and system's together.</summary>
    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>The server, started; null, with a word about it, where what it needs is not there.</summary>
    public static EchoServerProcess? Start(EchoServerKind kind)
    {
        if (kind != EchoServerKind.Ws) return new EchoServerProcess(kind, Process.Start(Own(kind))!);
        if (Directory.Exists(Path.Combine(Peers, "node_modules", "ws"))) return new EchoServerProcess(kind, Process.Start(Redirected(new ProcessStartInfo("node", ["-e", Ws]) { WorkingDirectory = Peers }))!);
        Console.WriteLine($"Without ws: it is not in {Peers} (npm ci --prefix {Peers}).");
        return null;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(5))) process.Kill();
        process.Dispose();
    }

    private static ProcessStartInfo Own(EchoServerKind kind)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The program does not know where it is.");
        string[] host = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(EchoServerProcess).Assembly.Location] : [];
        return Redirected(new ProcessStartInfo(program, [.. host, EchoCommand.Command.Name, EchoCommand.Serve, $"{kind}"]));
    }

    private static ProcessStartInfo Redirected(ProcessStartInfo start)
    {
        (start.UseShellExecute, start.RedirectStandardInput, start.RedirectStandardOutput) = (false, true, true);
        return start;
    }
}
