using System.Diagnostics;

namespace Pure.WebSockets.Host.Tests;

public sealed class NodePeerTests
{
    [Fact]
    public async Task A_client_made_of_ws_converses_and_sees_its_close_code_come_back()
    {
        var folder = Peers(new DirectoryInfo(AppContext.BaseDirectory));
        Require(Directory.Exists(Path.Combine(folder, "node_modules", "ws")), "ws is not installed: npm ci in tests/Host/peers");
        var closure = new TaskCompletionSource<Closure>();
        await using var serving = Serving.With(async (connection, stop) =>
        {
            await Serving.EchoAll(connection, stop);
            closure.SetResult(await connection.Closed);
        });

        using var node = Begin(folder, $"ws://{serving.EndPoint}/");
        Require(node is not null, "node is not installed");
        var (output, errors) = (node!.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        try
        {
            await node.WaitForExitAsync(Patience.Token);
        }
        catch (OperationCanceledException)
        {
            node.Kill();
            throw;
        }

        Assert.True(node.ExitCode == 0, await output + await errors);
        Assert.Equal(new CloseStatus(3000, "done"), (await closure.Task.Within()).Theirs);
    }

    private static Process? Begin(string folder, string address)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("node", ["client.js", address]) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (System.ComponentModel.Win32Exception)
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

    // Somewhere above where the tests were built to.
    private static string Peers(DirectoryInfo from) =>
        File.Exists(Path.Combine(from.FullName, "peers", "client.js")) ? Path.Combine(from.FullName, "peers")
        : from.Parent is { } parent ? Peers(parent)
        : throw new DirectoryNotFoundException("peers");
}
