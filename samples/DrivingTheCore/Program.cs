// Echo servers and clients that drive the core themselves: docs/driving-the-core.md explains them.
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DotNetty.Transport.Channels;
using Pure.WebSockets;
using Pure.WebSockets.Samples;

switch (args)
{
    case ["step" or "kernel", var port]:
        using (var listener = new TcpListener(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture)))
        {
            listener.Start();
            Console.WriteLine($"ws://{listener.LocalEndpoint}/");
            if (args[0] == "step") await StepServer.ServeAsync(listener, ConnectionOptions.Default, CancellationToken.None);
            else await KernelServer.ServeAsync(listener, ConnectionOptions.Default, CancellationToken.None);
        }

        break;
    case ["kestrel", var port]:
        await using (var server = await KestrelHandler.StartAsync(EndPoint(port), ConnectionOptions.Default))
            Wait(server.Urls.First());
        break;
    case ["dotnetty", var port]:
        var group = new MultithreadEventLoopGroup();
        var channel = await DotNettyHandler.StartAsync(EndPoint(port), group, ConnectionOptions.Default);
        Wait($"{channel.LocalAddress}");
        await channel.CloseAsync();
        await group.ShutdownGracefullyAsync();
        break;
    case ["step-client", var url]:
        Console.WriteLine(await StepClient.RunAsync(new Uri(url), ConnectionOptions.Default, Converse));
        break;
    case ["kernel-client", var url]:
        Console.WriteLine(await KernelClient.RunAsync(new Uri(url), ConnectionOptions.Default, Greet, Print));
        break;
    default:
        Console.Error.WriteLine("step PORT | kernel PORT | kestrel PORT | dotnetty PORT | step-client URL | kernel-client URL");
        return 1;
}

return 0;

static IPEndPoint EndPoint(string port) => new(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));

static void Wait(string address)
{
    Console.WriteLine($"{address}, until a line is entered");
    Console.ReadLine();
}

// Sends a greeting, prints the echo, and closes.
static IEnumerable<Input> Converse(Effect effect)
{
    if (effect is Effect.Opened) return [Input.Send.Text("hello")];
    if (effect is not Effect.Message message) return [];
    Console.WriteLine(message.Text);
    return [new Input.Close(new CloseStatus(CloseCode.NormalClosure, ""))];
}

static void Greet(KernelClient client) => client.Send(MessageKind.Text, Encoding.UTF8.GetBytes("hello"));

static void Print(KernelClient client, MessageKind kind, ReadOnlyMemory<byte> data)
{
    Console.WriteLine(Encoding.UTF8.GetString(data.Span));
    client.Close(new CloseStatus(CloseCode.NormalClosure, ""));
}
