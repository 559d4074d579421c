namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The client of the npm package ws that runs the cases of a tester, as a command of the shell.</summary>
internal static class NodeClient
{
    /// <summary>
    /// Returns the command. It takes the URL from PUREWS_URL. The name of the agent, the number of connections, the first and the last case
    /// may follow. Without node and ws, the test is skipped, or fails if PUREWS_REQUIRE_PEERS is 1.
    /// </summary>
    public static string Command()
    {
        var script = KeptDocument.PathOf("tests/Host/peers/driver.js");
        Programs.Require(
            Directory.Exists(Path.Combine(Path.GetDirectoryName(script)!, "node_modules", "ws")),
            "ws is not installed: npm ci in tests/Host/peers"
        );
        return $"'{Programs.Find("node", "nodejs")}' '{script}' \"$PUREWS_URL\"";
    }
}
