namespace Pure.WebSockets.Properties;

/// <summary>
/// The two functions of the kernel for messages that do not change the state. Where they apply, they give what the general functions give.
/// </summary>
internal static class ShortForms
{
    /// <summary>The length of the longest message that the short form receives.</summary>
    private const int Longest = ushort.MaxValue;

    /// <summary>Compares with the result of <see cref="Kernel.Receive"/> for the same input and memory of the same length.</summary>
    public static void Check(Connection state, ReadOnlySpan<byte> input, int lent, in StepResult progress)
    {
        var memory = new byte[lent];
        var given = input.ToArray();
        var applies = Kernel.TryReceiveMessage(state, input, memory, out var message);
        Assert.True(input.SequenceEqual(given), "The input was written to.");
        Assert.Equal(IsShort(state, input, progress), applies);
        if (!applies) return;
        Assert.Equal((progress.Kind, progress.Payload.Length, progress.Consumed), (message.Kind, message.Length, message.Consumed));
        Assert.True(progress.Payload.Span.SequenceEqual(memory.AsSpan(0, message.Length)));
        Assert.Same(state, progress.Next);
    }

    /// <summary>Compares with the result of <see cref="Kernel.Send(Connection, MessageKind, ReadOnlyMemory{byte})"/>.</summary>
    public static void Check(Connection state, Input.Send send, in StepResult progress)
    {
        var applies = Kernel.TrySendMessage(state, send.Kind, send.Data.Memory, send.Compress, out var frame);
        if (state.Deflation is null) Assert.Equal(progress.HasReply, applies);
        if (!applies) return;
        Assert.Same(state, progress.Next);
        Assert.True(progress.HasReply);
        Assert.Equal(progress.Reply, frame);
    }

    private static bool IsShort(Connection state, ReadOnlySpan<byte> input, in StepResult progress) =>
        state.Phase is Phase.Open
        && progress is { Event: StepEvent.Data, Final: true, Payload.Length: <= Longest }
        && !state.Receiving.MessageInProgress
        // Neither compressed nor a continuation.
        && (input[0] & 0x4F) is (int)MessageKind.Text or (int)MessageKind.Binary
        // A payload that does not fit in the lent memory is received in pieces.
        && ReferenceEquals(progress.Next, state);
}
