using System.Diagnostics;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.FsCheck;

/// <summary>
/// A peer that runs the tested function. An in-memory stream connects the function and the tester. Time is measured with the real clock. A
/// method can block until the function has read or sent the required bytes, or until a time limit has elapsed.
/// </summary>
internal sealed class StreamPeer : IMemoryPeer, IDisposable
{
    private const int BufferBytes = 16 * 1024;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly Role role;
    private readonly TimeSpan patience;
    private readonly TimeSpan openingPatience;
    private readonly DuplexStream ours;
    private readonly Task<Exception?> converse;
    private readonly byte[] buffer = new byte[BufferBytes];
    private readonly long started = Stopwatch.GetTimestamp();
    private Task<int>? reading;
    private Task? writing;

    /// <summary>Starts the function.</summary>
    /// <param name="role">The role of the function.</param>
    /// <param name="function">The function.</param>
    /// <param name="patience">The time limit within which the function must read the bytes of a write.</param>
    /// <param name="openingPatience">The time limit for the opening handshake.</param>
    public StreamPeer(Role role, Func<Stream, Task> function, TimeSpan patience, TimeSpan openingPatience)
    {
        (this.role, this.patience, this.openingPatience) = (role, patience, openingPatience);
        (ours, var theirs) = DuplexStream.Pair();
        converse = Task.Run(() => ConverseAsync(function, theirs));
    }

    /// <inheritdoc/>
    public Option<TimeSpan> Deadline =>
        HasEnded ? Option<TimeSpan>.None
        : IsOpen ? Now + Moment
        : Now < openingPatience ? TimeSpan.Zero
        : TimeSpan.MaxValue;

    /// <summary>Whether the opening handshake is complete.</summary>
    public bool IsOpen { get; set; }

    /// <inheritdoc/>
    public bool HasEnded { get; private set; }

    /// <summary>
    /// The exception that the function threw, or null if it threw no exception or has not returned yet. The stream ends just before the
    /// task of the function is complete, so after the end of the stream, the property waits for the task for a limited time.
    /// </summary>
    public Exception? Thrown => converse.IsCompleted || (HasEnded && converse.Wait(patience)) ? converse.Result : null;

    /// <summary>The time since this object was created.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(started);

    /// <inheritdoc/>
    public ByteString Begin(TimeSpan now)
    {
        // A client begins with its request, which can arrive in several writes.
        byte[] head = [];
        while (role == Role.Client && !HasEnded && Now < openingPatience && head.AsSpan().IndexOf("\r\n\r\n"u8) < 0)
            head = [.. head, .. Read(Moment).Memory.Span];
        return head;
    }

    /// <inheritdoc/>
    public ByteString Receive(ByteString octets, TimeSpan now)
    {
        if (octets.Length == 0)
        {
            ours.EndWriting();
            return Read(TimeSpan.Zero);
        }

        // If the previous write is not complete, the function has stopped reading, so no more bytes are written.
        if (HasEnded || writing is { IsCompleted: false }) return Read(TimeSpan.Zero);
        writing = WriteAsync(octets.Memory);
        byte[] output = [];
        for (var until = Now + patience; !writing.IsCompleted && !HasEnded && Now < until;)
            output = [.. output, .. Read(Moment).Memory.Span];
        return output.Length == 0 ? Read(TimeSpan.Zero) : (byte[])[.. output, .. Read(TimeSpan.Zero).Memory.Span];
    }

    /// <inheritdoc/>
    public ByteString Elapse(TimeSpan now) => Read(IsOpen ? now - Now : Moment);

    /// <summary>Ends the stream. After that, the function's reads reach the end of the stream, and its writes throw an exception.</summary>
    public void Dispose() => ours.Dispose();

    private static async Task<Exception?> ConverseAsync(Func<Stream, Task> function, DuplexStream stream)
    {
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                await function(stream).ConfigureAwait(false);
                return null;
            }
            catch (Exception error)
            {
                return error;
            }
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> octets)
    {
        try
        {
            await ours.WriteAsync(octets).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The function has closed its end of the stream. The bytes that the function has already sent are still read.
        }
    }

    /// <summary>Reads all bytes that have arrived. If no bytes have arrived, waits for bytes for up to the given time.</summary>
    private ByteString Read(TimeSpan wait)
    {
        byte[] output = [];
        while (!HasEnded)
        {
            reading ??= ours.ReadAsync(buffer).AsTask();
            if (!reading.IsCompleted && (wait <= TimeSpan.Zero || !reading.Wait(wait))) break;
            var count = reading.Result;
            reading = null;
            if (count == 0) HasEnded = true;
            else output = output.Length == 0 ? buffer[..count] : [.. output, .. buffer.AsSpan(0, count)];
            wait = TimeSpan.Zero;
        }

        return output;
    }
}
