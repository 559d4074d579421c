namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests of RabbitMQ with the profiles for STOMP and MQTT. docs/profiles.md describes what fails.</summary>
public sealed class RabbitTests(RabbitTests.Rabbit rabbit) : IClassFixture<RabbitTests.Rabbit>
{
    [Fact]
    public async Task STOMP_over_WebSocket()
    {
        var broker = await rabbit.GetAsync();
        var results = await Profiled.RunAsync("stomp", $"ws://127.0.0.1:{broker.Port}/ws");
        Profiled.AssertCarried(results, "1.1.6", "5.3", "6.2.3", "12.1.11");
        Profiled.AssertFindings(results, ServerFindings.RabbitStomp);
    }

    [Fact]
    public async Task MQTT_over_WebSocket()
    {
        var broker = await rabbit.GetAsync();
        var results = await Profiled.RunAsync("mqtt", $"ws://127.0.0.1:{broker.MqttPort}/ws");
        Profiled.AssertCarried(results, "1.2.4", "1.2.6", "M.4.4");
        Profiled.AssertFindings(results, ServerFindings.RabbitMqtt);
    }

    /// <summary>RabbitMQ, which starts with the first test that needs it, and ends after the last test.</summary>
    public sealed class Rabbit : IAsyncDisposable
    {
        private Broker? broker;

        public async ValueTask DisposeAsync()
        {
            if (broker is not null) await broker.DisposeAsync();
        }

        internal async Task<Broker> GetAsync() => broker ??= await Broker.StartRabbitAsync();
    }
}
