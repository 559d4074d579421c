using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Tests of a SignalR hub with its profile. docs/profiles.md describes what fails.</summary>
public sealed class SignalRTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hub_on_the_WebSocket_of_Kestrel_and_on_ours(bool isOurs)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        // A patient tester waits longer than the default limit, and some cases send no handshake of SignalR.
        builder.Services.AddSignalR(options => options.HandshakeTimeout = TimeSpan.FromMinutes(5));
        await using var application = builder.Build();
        if (isOurs) application.UsePureWebSockets();
        application.UseRouting();
        application.MapHub<EchoHub>("/hub");
        await application.StartAsync(TestContext.Current.CancellationToken);
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var results = await Profiled.RunAsync("signalr", address.Replace("http://", "ws://", StringComparison.Ordinal) + "/hub");
        Profiled.AssertCarried(results, "1.1.4", "5.3", "6.2.3", "T.1.8", "T.1.9");
        Profiled.AssertFindings(results, isOurs ? ServerFindings.SignalROnOurs : ServerFindings.SignalROnKestrel);
        await application.StopAsync(Host.Tests.Patience.Token);
    }

    /// <summary>A hub with a method that returns its argument.</summary>
    public sealed class EchoHub : Hub
    {
        public string Echo(string text) => text;
    }
}
