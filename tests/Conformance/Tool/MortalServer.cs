using System.Diagnostics;
using System.Globalization;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// A process with an echo server of the npm package ws. The process exits when a ping of 100 bytes or more arrives. If it is supervised,
/// it is started again on the same port.
/// </summary>
internal sealed class MortalServer : IAsyncDisposable
{
    private const int MostAttempts = 15;

    private readonly CancellationTokenSource over = new();
    private readonly string node = Programs.Find("node", "nodejs");
    private readonly string script = KeptDocument.PathOf("tests/Host/peers/mortal.js");
    private readonly Task supervising;
    private Process process;

    private MortalServer(bool isSupervised)
    {
        Programs.Require(
            Directory.Exists(Path.Combine(Path.GetDirectoryName(script)!, "node_modules", "ws")),
            "ws is not installed: npm ci in tests/Host/peers"
        );
        process = Launch(0);
        Port = int.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        supervising = isSupervised ? SuperviseAsync() : Task.CompletedTask;
    }

    public int Port { get; }

    public string Url => string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{Port}/");

    /// <summary>How often the process has exited.</summary>
    public int Exits { get; private set; }

    public bool HasExited => process.HasExited;

    public static MortalServer Start(bool isSupervised) => new(isSupervised);

    /// <summary>
    /// Starts the process again, and waits until it listens. A connection of another test can have the same port for a moment. A process
    /// that cannot listen is therefore started again.
    /// </summary>
    public async Task RestartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            process.Dispose();
            process = Launch(Port);
            if (await process.StandardOutput.ReadLineAsync(over.Token).AsTask().WaitAsync(ToolProcess.Patience, over.Token) is not null)
                return;
            if (attempt == MostAttempts) throw new InvalidOperationException($"the server cannot listen at port {Port}");
            await Task.Delay(TimeSpan.FromSeconds(1), over.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        if (!process.HasExited) process.Kill();
        await supervising;
        process.Dispose();
        over.Dispose();
    }

    private async Task SuperviseAsync()
    {
        try
        {
            while (true)
            {
                await process.WaitForExitAsync(over.Token);
                Exits++;
                // Longer than a tester takes to notice.
                await Task.Delay(TimeSpan.FromSeconds(1), over.Token);
                await RestartAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private Process Launch(int port) =>
        Process.Start(
            new ProcessStartInfo(node, [script, string.Create(CultureInfo.InvariantCulture, $"{port}")])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;
}
