using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Pure.WebSockets.Host.Tests;

/// <summary>A node script from the folder peers. Tests whose peer is missing are skipped, unless PUREWS_REQUIRE_PEERS is 1.</summary>
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

    /// <summary>The next line of the output. It may take a whole run of the catalogue.</summary>
    public async Task<string> ReadLineAsync()
    {
        var line = Output.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
        return await line.Within(Patience.TimeOfARun) ?? throw await GoneAsync();
    }

    /// <summary>Starts a script that needs only node.</summary>
    public static NodePeer Start(string script, params string[] arguments)
    {
        var begun = Begin([script, .. arguments]);
        Require(begun is not null, "node is not installed");
        return new NodePeer(begun!);
    }

    /// <summary>Starts a script that needs ws.</summary>
    public static NodePeer StartWithWs(string script, params string[] arguments) => StartWith("ws", script, arguments);

    /// <summary>Starts a script that needs a package.</summary>
    public static NodePeer StartWith(string package, string script, params string[] arguments)
    {
        Require(Directory.Exists(Path.Combine(Folder, "node_modules", package)), $"{package} is not installed: npm ci in tests/Host/peers");
        return Start(script, arguments);
    }

    /// <summary>The version of a package.</summary>
    public static string VersionOf(string package)
    {
        using var description = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "node_modules", package, "package.json")));
        return description.RootElement.GetProperty("version").GetString()!;
    }

    /// <summary>Waits for the end of the script, whose input is closed. The exit code must be 0.</summary>
    public async Task EndAsync()
    {
        Input.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).Within();
        Assert.True(process.ExitCode == 0, await errors);
    }

    /// <summary>Fails with the script's error output, for a script that ended too early.</summary>
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

    // In continuous integration the peers are required, so a missing one is a failure.
    private static void Require(bool present, string reason)
    {
        if (present) return;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PUREWS_REQUIRE_PEERS") == "1", reason);
        Assert.Fail(reason);
    }

    // The folder is somewhere above the build output.
    private static string Above(DirectoryInfo from) =>
        Array.Find(["peers", "Host/peers"], folder => File.Exists(Path.Combine(from.FullName, folder, "client.js"))) is { } found
            ? Path.Combine(from.FullName, found)
        : from.Parent is { } parent ? Above(parent)
        : throw new DirectoryNotFoundException("peers");
}
