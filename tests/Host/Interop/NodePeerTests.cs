namespace Pure.WebSockets.Host.Tests;

public sealed class NodePeerTests
{
    [Fact]
    public async Task A_client_made_of_ws_converses_and_sees_its_close_code_come_back()
    {
        var closure = new TaskCompletionSource<CloseResult>();
        await using var serving = Serving.With(async (connection, stop) =>
        {
            await Serving.EchoAll(connection, stop);
            closure.SetResult(await connection.Closed);
        });

        using var node = NodePeer.StartWithWs("client.js", $"ws://{serving.EndPoint}/");
        await node.EndAsync();
        Assert.Equal(new CloseStatus(3000, "done"), (await closure.Task.Within()).Theirs);
    }
}
