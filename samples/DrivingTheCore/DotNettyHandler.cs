using System.Net;
using DotNetty.Buffers;
using DotNetty.Common.Concurrency;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;

namespace Pure.WebSockets.Samples;

/// <summary>An echo on <see cref="Protocol.Run"/> as a handler of DotNetty. All calls come on the channel's event loop.</summary>
public sealed class DotNettyHandler(ConnectionOptions options) : ChannelHandlerAdapter
{
    private static readonly TimeSpan LingerTimeout = TimeSpan.FromSeconds(1);

    private Connection state = Connection.Server(options);
    private IScheduledTask? timer;

    /// <summary>Starts a server with such a handler for each connection. Closing the channel stops it.</summary>
    public static Task<IChannel> StartAsync(IPEndPoint endPoint, IEventLoopGroup group, ConnectionOptions options) =>
        new ServerBootstrap()
            .Group(group)
            .Channel<TcpServerSocketChannel>()
            .ChildOption(ChannelOption.TcpNodelay, true)
            .ChildHandler(new ActionChannelInitializer<IChannel>(channel => channel.Pipeline.AddLast(new DotNettyHandler(options))))
            .BindAsync(endPoint);

    /// <summary>The transport is there.</summary>
    public override void ChannelActive(IChannelHandlerContext context) => Drive(context, new Input.Start());

    /// <summary>Bytes have come. The state keeps none of this memory.</summary>
    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        var bytes = (IByteBuffer)message;
        Drive(context, new Input.Received(ByteString.From(bytes.GetIoBuffer())));
        bytes.Release();
    }

    /// <summary>The transport has ended.</summary>
    public override void ChannelInactive(IChannelHandlerContext context) => Drive(context, new Input.EndOfStream());

    /// <summary>Nothing is read while the peer does not read the answers.</summary>
    public override void ChannelWritabilityChanged(IChannelHandlerContext context) =>
        context.Channel.Configuration.AutoRead = context.Channel.IsWritable;

    /// <summary>The transport broke.</summary>
    public override void ExceptionCaught(IChannelHandlerContext context, Exception exception) => _ = context.CloseAsync();

    private void Drive(IChannelHandlerContext context, Input input)
    {
        if (state.Phase is Phase.Closed) return;
        var (next, outputs, effects, _) = Protocol.Run(state, input, Answer);
        state = next;
        var written = Task.CompletedTask;
        foreach (var output in outputs) written = context.WriteAsync(Unpooled.WrappedBuffer(Bytes(output)));
        context.Flush();
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case Effect.StartTimer start:
                    timer?.Cancel();
                    timer = context.Executor.Schedule(() => Drive(context, new Input.Elapsed(start.Timer)), start.After);
                    break;
                case Effect.CancelTimer:
                    timer?.Cancel();
                    break;
                case Effect.CloseTransport:
                    _ = EndAsync(context, written);
                    break;
            }
        }
    }

    /// <summary>The application.</summary>
    private static IEnumerable<Input> Answer(Effect effect) => effect switch
    {
        Effect.UpgradeRequested => [new Input.Accept(Acceptance.Plain)],
        Effect.Message message => [new Input.Send(message.Kind, message.Data)],
        _ => [],
    };

    private static byte[] Bytes(Output output) => output switch
    {
        Output.Head head => head.Bytes.ToArray(),
        Output.Framed framed => FrameEncoder.Encode(framed.Value),
        _ => [],
    };

    /// <summary>Ends our half after the last bytes. The channel closes at the peer's end, or after a second.</summary>
    private static async Task EndAsync(IChannelHandlerContext context, Task written)
    {
        _ = context.Executor.Schedule(() => _ = context.CloseAsync(), LingerTimeout);
        try
        {
            await written;
            if (context.Channel is TcpSocketChannel { Active: true } channel) await channel.ShutdownOutputAsync();
        }
        catch (Exception exception) when (exception is IOException or ChannelException)
        {
            await context.CloseAsync();
        }
    }
}
