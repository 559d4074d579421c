using System.Diagnostics;
using System.Globalization;

namespace Pure.WebSockets.Bench;

/// <summary>An echo server in a process of its own. The kernel counts its processor time.</summary>
internal sealed class EchoServerProcess : IDisposable
{
    private const string Peers = "tests/Host/peers";

    private const string Ws = """
        const { WebSocketServer } = require('ws');
        const server = new WebSocketServer({
          port: 0,
          host: '127.0.0.1',
          maxFragments: 0,
          perMessageDeflate: process.argv.includes('deflate') && { threshold: 0 },
        });
        server.on('connection', socket => {
          socket.on('error', () => {});
          socket.on('message', (data, binary) => socket.send(data, { binary }));
        });
        server.on('listening', () => console.log(server.address().port));
        require('node:readline').createInterface({ input: process.stdin }).on('close', () => process.exit(0)).on('line', () => {
          for (let time = 0; time < 4; time++) gc();
          const { heapUsed, external } = process.memoryUsage();
          console.log(heapUsed + external);
        });
        """;

    private readonly Process process;

    private EchoServerProcess(EchoServerKind kind, Process process)
    {
        this.process = process;
        Kind = kind;
        Port = int.Parse(
            process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The server {kind} did not say its port."),
            CultureInfo.InvariantCulture
        );
    }

    public EchoServerKind Kind { get; }

    public int Port { get; }

    /// <summary>Its user and system time so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public int Id => process.Id;

    /// <summary>Its memory after a full collection.</summary>
    public ProcessMemory CollectedMemory()
    {
        process.StandardInput.WriteLine(EchoServer.Collect);
        var managed = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The server {Kind} has ended.");
        return new ProcessMemory(ProcessMemory.ResidentOf(process.Id), long.Parse(managed, CultureInfo.InvariantCulture));
    }

    /// <summary>Starts these servers on their cores, except those whose requirements are missing.</summary>
    /// <param name="kinds">The servers.</param>
    /// <param name="peerCommand">The shell command of <see cref="EchoServerKind.Peer"/>.</param>
    public static IReadOnlyList<EchoServerProcess> StartAll(IEnumerable<EchoServerKind> kinds, string? peerCommand = null)
    {
        Cores.ForServers();
        EchoServerProcess[] servers =
        [
            .. kinds
                .Select(kind => kind == EchoServerKind.Peer ? StartCommand(peerCommand!) : Start(kind))
                .OfType<EchoServerProcess>(),
        ];
        Cores.ForLoad();
        return servers;
    }

    /// <summary>Starts the server. Returns null and prints a message if a requirement is missing.</summary>
    /// <param name="kind">The server.</param>
    /// <param name="form">Its configuration; by default the fastest one.</param>
    /// <param name="environment">Additional environment variables of its process.</param>
    public static EchoServerProcess? Start(
        EchoServerKind kind,
        EchoServerForm? form = null,
        params (string Name, string Value)[] environment
    )
    {
        var words = (form ?? EchoServerForm.Default).Words;
        if (EchoServer.Kinds.Contains(kind))
            return Start(kind, Own(kind, words), environment);
        if (kind == EchoServerKind.Floor)
            return Floor.Compile() is { } program ? Start(kind, new ProcessStartInfo(program), environment) : null;
        if (Directory.Exists(Path.Combine(Peers, "node_modules", "ws")))
            return Start(kind, new ProcessStartInfo("node", ["--expose-gc", "-e", Ws, .. words]) { WorkingDirectory = Peers }, environment);
        Console.WriteLine($"Without ws: it is not in {Peers} (npm ci --prefix {Peers}).");
        return null;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(5))) process.Kill();
        process.Dispose();
    }

    private static EchoServerProcess Start(EchoServerKind kind, ProcessStartInfo start, (string Name, string Value)[] environment)
    {
        (start.UseShellExecute, start.RedirectStandardInput, start.RedirectStandardOutput) = (false, true, true);

        // The compiler counts calls from the start instead of waiting for a quiet phase, so that optimised code is measured.
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "0";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new EchoServerProcess(kind, Process.Start(start)!);
    }

    // The shell is replaced by the server, so that the processor time is that of the server.
    private static EchoServerProcess StartCommand(string command) =>
        Start(EchoServerKind.Peer, new ProcessStartInfo("/bin/sh", ["-c", $"exec {command}"]), []);

    private static ProcessStartInfo Own(EchoServerKind kind, string[] words)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The program does not know where it is.");
        string[] host = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(EchoServerProcess).Assembly.Location] : [];
        return new ProcessStartInfo(program, [.. host, EchoCommand.Command.Name, EchoCommand.Serve, $"{kind}", .. words]);
    }
}
