using System.Net;
using Pure.WebSockets.Host;
using Received = System.Threading.Tasks.TaskCompletionSource<int>;
using Signal = System.Threading.Tasks.TaskCompletionSource;

namespace Pure.WebSockets.Schedules.Tests;

/// <summary>
/// A transport in memory that fails the schedule when a connection breaks the contract of transports: two calls at a time, a call after the
/// end, memory that changes while it is written.
/// </summary>
internal sealed class Wire(Schedule schedule, Role role) : Transport
{
    private readonly Queue<byte[]> incoming = new();
    private readonly MemoryStream written = new();
    private readonly Signal closeWritten = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Signal pingWritten = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Received? receiving;
    private Memory<byte> receivingInto;
    private Signal? sending;
    private bool isInputOver;
    private bool isFreed;

    /// <summary>Whether a receive with a buffer never waits, as over sockets.</summary>
    public bool IsSocket { get; init; } = true;

    /// <summary>Whether each send waits until the network takes the bytes, which is an operation of its own.</summary>
    public bool IsSlow { get; init; }

    /// <summary>Whether the network takes no bytes, so that a send waits until the transport is dropped.</summary>
    public bool IsStuck { get; set; }

    /// <summary>The number of bytes that a gather write takes, or null if the transport has none.</summary>
    public int? Gathers { get; init; }

    public bool IsDropped { get; private set; }

    public bool IsEnded { get; private set; }

    /// <summary>Completes when a close frame was written.</summary>
    public Task CloseWritten => closeWritten.Task;

    /// <summary>Completes when a ping was written.</summary>
    public Task PingWritten => pingWritten.Task;

    public override EndPoint? Remote => null;

    public override bool IsNonBlocking => IsSocket;

    public override bool SupportsGatherWrite => Gathers is not null;

    public override bool IsDisposed => IsDropped;

    /// <summary>The frames that were written.</summary>
    public List<WireFrame> Frames()
    {
        try
        {
            return WireFrame.Read(WrittenFrames(), masked: role == Role.Client, isCut: IsDropped);
        }
        catch (InvalidDataException exception)
        {
            schedule.Add(exception.Message);
            return [];
        }
    }

    /// <summary>The peer sends bytes, which arrive together.</summary>
    public void Deliver(params ReadOnlySpan<byte[]> parts)
    {
        Schedule.Point();
        foreach (var part in parts) incoming.Enqueue(part);
        CompleteReceive();
    }

    /// <summary>The peer ends its half of the transport.</summary>
    public void EndInput()
    {
        Schedule.Point();
        isInputOver = true;
        CompleteReceive();
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        Schedule.Point();
        if (receiving is not null) Schedule.Fail("two receives at a time");
        if (isFreed) Schedule.Fail("a receive after the transport was freed");
        if (IsDropped) return ValueTask.FromException<int>(Gone());
        if (IsReadable) return new ValueTask<int>(Take(into));
        if (IsSocket && !into.IsEmpty) return new ValueTask<int>(WouldBlock);
        receiving = new Received(TaskCreationOptions.RunContinuationsAsynchronously);
        receivingInto = into;
        return new ValueTask<int>(receiving.Task);
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        Schedule.Point();
        CheckSend();
        if (IsDropped) return ValueTask.FromException(Gone());
        if (!IsSlow && !IsStuck)
        {
            Write(bytes.Span);
            return default;
        }

        var sent = sending = new Signal(TaskCreationOptions.RunContinuationsAsynchronously);
        if (IsStuck) return new ValueTask(sent.Task);
        var before = bytes.ToArray();
        schedule.Post("the network takes bytes", () =>
        {
            if (sending != sent) return;
            if (!bytes.Span.SequenceEqual(before)) Schedule.Fail("memory changed while it was written");
            Write(bytes.Span);
            Unblocked();
            sending = null;
            sent.SetResult();
        });
        return new ValueTask(sent.Task);
    }

    public override int Send(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> payload)
    {
        Schedule.Point();
        CheckSend();
        if (IsDropped) throw Gone();
        byte[] both = [.. bytes.Span, .. payload.Span];
        var taken = Math.Min(Gathers!.Value, both.Length);
        Write(both.AsSpan(0, taken));
        return taken;
    }

    public override ValueTask EndAsync()
    {
        Schedule.Point();
        CheckSend();
        if (IsDropped) return ValueTask.FromException(Gone());
        IsEnded = true;
        return default;
    }

    public override void Drop()
    {
        Schedule.Point();
        if (IsDropped) return;
        IsDropped = true;
        var (received, sent) = (receiving, sending);
        (receiving, sending) = (null, null);
        received?.SetException(Gone());
        sent?.SetException(Gone());
    }

    public override void Free()
    {
        Schedule.Point();
        if (isFreed) Schedule.Fail("the transport was freed twice");
        if (receiving is not null || sending is not null) Schedule.Fail("the transport was freed during a call");
        isFreed = true;
    }

    private bool IsReadable => incoming.Count > 0 || isInputOver;

    private static IOException Gone() => new("The transport was dropped.");

    private void CheckSend()
    {
        if (sending is not null) Schedule.Fail($"two sends at a time, by {Trace.Here()}");
        if (IsEnded) Schedule.Fail($"a send after the end of the stream, by {Trace.Here()}");
        if (isFreed) Schedule.Fail($"a send after the transport was freed, by {Trace.Here()}");
    }

    private int Take(Memory<byte> into)
    {
        if (into.IsEmpty || incoming.Count == 0) return 0;
        var length = 0;
        while (incoming.TryPeek(out var part) && length + part.Length <= into.Length)
        {
            part.CopyTo(into[length..]);
            length += part.Length;
            incoming.Dequeue();
        }

        return length;
    }

    /// <summary>What was written after the response of the opening handshake, if there is one.</summary>
    private ReadOnlySpan<byte> WrittenFrames()
    {
        ReadOnlySpan<byte> all = written.ToArray();
        if (!all.StartsWith("HTTP/"u8)) return all;
        var head = all.IndexOf("\r\n\r\n"u8);
        return head < 0 ? [] : all[(head + 4)..];
    }

    private void CompleteReceive()
    {
        if (receiving is not { } waiting) return;
        receiving = null;
        waiting.SetResult(Take(receivingInto));
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        written.Write(bytes);
        foreach (var frame in WireFrame.Read(WrittenFrames(), masked: role == Role.Client, isCut: true))
        {
            if (frame.Opcode == WireFrame.Close) closeWritten.TrySetResult();
            if (frame.Opcode == WireFrame.Ping) pingWritten.TrySetResult();
        }
    }
}
