using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>
/// The limits that each data frame is checked against as soon as its length is known (RFC 6455 §10.4). This is the only place: a message
/// in one frame and a fragment are both checked here. The limit on inflated bytes is checked while they come out
/// (<see cref="CompressedPieceReader"/>).
/// </summary>
internal static class MessageLimits
{
    /// <summary>The limit that one more frame breaks; null where it breaks none.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="length">The payload bytes of the frame.</param>
    /// <param name="bytesBefore">The payload bytes of the message's earlier frames.</param>
    /// <param name="framesBefore">How many frames of the message came before.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ProtocolError? Check(Limits limits, long length, long bytesBefore, int framesBefore)
    {
        if (length > limits.MaxFrameBytes) return MessageErrors.FrameTooLong(length, limits.MaxFrameBytes);
        if (length > limits.MaxMessageBytes - bytesBefore)
            return MessageErrors.MessageTooLong(bytesBefore, length, limits.MaxMessageBytes);
        return framesBefore >= limits.MaxFragments ? MessageErrors.TooManyFragments(limits.MaxFragments) : null;
    }
}
