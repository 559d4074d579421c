using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pure.WebSockets.Samples;

/// <summary>An echo on <see cref="Kernel"/> over the pipes of Kestrel's connections, below its HTTP.</summary>
public sealed class KestrelHandler(ConnectionOptions options) : ConnectionHandler
{
    /// <summary>Starts Kestrel with this handler at an end point.</summary>
    public static async Task<WebApplication> StartAsync(IPEndPoint endPoint, ConnectionOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(options);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(endPoint, listen => listen.UseConnectionHandler<KestrelHandler>()));
        var server = builder.Build();
        await server.StartAsync();
        return server;
    }

    /// <inheritdoc/>
    public override Task OnConnectedAsync(ConnectionContext connection) => new KestrelDriver(connection, options).RunAsync();
}

/// <summary>Drives one connection, on one task.</summary>
internal sealed class KestrelDriver(ConnectionContext connection, ConnectionOptions options)
{
    private const int MaxUnflushed = 64 * 1024;
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LingerTimeout = TimeSpan.FromMilliseconds(500);

    private readonly PipeReader reader = connection.Transport.Input;
    private readonly PipeWriter writer = connection.Transport.Output;
    private readonly byte[] lent = new byte[16 * 1024];
    private readonly ArrayBufferWriter<byte> message = new();
    private readonly CancellationToken stopping =
        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
    private Connection state = Connection.Server(options);
    private long due = long.MaxValue;
    private Task<ReadResult>? reading;

    public async Task RunAsync()
    {
        try
        {
            await ApplyAsync(Kernel.Start(state));
            while (state.Phase is not Phase.Closed)
            {
                await FlushAsync();
                await NextAsync();
            }

            await FlushAsync();
            if (state.Phase is not Phase.Closed { Result.Clean: true }) await LingerAsync();
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            connection.Abort(new ConnectionAbortedException("the peer is gone, or it does not read", exception));
        }
    }

    private async Task NextAsync()
    {
        ReadResult read;
        try
        {
            reading ??= reader.ReadAsync().AsTask();
            var remaining = due == long.MaxValue ? Timeout.Infinite : Math.Clamp(due - Environment.TickCount64, 0, int.MaxValue);
            read = await reading.WaitAsync(TimeSpan.FromMilliseconds(remaining), state.Phase is Phase.Open ? stopping : default);
        }
        catch (TimeoutException)
        {
            await ApplyAsync(Kernel.Elapsed(state, state.Timer));
            return;
        }
        catch (OperationCanceledException)
        {
            await ApplyAsync(Kernel.Close(state, new CloseStatus(CloseCode.GoingAway, "the server stops")));
            return;
        }

        reading = null;
        var rest = await ReceiveAsync(read.Buffer);
        reader.AdvanceTo(rest.Start, rest.End);
        if (read.IsCompleted) await ApplyAsync(Kernel.EndOfStream(state));
    }

    /// <summary>Gives the kernel all the input that it can take. Returns the rest: the start of a header or of a control frame.</summary>
    private async Task<ReadOnlySequence<byte>> ReceiveAsync(ReadOnlySequence<byte> input)
    {
        for (var needed = 0; ;)
        {
            // The kernel takes one run of bytes. Only what it needs at once is joined, where a segment ends within it.
            var run = input.First.Length >= needed ? input.First : input.Slice(0, needed).ToArray();
            var step = Kernel.Receive(state, run, lent);
            input = input.Slice(step.Consumed);
            await ApplyAsync(step);
            if (step.Needed > input.Length || (input.IsEmpty && !step.More)) return input;
            needed = step.Needed;
        }
    }

    private async ValueTask ApplyAsync(StepResult step)
    {
        state = step.Next;
        writer.Write(step.Head.Span);
        if (step.HasReply)
        {
            writer.Advance(FrameEncoder.WriteHeader(step.Reply, writer.GetSpan(FrameEncoder.MaxHeaderBytes)));
            writer.Write(step.Reply.Payload.Memory.Span);
        }

        if (step.Deadline.Change == DeadlineChange.Start)
            due = Environment.TickCount64 + (long)step.Deadline.After.TotalMilliseconds;
        else if (step.Deadline.Change == DeadlineChange.Stop)
            due = long.MaxValue;
        if (writer.UnflushedBytes > MaxUnflushed)
            await FlushAsync();
        if (step.Lifecycle.Case is Effect.UpgradeRequested)
            await ApplyAsync(Kernel.Accept(state, Acceptance.Plain));
        if (step.Event != StepEvent.Data)
            return;

        // The application: it joins the pieces of a message and sends that back.
        message.Write(step.Payload.Span);
        if (!step.Final) return;
        await ApplyAsync(Kernel.Send(state, step.Kind, message.WrittenMemory));
        message.ResetWrittenCount();
    }

    private async ValueTask FlushAsync() => await writer.FlushAsync().AsTask().WaitAsync(WriteTimeout);

    private async Task LingerAsync()
    {
        var limit = Task.Delay(LingerTimeout);
        while (await Task.WhenAny(reading ??= reader.ReadAsync().AsTask(), limit) == reading)
        {
            var read = await reading;
            reading = null;
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return;
        }
    }
}
