namespace Pure.WebSockets.Conformance;

/// <summary>The numbers of data frames, messages and bytes that were transferred in one direction while the connection was open.</summary>
/// <param name="Frames">The number of data frames.</param>
/// <param name="Messages">The number of messages.</param>
/// <param name="Wire">The number of bytes in the frames, including their headers.</param>
/// <param name="Payload">The number of payload bytes in the frames, after compression.</param>
/// <param name="Application">The number of bytes in the messages, before compression.</param>
internal readonly record struct Traffic(long Frames, long Messages, long Wire, long Payload, long Application)
{
    /// <summary>The compressed size divided by the uncompressed size, or None if the messages contained no bytes.</summary>
    public Option<double> CompressionRatio => Application == 0 ? Option<double>.None : (double)Payload / Application;

    /// <summary>The number of header bytes divided by the number of payload bytes, or None if there were no payload bytes.</summary>
    public Option<double> Overhead => Payload == 0 ? Option<double>.None : (double)(Wire - Payload) / Payload;

    internal Traffic WithFrame(int wire, int payload) => this with { Frames = Frames + 1, Wire = Wire + wire, Payload = Payload + payload };

    internal Traffic WithMessage(int length) => this with { Messages = Messages + 1, Application = Application + length };
}
