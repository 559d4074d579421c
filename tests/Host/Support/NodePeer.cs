using System.ComponentModel;
using System.Diagnostics;

namespace Pure.WebSockets.Host.Tests;

/// <summary>A script of the folder peers, run by node. A test whose peer is missing is skipped, unless PUREWS_REQUIRE_PEERS is 1.</summary>
internal sealed class NodePeer : IDisposable
{
    private readonly Process process;
    private readonly Task<string> errors;

    private NodePeer(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
    }

    private static string Folder { get; } = Above(new DirectoryInfo(AppContext.BaseDirectory));

    public StreamWriter Input => process.StandardInput;

    public StreamReader Output => process.StandardOutput;

    /// <summary>The next line of its output. It may come only after a whole run of the catalogue.</summary>
    public async Task<string> ReadLineAsync()
    {
        var line = Output.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
        return await line.Within(Patience.TimeOfARun) ?? throw await GoneAsync();
    }

    /// <summary>A script that needs nothing but node.</summary>
    public static NodePeer Start(string script, params string[] arguments)
    {
        var begun = Begin([script, .. arguments]);
        Require(begun is not null, "node is not installed");
        return new NodePeer(begun!);
    }

    /// <summary>A script that needs ws.</summary>
    public static NodePeer StartWithWs(string script, params string[] arguments) => StartWith("ws", script, arguments);

    /// <summary>A script that needs a package.</summary>
    public static NodePeer StartWith(string package, string script, params string[] arguments)
    {
        Require(Directory.Exists(Path.Combine(Folder, "node_modules", package)), $"{package} is not installed: npm ci in tests/Host/peers");
        return Start(script, arguments);
    }

    /// <summary>Waits for its end: nothing more is said to it, and an exit code of 0 must be what it says.</summary>
    public async Task EndAsync()
    {
        Input.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).Within();
        Assert.True(process.ExitCode == 0, await errors);
    }

    /// <summary>Fails with what it wrote to its errors, for a peer that went before its time.</summary>
    public async Task<Exception> GoneAsync() => new InvalidOperationException("the peer is gone: " + await errors.Within());

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    private static Process? Begin(string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("node", arguments)
            {
                UseShellExecute = false,
                WorkingDirectory = Folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    // Where peers are what is tested, as in continuous integration, a missing one is a failure.
    private static void Require(bool present, string reason)
    {
        if (present) return;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PUREWS_REQUIRE_PEERS") == "1", reason);
        Assert.Fail(reason);
    }

    // Somewhere above where the tests were built to: these, or others that share the peers.
    private static string Above(DirectoryInfo from) =>
        Array.Find(["peers", "Host/peers"], folder => File.Exists(Path.Combine(from.FullName, folder, "client.js"))) is { } found
            ? Path.Combine(from.FullName, found)
        : from.Parent is { } parent ? Above(parent)
        : throw new DirectoryNotFoundException("peers");
}
