using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// A real server from the operating system's packages, on free loopback ports and with its own folder. The server ends with the test. If
/// the package is not installed, the test is skipped, or fails if PUREWS_REQUIRE_PEERS is 1.
/// </summary>
internal sealed class Broker : IAsyncDisposable
{
    // RabbitMQ starts slowly on a busy machine.
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(4);

    private readonly string folder;
    private readonly List<Process> processes;
    private readonly List<string> lines;

    private Broker(string folder, List<Process> processes, List<string> lines, int port, int mqttPort) =>
        (this.folder, this.processes, this.lines, Port, MqttPort) = (folder, processes, lines, port, mqttPort);

    /// <summary>The port for WebSocket. For RabbitMQ, this is the port for STOMP over WebSocket.</summary>
    public int Port { get; }

    /// <summary>The port for MQTT over WebSocket.</summary>
    public int MqttPort { get; }

    /// <summary>Starts mosquitto with MQTT over WebSocket.</summary>
    public static Task<Broker> StartMosquittoAsync()
    {
        var program = Find("mosquitto", "/usr/sbin/mosquitto", "/usr/bin/mosquitto");
        var home = NewFolder();
        var (port, plain) = (FreePort(), FreePort());
        // Version 2.0.11 also needs a listener without WebSocket.
        File.WriteAllText(
            Path.Combine(home, "mosquitto.conf"),
            $"listener {plain} 127.0.0.1\nlistener {port} 127.0.0.1\nsocket_domain ipv4\nprotocol websockets\nallow_anonymous true\n"
                + $"persistence false\nlog_dest stderr\nuser {Environment.UserName}\n"
        );
        return StartAsync(home, port, port, [Run(program, home, ["-c", Path.Combine(home, "mosquitto.conf")], [])]);
    }

    /// <summary>Starts RabbitMQ with STOMP over WebSocket and MQTT over WebSocket.</summary>
    public static async Task<Broker> StartRabbitAsync()
    {
        var program = Find("rabbitmq-server", "/usr/lib/rabbitmq/bin/rabbitmq-server");
        var mapper = Find("epmd", "/usr/bin/epmd");
        var home = NewFolder();
        var (stomp, mqtt, amqp, nodes, names) = (FreePort(), FreePort(), FreePort(), FreePort(), FreePort());
        await File.WriteAllTextAsync(
            Path.Combine(home, "rabbitmq.conf"),
            $"listeners.tcp.1 = 127.0.0.1:{amqp}\nweb_mqtt.tcp.ip = 127.0.0.1\nweb_mqtt.tcp.port = {mqtt}\nweb_stomp.tcp.ip = 127.0.0.1\n"
                + $"web_stomp.tcp.port = {stomp}\nmqtt.listeners.tcp = none\nstomp.listeners.tcp = none\n"
        );
        await File.WriteAllTextAsync(Path.Combine(home, "enabled_plugins"), "[rabbitmq_web_mqtt,rabbitmq_web_stomp].\n");
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = home,
            // The test also starts the name server of the Erlang nodes, so that it can end the name server.
            ["ERL_EPMD_PORT"] = $"{names}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODENAME"] = $"purews{amqp}@localhost",
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(home, "data"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(home, "log"),
            ["RABBITMQ_LOGS"] = "-",
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(home, "rabbitmq"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(home, "enabled_plugins"),
            ["RABBITMQ_DIST_PORT"] = $"{nodes}",
            ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
            ["RABBITMQ_PID_FILE"] = Path.Combine(home, "pid"),
        };
        // If no name server listens, Erlang starts one, which would not end with the test.
        var mapping = Run(mapper, home, ["-port", $"{names}", "-address", "127.0.0.1"], []);
        _ = await StartAsync(home, names, names, [mapping]);
        return await StartAsync(home, stomp, mqtt, [mapping, Run(program, home, [], settings)]);
    }

    /// <summary>Ends the processes by their ids, and removes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(processes))
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(Host.Tests.Patience.Token);
            process.Dispose();
        }

        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A child process that is about to end may still write a file. The folder is temporary.
        }
    }

    private static async Task<Broker> StartAsync(
        string folder,
        int port,
        int mqttPort,
        List<(Process Process, List<string> Lines)> started
    )
    {
        var broker = new Broker(folder, [.. started.Select(one => one.Process)], started[^1].Lines, port, mqttPort);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < StartTime; await Task.Delay(100))
        {
            if (await IsListeningAsync(port) && await IsListeningAsync(mqttPort)) return broker;
            if (started[^1].Process.HasExited) break;
        }

        string said;
        lock (broker.lines) said = string.Join('\n', broker.lines);
        await broker.DisposeAsync();
        throw new InvalidOperationException($"the broker does not listen on ports {port} and {mqttPort}. It printed:\n{said}");
    }

    private static (Process, List<string>) Run(string program, string folder, string[] arguments, Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var process = Process.Start(start)!;
        var printed = new List<string>();
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return (process, printed);

        void Keep(string? line)
        {
            if (line is null) return;
            lock (printed) printed.Add(line);
        }
    }

    private static async Task<bool> IsListeningAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port).WaitAsync(TimeSpan.FromSeconds(5));
            return true;
        }
        catch (Exception error) when (error is SocketException or TimeoutException)
        {
            return false;
        }
    }

    private static string Find(string package, params string[] programs)
    {
        if (Array.Find(programs, File.Exists) is { } found) return found;
        var reason = $"{package} is not installed: none of {string.Join(", ", programs)} exists";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PUREWS_REQUIRE_PEERS") == "1", reason);
        Assert.Fail(reason);
        throw new InvalidOperationException();
    }

    private static string NewFolder() => Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())).FullName;

    /// <summary>
    /// Returns a port that is free. The system gives ports below 32768 to no client, so the port is still free when the server has started.
    /// </summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 32_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // The port is in use.
            }
        }
    }
}
