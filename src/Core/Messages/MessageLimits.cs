using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>
/// The limits on each data frame, checked as soon as its length is known (RFC 6455 §10.4). All limits on frames are checked here, for
/// messages in one frame and for fragments. The limit on inflated bytes is checked as they appear (<see cref="CompressedPieceReader"/>).
/// </summary>
internal static class MessageLimits
{
    /// <summary>Returns the error of a frame that exceeds a limit. Returns null if the frame exceeds no limit.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="length">The payload bytes of the frame.</param>
    /// <param name="bytesBefore">The payload bytes of the message's earlier frames.</param>
    /// <param name="framesBefore">The number of the message's earlier frames.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ProtocolError? Check(Limits limits, long length, long bytesBefore, int framesBefore)
    {
        if (length > limits.MaxFrameBytes) return MessageErrors.FrameTooLong(length, limits.MaxFrameBytes);
        if (length > limits.MaxMessageBytes - bytesBefore)
            return MessageErrors.MessageTooLong(Sum(bytesBefore, length), limits.MaxMessageBytes);
        return framesBefore >= limits.MaxFragments ? MessageErrors.TooManyFragments(limits.MaxFragments) : null;
    }

    private static long Sum(long bytesBefore, long length) => (long)Math.Min((ulong)bytesBefore + (ulong)length, long.MaxValue);
}
