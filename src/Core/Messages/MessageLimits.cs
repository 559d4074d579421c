using System.Runtime.CompilerServices;

namespace Pure.WebSockets;

/// <summary>
/// Checks the limits on a data frame as soon as the length of the frame is known (RFC 6455 §10.4). The limits apply both to messages in one
/// frame and to fragments. <see cref="CompressedPieceReader"/> checks the limit on inflated bytes.
/// </summary>
internal static class MessageLimits
{
    /// <summary>Returns an error if a frame exceeds a limit, or null if the frame is within all limits.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="length">The number of payload bytes in the frame.</param>
    /// <param name="bytesBefore">The number of payload bytes in the message's earlier frames.</param>
    /// <param name="framesBefore">The number of earlier frames in the message.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ProtocolError? Check(Limits limits, long length, long bytesBefore, int framesBefore)
    {
        if (length > limits.MaxFrameBytes) return MessageErrors.FrameTooLong(length, limits.MaxFrameBytes.Value);
        if (length > limits.MaxMessageBytes - bytesBefore)
            return MessageErrors.MessageTooLong(Sum(bytesBefore, length), limits.MaxMessageBytes);
        return framesBefore >= limits.MaxFragments ? MessageErrors.TooManyFragments(limits.MaxFragments) : null;
    }

    private static long Sum(long bytesBefore, long length) => (long)Math.Min((ulong)bytesBefore + (ulong)length, long.MaxValue);
}
