namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests of mosquitto with the profile for MQTT. docs/profiles.md describes what fails.</summary>
public sealed class MosquittoTests
{
    [Fact]
    public async Task MQTT_over_WebSocket()
    {
        await using var broker = await Broker.StartMosquittoAsync();
        var results = await Profiled.RunAsync("mqtt", $"ws://127.0.0.1:{broker.Port}/mqtt");
        Profiled.AssertCarried(results, "1.2.4", "1.2.6", "M.4.4");
        Profiled.AssertFindings(results, ServerFindings.Mosquitto);
    }
}
